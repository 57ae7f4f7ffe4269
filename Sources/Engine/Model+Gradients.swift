/// The loss and its gradient over one block of rows.
public struct BlockGradient<E: Scalar>: Sendable {
  /// How many rows the block holds.
  public var rows: Int
  /// The sum of the rows' losses, summed in double precision.
  public var loss: Double
  /// For each wanted weight the sum over rows of the loss's derivative, of the weight's shape.
  ///
  /// Batches are summed in double precision, and the sum is rounded once.
  public var gradients: [Tensor<E>]
}

extension Model {
  /// The gradient of a loss with respect to weights, for each of several blocks of rows.
  ///
  /// Blocks and their batches are fixed by the arguments and the model, and sums run in order, so
  /// the result does not depend on the number of threads, bit for bit.
  /// - Parameters:
  ///   - loss: The loss; rows are summed, not averaged.
  ///   - inputs: The rows of each input, such as a tensor.
  ///   - targets: What the loss compares with, for all rows.
  ///   - blocks: The row indices of each block.
  ///   - wanted: Indices into ``weights``.
  ///   - options: Threads and batch size.
  /// - Returns: One entry for each block.
  /// - Precondition: ``check(inputs:)`` accepts the inputs, and every row exists.
  public func gradients(
    of loss: Loss, inputs: [any RowSource<E>], targets: Targets<E>, rows blocks: [[Int]],
    wanted: [Int], options: RunOptions = RunOptions()
  ) -> [BlockGradient<E>] {
    mapGradients(
      of: loss, inputs: inputs, targets: targets, rows: blocks, wanted: wanted, options: options
    ) { $1 }
  }

  /// As ``gradients(of:inputs:targets:rows:wanted:options:)``, but hands each block's gradient to
  /// `transform` as soon as it is there and keeps only what that returns.
  ///
  /// For models whose gradients for all blocks would not fit into memory. `transform` takes a
  /// block's index and gradient, and runs on several threads at once.
  /// - Returns: What `transform` returned for each block, in order.
  public func mapGradients<R: Sendable>(
    of loss: Loss, inputs: [any RowSource<E>], targets: Targets<E>, rows blocks: [[Int]],
    wanted: [Int], options: RunOptions = RunOptions(),
    _ transform: @Sendable (Int, BlockGradient<E>) -> R
  ) -> [R] {
    blockGradients(
      of: loss, inputs: inputs, targets: targets, rows: blocks, wanted: wanted, variations: nil,
      options: options
    ) { transform($0, $1.result) }
  }

  /// The Hessian of a loss with respect to weights, times a direction, for each block of rows.
  ///
  /// Exact, by Pearlmutter's R-operator: the gradient's derivative along the direction. Arguments
  /// are those of ``gradients(of:inputs:targets:rows:wanted:options:)``, and `direction` holds one
  /// tensor for each wanted weight, of its shape.
  /// - Returns: As ``gradients(of:inputs:targets:rows:wanted:options:)``, with `H u` in place of the
  ///   gradients, and in place of the loss its derivative along the direction.
  public func hessianVectorProduct(
    of loss: Loss, inputs: [any RowSource<E>], targets: Targets<E>, rows blocks: [[Int]],
    wanted: [Int], direction: [Tensor<E>], options: RunOptions = RunOptions()
  ) -> [BlockGradient<E>] {
    let variation = Variation<E>(direction: Direction(weights: direction))
    return blockGradients(
      of: loss, inputs: inputs, targets: targets, rows: blocks, wanted: wanted,
      variations: blocks.map { _ in variation }, options: options
    ) { $1.result }
  }

