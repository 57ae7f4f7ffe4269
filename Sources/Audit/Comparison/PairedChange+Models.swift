public import AuditResults
public import Engine
public import Tables

/// Compares two models on the same rows.
///
/// - Parameters:
///   - before: One model.
///   - after: The other; of the same inputs and outputs.
///   - dataset: The rows, their inputs in the models' order.
///   - subgroups: The attribute, of the same rows.
///   - output: Which output holds the score, and how.
///   - threshold: Rows with at least this score are selected.
///   - confidence: The nominal coverage of intervals.
///   - options: Threads; the result does not depend on them.
/// - Returns: What changed for every group.
/// - Throws: ``AuditError`` where models and rows do not fit each other.
public func pairedChange(
  from before: Model<Float>, to after: Model<Float>, on dataset: Dataset, by subgroups: Subgroups,
  output: OutputSpec, threshold: Double, confidence: Double, options: RunOptions = RunOptions()
) throws(AuditError) -> PairedChange {
  guard let labels = dataset.labels else { throw .noLabels }
  guard dataset.rows > 0 else { throw .noRows }
  var scores: [[Double]] = []
  for model in [before, after] {
    let source = try ScoreSource(model: model, spec: output)
    let values = model.values(
      [model.outputs[source.output].value], inputs: dataset.inputs.map(\.rows), options: options)
    scores.append(try source.scores(in: values[0]))
  }
  return PairedOutcomes(
    before: scores[0], after: scores[1], labels: labels, threshold: threshold,
    confidence: confidence
  ).change(of: subgroups)
}

extension AuditResult {
  /// Adds how the audited model was fine-tuned, and the methods that its numbers come from.
  public mutating func add(_ tuning: FineTuningFacts) {
    fineTuning = tuning
    methods = methodsUsed.map(\.definition)
  }
}

extension FineTuningFacts {
  /// Every interval.
  var intervals: [Interval] {
    var estimates = epochs.map(\.validation.gap)
    if let test { estimates += [test.before.gap, test.after.gap] }
    let runs = series?.points.flatMap(\.runs) ?? []
    estimates += runs.flatMap { [$0.validation.gap, $0.test?.gap].compactMap(\.self) }
    let changes = [change].compactMap(\.self) + (cutoffs?.ways.compactMap(\.test) ?? [])
    for change in changes {
      estimates += ([change.overall] + change.groups).flatMap { $0.metrics.map(\.change) }
      estimates += change.gaps.map(\.change)
      if let precision = change.averagePrecision { estimates.append(precision.change) }
    }
    return estimates.compactMap(\.interval)
  }
}
