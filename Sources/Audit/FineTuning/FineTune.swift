import Engine

/// Trains a model on towards an objective and keeps the epoch that validation rows choose.
///
/// The same request gives the same bits, whatever the number of threads. Batch normalisation keeps
/// its statistics; layers that only act in training, such as dropout, do nothing.
/// - Parameters:
///   - request: The model, the rows and the settings.
///   - isCancelled: Asked before every step; the best so far is returned once it says yes.
///   - progress: Told after every step.
/// - Returns: The model with the kept weights, and how it came about.
/// - Throws: What keeps training from starting. Trouble later on ends the run, and is in the result.
public func fineTune(
  _ request: FineTuneRequest, isCancelled: @Sendable () -> Bool = { false },
  progress: (FineTuneProgress) -> Void = { _ in }
) throws(FineTuneError) -> FineTuneResult {
  var run = try FineTuneRun(request)
  let end = run.train(isCancelled: isCancelled, progress: progress)
  return try run.result(end: end)
}

/// A run under way.
struct FineTuneRun {
  private let request: FineTuneRequest
  private let source: ScoreSource
  private let step: ObjectiveStep<Float>
  private var model: Model<Float>
  private var sampler: CellSampler
  private var mixing: RandomSource
  private let cells: [[Int]]
  private let selection: Selection
  private var history: [FineTuneResult.Epoch] = []
  private var best: (epoch: Int, quality: Quality, weights: [Tensor<Float>])
  private let start: [Tensor<Float>]

  /// Checks the request and measures the start.
  init(_ request: FineTuneRequest) throws(FineTuneError) {
    try request.check()
    self.request = request
    var model = request.model
    do throws(AuditError) {
      source = try ScoreSource(model: model, spec: request.output)
    } catch {
      throw .model(error)
    }
    let score: ScoreValue
    do throws(ShapeError) {
      score = try ScoreValue(source, in: &model)
    } catch {
      throw .model(.unknownOutput(source.name, known: model.outputs.map(\.name)))
    }
    if let initialization = request.initialization {
      model = model.initialized(initialization, seed: request.seed)
    }
    step = ObjectiveStep(
      objective: request.objective, model: model, score: score,
      groups: request.training.groups.count, options: request.options)
    guard !step.wanted.isEmpty else { throw .nothingTrainable }
    guard request.objective.usedAlignment == 0 || !step.layers.isEmpty else {
      throw .nothingAligned
    }
    self.model = model
    cells = request.training.cells(request.objective.fairness)
    sampler = CellSampler(cells: cells, size: request.batchSize, seed: request.seed)
    mixing = RandomSource(seed: request.seed, purpose: "mixing")
    start = step.wanted.map { model.weights[$0].tensor }
    guard let quality = try request.quality(of: model, source, on: request.validation) else {
      throw .nonFiniteStart
    }
    // With fresh weights the given model is still what a floor is measured from.
    let given =
      request.initialization == nil
      ? quality : try request.quality(of: request.model, source, on: request.validation)
    guard let given else { throw .nonFiniteStart }
    selection = request.selection.resolved(from: given)
    history = [FineTuneResult.Epoch(number: 0, training: nil, validation: quality)]
    best = (0, quality, start)
  }

  /// Runs the epochs.
  mutating func train(
    isCancelled: () -> Bool, progress: (FineTuneProgress) -> Void
  ) -> FineTuneResult.End {
    var optimizer = Optimizer<Float>(
      settings: request.optimizer, shapes: start.map(\.shape),
      decays: step.wanted.map { if case .kernel = model.weights[$0].role { true } else { false } })
    var weights = start
    let steps = request.stepsInEpoch
    for epoch in 1...max(1, request.epochs) where request.epochs > 0 {
      var mean = TermsMean()
      for index in 0..<steps {
        if isCancelled() { return .cancelled }
        let (terms, gradient) = step.evaluate(model, batch())
        guard terms.isFinite else { return .notFinite(epoch: epoch, step: index + 1) }
        optimizer.update(&weights, gradients: gradient)
        for (index, weight) in zip(step.wanted, weights) { model.setWeight(index, to: weight) }
        mean.add(terms)
        progress(
          FineTuneProgress(
            epoch: epoch, step: index + 1, steps: steps, terms: terms,
            fraction: (Double(epoch - 1) + Double(index + 1) / Double(steps))
              / Double(request.epochs)))
      }
      guard let quality = try? request.quality(of: model, source, on: request.validation) else {
        return .notFinite(epoch: epoch, step: steps)
      }
      history.append(
        FineTuneResult.Epoch(number: epoch, training: mean.value, validation: quality))
      keepIfBetter(epoch: epoch, quality: quality, weights: weights)
      if let patience = request.patience,
        epoch - max(best.epoch, request.firstCandidate) >= patience
      {
        return .noImprovement
      }
    }
    return .finished
  }

