import Engine

extension FineTuneRequest {
  /// Checks the settings and the rows.
  func check() throws(FineTuneError) {
    let settings: [(String, Double, ClosedRange<Double>)] = [
      ("epochs", Double(epochs), 0...Double(Self.mostEpochs)),
      ("steps per epoch", Double(stepsPerEpoch ?? 1), 1...Double(Self.mostStepsInEpoch)),
      ("batch size", Double(batchSize), 1...1e9),
      ("patience", Double(patience ?? 1), 1...1e6),
      ("first candidate", Double(firstCandidate), 0...Double(max(0, epochs))),
      ("lambda", objective.alignment, 0...Double.greatestFiniteMagnitude),
      ("gap weight", objective.gapWeight, 0...Double.greatestFiniteMagnitude),
      ("threshold", threshold, 0...1),
      (
        "learning rate", optimizer.schedule.initialRate,
        0...Double.greatestFiniteMagnitude
      ),
      ("weight decay", optimizer.weightDecay, 0...Double.greatestFiniteMagnitude),
    ]
    for (name, value, range) in settings where !range.contains(value) {
      throw .invalidSetting(name: name, value: value)
    }
    if objective.method == .fairMixup, objective.comparison == .againstRest,
      training.groups.count > 2
    {
      throw .mixupNeedsPairs
    }
    if objective.method == .fairMixup,
      let node = model.nodes.first(where: { $0.layer is Embedding })
    {
      throw .mixupNeedsNumbers(layer: node.name)
    }
    guard training.groups.count > 1 else { throw .fewGroups(training.groups) }
    try check(training, .training)
    try check(validation, .validation)
    if let test { try check(test, .test) }
  }

  private func check(_ rows: LabelledRows, _ set: FineTuneError.Rows) throws(FineTuneError) {
    guard rows.count > 0 else { throw .noRows(set) }
    guard rows.groups == training.groups else {
      throw .groupsDiffer(set, expected: training.groups, found: rows.groups)
    }
    guard rows.inputs.count == model.inputs.count else {
      throw .model(
        .inputCount(
          expected: model.inputs.map(\.name), found: rows.inputs.map { "\($0.rowShape)" }))
    }
    for (input, values) in zip(model.inputs, rows.inputs) {
      precondition(values.rowCount == rows.count, "one value of each input for each row")
      guard values.rowShape == input.shape else {
        throw .model(
          .inputShape(input: input.name, expected: input.shape, found: values.rowShape))
      }
    }
    for (cell, members) in rows.cells(objective.fairness).enumerated() where members.isEmpty {
      throw .emptyCell(
        set, group: rows.groups[cell % rows.groups.count],
        label: objective.fairness == .equalizedOdds ? cell / rows.groups.count : nil)
    }
  }

  /// Measures a model on rows; `nil` where a score is not finite.
  func quality(
    of model: Model<Float>, _ source: ScoreSource, on rows: LabelledRows
  ) throws(FineTuneError) -> Quality? {
    let values = model.values(
      [model.outputs[source.output].value], inputs: rows.inputs, options: options)[0]
    do throws(AuditError) {
      return Quality(
        scores: try source.scores(in: values), rows: rows, fairness: objective.fairness,
        comparison: objective.comparison, threshold: threshold)
    } catch .nonFiniteScore {
      return nil
    } catch {
      throw .model(error)
    }
  }
}

extension ObjectiveStep where E == Float {
  /// The parity of each aligned layer on rows: the smallest cosine over pairs of groups.
  func parities(_ model: Model<Float>, _ rows: LabelledRows) -> [Double] {
    let cells = rows.cells(.demographicParity)
    let blocks = model.gradients(
      of: score.loss, inputs: rows.inputs, targets: score.targets(rows.labels), rows: cells,
      wanted: wanted, options: options)
    return layers.map { layer in
      let weights = layer.kernels.map { model.weights[wanted[$0]].tensor }
      return CellComparison.all(contexts: 1, groups: cells.count, .pairs).reduce(1) {
        let sides = [$1.first[0], $1.second[0]].map { cell in
          layer.kernels.map { blocks[cell].gradients[$0] }
        }
        // A cosine does not depend on scale, so sums serve as means.
        let alignment = LayerAlignment(
          weights: weights, first: sides[0], second: sides[1], neurons: layer.neurons,
          runs: layer.runs)
        return min($0, alignment?.cosine ?? 0)
      }
    }
  }
}
