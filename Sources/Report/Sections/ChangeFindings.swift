import AuditResults

/// What fine-tuning did to gaps and to accuracy, each sentence with its weight.
func changeFindings(_ result: AuditResult) -> [(weight: Double, text: Text)] {
  guard let change = result.fineTuning?.change else { return [] }
  let gaps = alarms(change, in: result).map { move, gap in
    (
      (gap.isClear ? move.weight : 0.5) + min(1, max(abs(gap.before), abs(gap.after))) / 4,
      """
      \(Text.title(change.attribute)) Fine-tuning: \
      \(gap.sentence(Text.name(result.metricName(gap.metric)), move))
      """ as Text
    )
  }
  return gaps + [accuracyFinding(change)].compactMap(\.self)
}

/// The alarms of the section on what changed.
func changeNotes(_ change: PairedChange, in result: AuditResult) -> [Block] {
  alarms(change, in: result).filter { $0.move != .narrower }.map { move, gap in
    .note(gap.sentence(Text.name(result.metricName(gap.metric)), move))
  }
}

/// The gaps of decisions and of errors that changed by more than chance explains, or changed places.
private func alarms(
  _ change: PairedChange, in result: AuditResult
) -> [(move: GapMove, gap: GapChange)] {
  let moves = change.gaps.filter { alarming.contains($0.metric) }.map { gap in
    (move: GapMove(gap, later: later(gap, of: change.attribute, in: result)), gap: gap)
  }
  return moves.filter { move, gap in
    switch move {
    case .unchanged: false
    case .reversed, .reversedWithinNoise, .levelledDown, .levelledDownInPart: true
    case .wider, .narrower: gap.isClear
    }
  }
}

/// Rates of which a higher one is better for whoever has it, or that are errors against a group.
private let alarming = ["selection_rate", "tpr", "fpr", "accuracy"]

/// The gap after fine-tuning as the audit of the result measures it, with an interval.
private func later(
  _ gap: GapChange, of attribute: String, in result: AuditResult
) -> Estimate? {
  result.attributes.first { isSame($0.name, attribute) }?.contrasts.first { contrast in
    contrast.metric == gap.metric
      && (isSame(contrast.group, gap.lowest) && isSame(contrast.reference, gap.highest)
        || isSame(contrast.group, gap.highest) && isSame(contrast.reference, gap.lowest))
  }?.difference
}

/// What the change cost in accuracy.
private func accuracyFinding(_ change: PairedChange) -> (weight: Double, text: Text)? {
  guard let accuracy = change.overall["accuracy"], let before = accuracy.before,
    let after = accuracy.after, let interval = accuracy.change.interval, interval.upper < 0
  else { return nil }
  return (
    1.75,
    """
    \(Text.strong("What it cost.")) Fine-tuning lowered the accuracy over all rows from \
    \(Text(.strong, Quantity.share.string(before))) to \(Text(.strong, Quantity.share.string(after))), a change of \
    \(Quantity.gap.text(accuracy.change)) percentage points.
    """
  )
}