  private mutating func keepIfBetter(epoch: Int, quality: Quality, weights: [Tensor<Float>]) {
    // Before the first candidate the latest epoch stands in, should the run end there.
    let isStandIn = best.epoch < request.firstCandidate
    if isStandIn || selection.prefers(quality, to: best.quality) {
      best = (epoch, quality, weights)
    }
  }

  /// The next batch, its rows side by side.
  private mutating func batch() -> Batch<Float> {
    let drawn = sampler.next()
    let rows = drawn.flatMap { $0 }
    var start = 0
    let cells = drawn.map { cell in
      defer { start += cell.count }
      return Array(start..<start + cell.count)
    }
    let positions =
      request.objective.method == .fairMixup ? step.comparisons.map { _ in mixing.unit() } : []
    return Batch(
      inputs: request.training.inputs.map { $0.gatheringRows(rows) },
      labels: rows.map { request.training.labels[$0] }, cells: cells, mixing: positions)
  }

  /// Puts the kept weights into the model that was given, and reads the test rows.
  func result(end: FineTuneResult.End) throws(FineTuneError) -> FineTuneResult {
    var model = request.model
    for (index, weight) in zip(step.wanted, best.weights) { model.setWeight(index, to: weight) }
    let groups = request.training.groups
    let result = FineTuneResult(
      model: model, epoch: best.epoch, selection: selection,
      meetsFloor: selection.accepts(best.quality),
      history: history, end: end,
      smallCells: sampler.small.map { cell in
        FineTuneResult.SmallCell(
          group: groups[cell % groups.count],
          label: request.objective.fairness == .equalizedOdds ? cell / groups.count : nil,
          rows: cells[cell].count)
      },
      changes: zip(step.wanted, zip(start, best.weights)).map { index, pair in
        FineTuneResult.Change(
          path: model.weights[index].path, before: pair.0.elements, after: pair.1.elements)
      },
      test: try test(model))
    return result
  }

  private func test(_ model: Model<Float>) throws(FineTuneError) -> FineTuneResult.Test? {
    guard let rows = request.test else { return nil }
    guard let before = try request.quality(of: request.model, source, on: rows),
      let after = try request.quality(of: model, source, on: rows)
    else { throw .nonFiniteStart }
    return FineTuneResult.Test(
      before: before, after: after, layers: step.layers.map(\.name),
      parityBefore: step.parities(request.model, rows),
      parityAfter: step.parities(model, rows))
  }
}

extension FineTuneResult.Change {
  /// Compares a weight's numbers before and after.
  init(path: String, before: [Float], after: [Float]) {
    var (changed, moved, norm) = (0, 0.0, 0.0)
    for (old, new) in zip(before, after) {
      if old != new { changed += 1 }
      let difference = Double(new) - Double(old)
      moved += difference * difference
      norm += Double(old) * Double(old)
    }
    self.init(
      path: path, changed: changed, count: before.count,
      relative: norm > 0 ? (moved / norm).squareRoot() : moved > 0 ? .infinity : 0)
  }
}

/// Means of terms over batches.
private struct TermsMean {
  private var count = 0.0
  private var sum = ObjectiveTerms(loss: 0, gap: 0, objective: 0)

  /// Adds a batch.
  mutating func add(_ terms: ObjectiveTerms) {
    count += 1
    sum.loss += terms.loss
    sum.gap += terms.gap
    sum.objective += terms.objective
    if let parity = terms.parity { sum.parity = (sum.parity ?? 0) + parity }
    if let path = terms.path { sum.path = (sum.path ?? 0) + path }
  }

  /// The means; `nil` without batches.
  var value: ObjectiveTerms? {
    guard count > 0 else { return nil }
    return ObjectiveTerms(
      loss: sum.loss / count, parity: sum.parity.map { $0 / count }, gap: sum.gap / count,
      path: sum.path.map { $0 / count }, objective: sum.objective / count)
  }
}
