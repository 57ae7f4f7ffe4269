public import AuditResults
public import Engine
public import Tables

/// Compares fine-tuning with what moving cut-offs of the given model gives.
///
/// Cut-offs are chosen on the validation rows: the most accurate one with a gap of decisions no larger
/// than the fine-tuned model's there, above the floor. What they do is read off the test rows.
///
/// - Parameters:
///   - request: The run: the given model, its rows and its objective.
///   - tuned: The fine-tuned model.
///   - floor: The floor of accuracy on the validation rows; `nil` for none.
///   - usesGroups: Whether cut-offs for each group are tried, too.
///   - dataset: The test rows.
///   - subgroups: Their attribute.
///   - confidence: The nominal coverage of intervals.
/// - Returns: The given model, the fine-tuned one, and the alternatives.
/// - Throws: ``AuditError`` where models and rows do not fit each other.
public func cutoffComparison(
  _ request: FineTuneRequest, tuned: Model<Float>, floor: Double?, usesGroups: Bool,
  on dataset: Dataset, by subgroups: Subgroups, confidence: Double
) throws(AuditError) -> FineTuningCutoffs {
  guard let labels = dataset.labels else { throw .noLabels }
  let source = try ScoreSource(model: request.model, spec: request.output)
  func scores(_ model: Model<Float>, _ inputs: [any RowSource<Float>]) throws(AuditError)
    -> [Double]
  {
    try source.scores(
      in: model.values(
        [model.outputs[source.output].value], inputs: inputs, options: request.options)[0])
  }
  func search(_ scores: [Double]) -> CutoffSearch {
    CutoffSearch(
      scores: scores, rows: request.validation, fairness: request.objective.fairness,
      comparison: request.objective.comparison)
  }
  let validation = search(try scores(request.model, request.validation.inputs))
  let threshold = request.threshold
  let given = validation.stop([threshold], other: threshold)
  let fine = search(try scores(tuned, request.validation.inputs)).stop(
    [threshold], other: threshold)
  let inputs = dataset.inputs.map(\.rows)
  let before = try scores(request.model, inputs)
  let after = try scores(tuned, inputs)
  // Where decisions are compared, scores stand for them: 1 for selected.
  func change(_ decisions: [Double]) -> PairedChange {
    var change = PairedOutcomes(
      before: before.map { $0 >= threshold ? 1 : 0 }, after: decisions, labels: labels,
      threshold: 0.5, confidence: confidence
    ).change(of: subgroups)
    change.keepDecisionsOnly()
    return change
  }
  func way(
    _ kind: FineTuningCutoffs.Way.Kind, _ stop: CutoffSearch.Stop, test: PairedChange?
  ) -> FineTuningCutoffs.Way {
    FineTuningCutoffs.Way(
      kind: kind, cutoffs: stop.cutoffs,
      groups: stop.cutoffs.count > 1 ? request.validation.groups : nil,
      validationAccuracy: stop.accuracy, validationGap: stop.gap,
      reachesGap: stop.gap <= fine.gap, meetsFloor: floor.map { stop.accuracy >= $0 } ?? true,
      test: test)
  }
  var ways = [
    way(.given, given, test: nil),
    way(.fineTuned, fine, test: change(after.map { $0 >= threshold ? 1 : 0 })),
  ]
  if let blind = CutoffSearch.best(validation.groupBlind(), gap: fine.gap, floor: floor) {
    ways.append(
      way(.groupBlind, blind, test: change(before.map { $0 >= blind.cutoffs[0] ? 1 : 0 })))
  }
  if usesGroups,
    let specific = CutoffSearch.best(
      validation.groupSpecific(other: threshold), gap: fine.gap, floor: floor)
  {
    let places = subgroups.groups.map { request.validation.groups.firstIndex(of: $0) }
    let decisions = before.indices.map { row -> Double in
      let place = places[Int(subgroups.codes[row])]
      return before[row] >= (place.map { specific.cutoffs[$0] } ?? threshold) ? 1 : 0
    }
    ways.append(way(.groupSpecific, specific, test: change(decisions)))
  }
  return FineTuningCutoffs(accuracyFloor: floor, ways: ways)
}

extension PairedChange {
  /// Leaves out what is not of decisions.
  fileprivate mutating func keepDecisionsOnly() {
    averagePrecision = nil
    overall.metrics.removeAll { $0.metric == "mean_score" }
    for index in groups.indices { groups[index].metrics.removeAll { $0.metric == "mean_score" } }
    gaps.removeAll { $0.metric == "mean_score" }
  }
}
