import AuditResults

/// What became of a gap, and the alarm that it deserves.
///
/// One place for both documents that tell of changes: the report of a fine-tuned model and the
/// comparison of two audits.
enum GapMove: Sendable, Hashable, CaseIterable {
  /// The two groups changed places.
  case reversed
  /// They changed places, but the gap after cannot be told from none.
  case reversedWithinNoise
  /// The gap grew.
  case wider
  /// It became narrower only because the higher group fell.
  case levelledDown
  /// It became narrower because both groups moved.
  case levelledDownInPart
  /// It became narrower because the lower group rose.
  case narrower
  /// It stayed as it was.
  case unchanged

  /// What became of a gap.
  ///
  /// - Parameters:
  ///   - gap: The gap.
  ///   - later: The gap after, of the same two groups, with its interval, where one is known.
  init(_ gap: GapChange, later: Estimate? = nil) {
    if gap.before > 0, gap.after < 0 {
      let isWithinNoise = later?.interval.map { $0.lower <= 0 && $0.upper >= 0 } ?? false
      self = isWithinNoise ? .reversedWithinNoise : .reversed
      return
    }
    switch gap.levelling {
    case .notNarrowed: self = abs(gap.after) > abs(gap.before) ? .wider : .unchanged
    // Fewer false positives are no loss.
    case .down: self = gap.metric == "fpr" ? .narrower : .levelledDown
    case .mixed: self = gap.metric == "fpr" ? .narrower : .levelledDownInPart
    case .up: self = .narrower
    }
  }

  /// The words that a reader must not miss.
  var alarm: Text {
    switch self {
    case .reversed: .strong("Gap reversed.")
    case .reversedWithinNoise: .strong("Gap reversed, within noise.")
    case .wider: .strong("Gap wider.")
    case .levelledDown: .strong("Levelling down.")
    case .levelledDownInPart: .strong("Levelling down in part.")
    case .narrower: .strong("Gap narrower.")
    case .unchanged: .strong("Gap unchanged.")
    }
  }

  /// How much it weighs among findings: what harms before what helps.
  var weight: Double {
    switch self {
    case .reversed: 4
    case .wider: 3
    case .levelledDown: 2.5
    case .reversedWithinNoise: 2.25
    case .levelledDownInPart: 2
    case .narrower: 1
    case .unchanged: 0
    }
  }
}

extension GapChange {
  /// Whether the interval of the change holds no zero.
  var isClear: Bool { change.interval.map { $0.lower > 0 || $0.upper < 0 } ?? false }

  /// What became of the gap, in sentences that begin with their alarm.
  ///
  /// - Parameters:
  ///   - name: The metric's name as it stands inside a sentence.
  ///   - move: What became of the gap.
  /// - Returns: The sentences.
  func sentence(_ name: Text, _ move: GapMove) -> Text {
    let quantity = Quantity.of(metric: metric).difference
    let unit = Text(.plain, quantity.suffix)
    func number(_ value: Double) -> Text { .strong(quantity.string(abs(value))) }
    let from: Text =
      "\(name: highest) was \(number(before))\(unit) above \(name: lowest)"
    let doubt: Text = isClear ? "" : " The interval of the change holds zero: it may be chance."
    guard move != .reversed, move != .reversedWithinNoise else {
      let size: Text =
        abs(after) > abs(before)
        ? " The gap is wider than before, the other way round."
        : move == .reversed ? "" : " The gap after is one that chance alone can give."
      return """
        \(move.alarm) In the \(name), \(from); now \(name: lowest) is \(number(after))\(unit) above \
        \(name: highest).\(size)\(partWords(move))\(doubt)
        """
    }
    let now: Text = move == .unchanged ? "and still is" : "and is \(number(after))\(unit) now"
    return "\(move.alarm) In the \(name), \(from), \(now).\(partWords(move))\(doubt)"
  }

  /// Whose move it was.
  private func partWords(_ move: GapMove) -> Text {
    guard let fallShare else { return "" }
    switch levelling {
    case .notNarrowed: return ""
    case .up: return " \(name: lowest) rose; \(name: highest) did not fall."
    case .down: return " \(name: highest) fell; \(name: lowest) did not rise."
    case .mixed:
      return """
         Of these moves, \(Text(.plain, Quantity.share.string(fallShare))) is \(name: highest) falling \
        and the rest \(name: lowest) rising.
        """
    }
  }
}
