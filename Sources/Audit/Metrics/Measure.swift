import AuditResults

/// What a metric looks at in one group, and what it needs for that.
struct Measure: Sendable {
  /// What of a sample is read.
  enum Basis: Sendable, Hashable {
    /// The four cells of decisions and labels.
    case cells
    /// Scores.
    case scores
    /// The classes of a label of several.
    case classes
    /// Numeric labels and predictions.
    case numbers
  }

  /// Which rows a share counts, and of which.
  struct Share: Sendable, Hashable {
    var part: CellSet
    var whole: CellSet
  }

  /// What is read.
  let basis: Basis
  /// Whether weights are heeded; without, weighted samples have no value.
  let isWeighted: Bool
  /// The cells, where the measure is a share of rows that four cells decide.
  let share: Share?
  /// Whether the measure is about as far from its truth in rows drawn anew as it is in the rows: not what is
  /// above 0 by chance alone.
  let isResampled: Bool
  /// Tells measures apart.
  var id: ObjectIdentifier { ObjectIdentifier(identity) }
  private let identity = Identity()
  /// Whether the measure compares rows within each label, so that it does not depend on how many
  /// there are of each.
  let isWithinLabels: Bool
  private let body: @Sendable (Sample) -> Measurement

  private final class Identity: Sendable {}

  /// A measure of anything.
  init(
    _ basis: Basis, weighted isWeighted: Bool = false, withinLabels isWithinLabels: Bool = false,
    resampled isResampled: Bool = true, _ body: @escaping @Sendable (Sample) -> Measurement
  ) {
    self.basis = basis
    self.isWeighted = isWeighted
    self.isWithinLabels = isWithinLabels
    self.isResampled = isResampled
    share = nil
    self.body = body
  }

  /// A share of rows, by cells.
  init(
    _ part: CellSet, of whole: CellSet,
    orElse reason: @escaping @Sendable (Sample) -> UndefinedReason
  ) {
    basis = .cells
    isWeighted = true
    isWithinLabels = false
    isResampled = true
    share = Share(part: part, whole: whole)
    body = { sample in
      if let weights = sample.weights {
        return weights.share(part, of: whole, orElse: reason(sample))
      }
      return .share(sample.counts[part], of: sample.counts[whole], orElse: reason(sample))
    }
  }

  /// A share of rows, by cells.
  init(_ part: CellSet, of whole: CellSet, orElse reason: UndefinedReason) {
    self.init(part, of: whole) { _ in reason }
  }

  /// What is found in a sample, and what its clusters, if any, make of it.
  func callAsFunction(_ sample: Sample) -> Measurement {
    let found = plain(sample)
    guard let clusters = sample.clusters, found.value != nil else { return found }
    guard isResampled else { return .undefined(.notWithClusters) }
    return ClusteredEstimate(found, by: self, rows: sample.rows, clusters: clusters)
      .map { .clustered($0) } ?? found
  }

  /// What is found in a sample where every row stands for itself.
  func plain(_ sample: Sample) -> Measurement {
    if basis == .scores, !sample.hasScores { return .undefined(.noScores) }
    if sample.isWeighted, !isWeighted { return .undefined(.notWithWeights) }
    return body(sample)
  }
}

/// Some of the four cells of a binary decision.
struct CellSet: OptionSet, Sendable, Hashable {
  let rawValue: UInt8

  static let truePositives = CellSet(rawValue: 1)
  static let falsePositives = CellSet(rawValue: 2)
  static let trueNegatives = CellSet(rawValue: 4)
  static let falseNegatives = CellSet(rawValue: 8)

  static let all: CellSet = [positives, negatives]
  static let positives: CellSet = [truePositives, falseNegatives]
  static let negatives: CellSet = [falsePositives, trueNegatives]
  static let selected: CellSet = [truePositives, falsePositives]
  static let unselected: CellSet = [trueNegatives, falseNegatives]
  static let correct: CellSet = [truePositives, trueNegatives]

  /// The cells in the order of ``ConfusionCounts/cells``.
  var indices: [Int] { (0..<4).filter { rawValue & (1 << UInt8($0)) != 0 } }
}

extension ConfusionCounts {
  /// Rows in some cells.
  subscript(chosen: CellSet) -> Int { chosen.indices.reduce(0) { $0 + cells[$1] } }
}