  /// The gradients of blocks, each with its own variation; `observed` is a value whose rows are
  /// summed on the way.
  func blockGradients<R: Sendable>(
    of loss: Loss, inputs: [any RowSource<E>], targets: Targets<E>, rows blocks: [[Int]],
    wanted: [Int], variations: [Variation<E>]?, observed: ValueID? = nil,
    trace: GradientTrace<E>? = nil,
    options: RunOptions, _ transform: @Sendable (Int, ObservedGradient<E>) -> R
  ) -> [R] {
    let rowCount = rowCount(of: inputs)
    precondition(variations.map { $0.count == blocks.count } ?? true, "a variation for each block")
    let isReplayed = variations?.contains { $0.direction != nil } ?? false
    precondition(
      trace == nil
        || variations?.allSatisfy { isReplayed ? $0.direction != nil : $0.addend == nil } ?? true,
      "a trace records plain gradients, and helps along directions")
    let terms = variations?.compactMap { $0.addend?.value } ?? []
    let shapes = wanted.map { self.weights[$0].tensor.shape }
    let plan = BackwardPlan(
      self, sources: [loss.value] + terms + (observed.map { [$0] } ?? []), wanted: wanted)
    let weights = (variations ?? [Variation()]).map { $0.duals(of: self.weights, wanted: wanted) }
    let tasks = gradientTasks(
      blocks: blocks.map(\.count),
      batchSize: options.batchSize
        ?? batchSize(for: blocks.reduce(0) { $0 + $1.count }, keepingAllValues: true))
    let known = isReplayed ? trace?.take() ?? [:] : [:]
    let isTraced = !isReplayed && trace != nil
    @Sendable func transformed(_ block: Int, _ sum: GradientSum<E>) -> R {
      transform(
        block,
        ObservedGradient(
          result: BlockGradient(
            rows: blocks[block].count, loss: sum.loss, gradients: sum.rounded()),
          observed: sum.observed))
    }
    var results = [R?](repeating: nil, count: blocks.count)
    var open: GradientSum<E>?
    // As many tasks at a time as there is room for sums that wait for the others of their block.
    let size = shapes.reduce(1) { $0 + $1.elementCount } * MemoryLayout<Double>.stride
    let most = max(options.threads, Self.sumMemory / size)
    for window in evenBatches(of: tasks.count, most: most) {
      let found = parallelMap(count: window.count, threads: options.threads) {
        index -> (whole: R?, part: GradientSum<E>?, entries: [GradientTrace<E>.Recorded]) in
        let task = tasks[window.lowerBound + index]
        var sum = GradientSum<E>(shapes: shapes)
        var entries: [GradientTrace<E>.Recorded] = []
        for range in task.batches {
          let rows = Array(blocks[task.block][range])
          let place = GradientTrace<E>.Place(block: task.block, rows: range)
          let entry = add(
            variations?[task.block] ?? Variation(), rows: rows, at: range,
            batch: (inputs, targets.gathering(rows, of: rowCount)), loss: loss,
            weights: weights[variations == nil ? 0 : task.block], plan: plan, observed: observed,
            known: known[place], isTraced: isTraced, to: &sum)
          if let entry { entries.append((place, entry)) }
        }
        return task.parts == 1 ? (transformed(task.block, sum), nil, entries) : (nil, sum, entries)
      }
      if isTraced { trace?.record(found.flatMap(\.entries)) }
      for (index, found) in zip(window, found) { results[tasks[index].block] = found.whole }
      let parts = zip(window, found).compactMap { index, found in
        found.part.map { (tasks[index], $0) }
      }
      var sums = merged(parts, onto: open)
      open = sums.last?.isDone == false ? sums.removeLast().sum : nil
      let ends = sums
      let done = parallelMap(count: ends.count, threads: options.threads) {
        transformed(ends[$0].block, ends[$0].sum)
      }
      for (end, result) in zip(ends, done) { results[end.block] = result }
    }
    return results.compactMap(\.self)
  }

  /// Bytes of sums that wait for others.
  private static var sumMemory: Int { 1 << 28 }

