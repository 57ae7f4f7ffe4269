import Engine

/// Trains a model on towards an objective and keeps the epoch that validation rows choose.
///
/// The same request gives the same bits, whatever the number of threads. Batch normalisation keeps
/// its statistics unless asked otherwise; dropout and other noise is drawn once for each step.
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
  try conclude(request, train(request, isCancelled: isCancelled, progress: progress))
}

/// The first half of ``fineTune(_:isCancelled:progress:)``: the training, without the test rows.
///
/// - Parameters:
///   - request: The model, the rows and the settings.
///   - state: Where an earlier run of the same request stood; `nil` to begin.
///   - keeping: When and where the state is kept on the way; `nil` for nowhere.
///   - isCancelled: Asked before every step.
///   - progress: Told after every step.
/// - Returns: The state at the end.
/// - Throws: What keeps training from starting, ``FineTuneError/otherState`` included.
public func train(
  _ request: FineTuneRequest, from state: FineTuneState? = nil, keeping: FineTuneKeeping? = nil,
  isCancelled: @Sendable () -> Bool = { false },
  progress: (FineTuneProgress) -> Void = { _ in }
) throws(FineTuneError) -> FineTuneState {
  var run = try FineTuneRun(request)
  if let state {
    if state.end != nil { return state }
    try run.restore(state)
  }
  let end = run.train(keeping: keeping, isCancelled: isCancelled, progress: progress)
  return run.state(end: end)
}

/// The second half of ``fineTune(_:isCancelled:progress:)``: puts the kept weights into the model that
/// was given, and reads the test rows.
public func conclude(
  _ request: FineTuneRequest, _ state: FineTuneState
) throws(FineTuneError) -> FineTuneResult {
  let run = try FineTuneRun(request)
  return try run.result(of: state)
}

/// A run under way.
struct FineTuneRun {
  private let request: FineTuneRequest
  private let source: ScoreSource
  private let step: ObjectiveStep<Float>
  private let noisy: NoisyModel<Float>
  /// The model as it is trained: with inputs for noise, and a sigmoid where scores are logits.
  private var model: Model<Float>
  /// The model as it is used, with the weights of the last epoch.
  private var plain: Model<Float>
  private var weights: [Tensor<Float>]
  private let moving: MovingStatistics<Float>
  private var statistics: [Tensor<Float>]
  /// The weights that training changes: those with gradients, then moving statistics.
  private let stored: [Int]
  private var optimizer: Optimizer<Float>
  private var sampler: CellSampler
  private var mixing: RandomSource
  private var noise: RandomSource
  private let cells: [[Int]]
  /// The rule of choice, its floor as a number.
  let selection: Selection
  private var history: [FineTuneResult.Epoch] = []
  private var best: (epoch: Int, quality: Quality, weights: [Tensor<Float>])
  private let start: [Tensor<Float>]

  /// Checks the request and measures the start.
  init(_ request: FineTuneRequest) throws(FineTuneError) {
    try request.check()
    self.request = request
    plain =
      request.initialization.map { request.model.initialized($0, seed: request.seed) }
      ?? request.model
    do throws(AuditError) {
      source = try ScoreSource(model: plain, spec: request.output)
    } catch {
      throw .model(error)
    }
    do throws(ShapeError) {
      let trained = try request.usesNoise ? plain : plain.withoutNoise()
      noisy = try NoisyModel(
        request.usesBatchStatistics ? trained.usingBatchStatistics() : trained)
    } catch {
      throw .noise(layer: plain.noisyLayers.first ?? "", error)
    }
    (model, step) = try Self.step(request, noisy.model, noiseInputs: noisy.noiseInputs)
    guard !step.wanted.isEmpty else { throw .nothingTrainable }
    guard request.objective.usedAlignment == 0 || !step.layers.isEmpty else {
      throw .nothingAligned
    }
    cells = request.training.cells(request.objective.fairness)
    sampler = CellSampler(cells: cells, size: request.batchSize, seed: request.seed)
    mixing = RandomSource(seed: request.seed, purpose: "mixing")
    noise = RandomSource(seed: request.seed, purpose: "noise")
    let model = model
    moving = MovingStatistics(model)
    stored = step.wanted + moving.weights
    weights = step.wanted.map { model.weights[$0].tensor }
    statistics = moving.weights.map { model.weights[$0].tensor }
    start = weights + statistics
    optimizer = Optimizer(
      settings: request.optimizer, shapes: weights.map(\.shape),
      decays: step.wanted.map { if case .kernel = model.weights[$0].role { true } else { false } })
    guard let quality = try request.quality(of: plain, source, on: request.validation) else {
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

  /// Finds the score of a model and prepares steps on it.
  private static func step(
    _ request: FineTuneRequest, _ given: Model<Float>, noiseInputs: Int
  ) throws(FineTuneError) -> (Model<Float>, ObjectiveStep<Float>) {
    var model = given
    let source: ScoreSource
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
    let step = ObjectiveStep(
      objective: request.objective, model: model, score: score,
      groups: request.training.groups.count, noiseInputs: noiseInputs, options: request.options)
    return (model, step)
  }

  /// Runs the epochs that are left.
  mutating func train(
    keeping: FineTuneKeeping?, isCancelled: () -> Bool, progress: (FineTuneProgress) -> Void
  ) -> FineTuneResult.End {
    let steps = request.stepsInEpoch
    while history.count <= request.epochs {
      let epoch = history.count
      var mean = TermsMean()
      for index in 0..<steps {
        if isCancelled() { return .cancelled }
        let batch = batch()
        let (terms, gradient) = step.evaluate(model, batch)
        guard terms.isFinite else { return .notFinite(epoch: epoch, step: index + 1) }
        statistics = moving.updated(model, rows: batch.inputs, options: request.options)
        optimizer.update(&weights, gradients: gradient)
        for (index, weight) in zip(stored, current) { model.setWeight(index, to: weight) }
        mean.add(terms)
        progress(
          FineTuneProgress(
            epoch: epoch, step: index + 1, steps: steps, terms: terms,
            fraction: (Double(epoch - 1) + Double(index + 1) / Double(steps))
              / Double(request.epochs)))
      }
      for (index, weight) in zip(stored, current) { plain.setWeight(index, to: weight) }
      guard let quality = try? request.quality(of: plain, source, on: request.validation) else {
        return .notFinite(epoch: epoch, step: steps)
      }
      history.append(
        FineTuneResult.Epoch(number: epoch, training: mean.value, validation: quality))
      keepIfBetter(epoch: epoch, quality: quality)
      if isOutOfPatience(after: epoch) { return .noImprovement }
      if let keeping, epoch.isMultiple(of: keeping.every), epoch < request.epochs {
        keeping.keep(state(end: nil))
      }
    }
    return .finished
  }

  private func isOutOfPatience(after epoch: Int) -> Bool {
    guard let patience = request.patience else { return false }
    return epoch - max(best.epoch, request.firstCandidate) >= patience
  }

  private mutating func keepIfBetter(epoch: Int, quality: Quality) {
    // Before the first candidate the latest epoch stands in, should the run end there.
    let isStandIn = best.epoch < request.firstCandidate
    if isStandIn || selection.prefers(quality, to: best.quality) {
      best = (epoch, quality, current)
    }
  }

  /// What ``stored`` holds now.
  private var current: [Tensor<Float>] { weights + statistics }

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
      inputs: request.training.inputs.map { $0.gatheringRows(rows) }
        + noisy.draw(rows: rows.count, using: &noise),
      labels: rows.map { request.training.labels[$0] }, cells: cells, mixing: positions)
  }

  // MARK: - State

  /// Where the run stands.
  func state(end: FineTuneResult.End?) -> FineTuneState {
    FineTuneState(
      history: history, epoch: best.epoch, best: best.weights.map(\.elements), end: end,
      progress: end != nil
        ? nil
        : FineTuneState.Progress(
          weights: current.map(\.elements), optimizer: optimizer.memory, pools: sampler.pools,
          random: [sampler.random, mixing, noise].map(\.words)))
  }

  /// Goes back to where an earlier run of the same request stood.
  ///
  /// - Throws: ``FineTuneError/otherState`` where the state is of another request.
  mutating func restore(_ state: FineTuneState) throws(FineTuneError) {
    let counts = start.map(\.elements.count)
    guard let progress = state.progress, state.best.map(\.count) == counts,
      progress.weights.map(\.count) == counts, state.history.first == history[0],
      state.history.map(\.number) == Array(0..<state.history.count),
      let quality = state.history.first(where: { $0.number == state.epoch })?.validation,
      optimizer.recall(progress.optimizer),
      sampler.restore(pools: progress.pools), progress.random.count == 3,
      let random = RandomSource.all(words: progress.random)
    else { throw .otherState }
    let all = tensors(progress.weights)
    weights = Array(all.prefix(step.wanted.count))
    statistics = Array(all.dropFirst(step.wanted.count))
    best = (state.epoch, quality, tensors(state.best))
    history = state.history
    sampler.random = random[0]
    mixing = random[1]
    noise = random[2]
    for (index, weight) in zip(stored, all) { model.setWeight(index, to: weight) }
  }

  private func tensors(_ elements: [[Float]]) -> [Tensor<Float>] {
    zip(start, elements).map { Tensor(shape: $0.shape, elements: $1) }
  }

  // MARK: - Result

  /// Puts the kept weights into the model that was given, and reads the test rows.
  func result(of state: FineTuneState) throws(FineTuneError) -> FineTuneResult {
    guard state.best.map(\.count) == start.map(\.elements.count),
      let kept = state.history.first(where: { $0.number == state.epoch })?.validation
    else { throw .otherState }
    var model = request.model
    let best = tensors(state.best)
    for (index, weight) in zip(stored, best) { model.setWeight(index, to: weight) }
    let groups = request.training.groups
    let result = FineTuneResult(
      model: model, epoch: state.epoch, selection: selection, meetsFloor: selection.accepts(kept),
      history: state.history, end: state.end ?? .cancelled,
      smallCells: sampler.small.map { cell in
        FineTuneResult.SmallCell(
          group: groups[cell % groups.count],
          label: request.objective.fairness == .equalizedOdds ? cell / groups.count : nil,
          rows: cells[cell].count)
      },
      changes: zip(stored, zip(start, best)).map { index, pair in
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
    // Parity is of the model as it is used, without noise.
    let (_, step) = try Self.step(request, request.model, noiseInputs: 0)
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
    let count = Double(max(1, before.count))
    self.init(
      path: path, changed: changed, count: before.count, size: (norm / count).squareRoot(),
      distance: (moved / count).squareRoot(),
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