  /// Runs one batch forward and back, and adds its losses and gradients to a sum.
  ///
  /// - Returns: What the batch leaves in a trace; `nil` where it is not traced.
  private func add(
    _ variation: Variation<E>, rows: [Int], at range: Range<Int>,
    batch: (inputs: [any RowSource<E>], targets: Targets<E>), loss: Loss, weights: [Dual<E>],
    plan: BackwardPlan, observed: ValueID?, known: GradientTrace<E>.Entry?, isTraced: Bool,
    to sum: inout GradientSum<E>
  ) -> GradientTrace<E>.Entry? {
    let pass = forward(
      variation.duals(of: batch.inputs, rows: rows), weights: weights, nodes: plan.nodes,
      lastUses: nil, known: known?.values)
    var (losses, gradient) = loss.evaluate(pass[loss.value], targets: batch.targets)
    losses = variation.counting(losses, at: range)
    gradient = variation.counting(gradient, at: range)
    var seeds = [(value: loss.value, gradient: gradient)]
    if let seed = variation.seed(rows: rows) {
      seeds.append((seed.value, variation.counting(seed.gradient, at: range)))
    }
    let isAlong = variation.direction != nil
    let (gradients, passed) = backward(
      seeds, pass: pass, weights: weights, plan: plan, tangentsSuffice: isAlong,
      known: known?.gradients, isTraced: isTraced)
    if isAlong {
      sum.add(losses.tangent, gradients.map { $0?.tangent })
    } else {
      sum.add(losses.value, gradients.map { $0?.value })
    }
    if let observed { sum.observe(variation.counting(pass[observed], at: range).value) }
    guard isTraced else { return nil }
    return GradientTrace.Entry(values: pass.values.map { $0?.value }, gradients: passed)
  }

  /// Runs the planned nodes backwards and returns the gradient of each wanted weight, and where it is
  /// traced that of each value.
  ///
  /// `known` holds values' gradients of which only the tangents are new.
  private func backward(
    _ seeds: [(value: ValueID, gradient: Dual<E>)], pass: ForwardPass<E>, weights: [Dual<E>],
    plan: BackwardPlan, tangentsSuffice: Bool, known: [Tensor<E>?]?, isTraced: Bool
  ) -> (weights: [Dual<E>?], values: [Tensor<E>?]) {
    var passed = [Tensor<E>?](repeating: nil, count: isTraced ? valueCount : 0)
    var values = [Dual<E>?](repeating: nil, count: valueCount)
    var sums = [Dual<E>?](repeating: nil, count: weights.count)
    for seed in seeds { add(seed.gradient, to: &values[seed.value]) }
    for index in plan.nodes.reversed() {
      let (node, value) = (nodes[index], inputs.count + index)
      guard plan.isPassed[value], var gradient = values[value] else { continue }
      values[value] = nil
      if let known = known?[value] { gradient = Dual(known, tangent: gradient.tangent) }
      if isTraced { passed[value] = gradient.value }
      let result = node.layer.backward(
        gradient, inputs: node.inputs.map { pass[$0] }, output: pass[value],
        saved: pass.saved[index], weights: node.weights.map { weights[$0] },
        wanted: Wanted(
          inputs: node.inputs.map { plan.isPassed[$0] },
          weights: node.weights.map { plan.wanted.contains($0) },
          tangentsSuffice: tangentsSuffice,
          inputTangentsSuffice: node.inputs.allSatisfy { known?[$0] != nil }))
      for (input, term) in zip(node.inputs, result.inputs) { add(term, to: &values[input]) }
      for (weight, term) in zip(node.weights, result.weights) { add(term, to: &sums[weight]) }
    }
    return (plan.wanted.map { sums[$0] }, passed)
  }

  private func add(_ term: Dual<E>?, to sum: inout Dual<E>?) {
    guard let term else { return }
    guard sum?.add(term) == nil else { return }
    sum = term
  }
}

/// Where gradients have to pass.
struct BackwardPlan: Sendable {
  /// The wanted weights.
  var wanted: [Int]
  /// The nodes that the sources depend on, in order.
  var nodes: [Int]
  /// For each value, whether a wanted weight lies at or before it.
  var isPassed: [Bool]

  /// Plans the passes from the values that have gradients of their own, such as the loss's.
  init<E: Scalar>(_ model: Model<E>, sources: [ValueID], wanted: [Int]) {
    self.wanted = wanted
    nodes = model.nodesNeeded(for: sources)
    isPassed = Array(repeating: false, count: model.valueCount)
    for index in nodes {
      let node = model.nodes[index]
      isPassed[model.inputs.count + index] =
        node.weights.contains { wanted.contains($0) } || node.inputs.contains { isPassed[$0] }
    }
  }
}
