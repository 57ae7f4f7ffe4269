/// Sums of batches' losses and gradients, in double precision.
///
/// Up to two batches are kept as they are: the sum of two numbers in their own precision is the same
/// as that in double precision, rounded.
struct GradientSum<E: Scalar>: Sendable {
  private(set) var loss = 0.0
  /// The sums over rows of an observed value's elements; empty before the first.
  private(set) var observed: [Double] = []
  private let shapes: [[Int]]
  /// The batches so far, while they are no more than two.
  private var batches: [[Tensor<E>?]] = []
  /// The sums from the third batch on.
  private var sums: [[Double]] = []

  init(shapes: [[Int]]) {
    self.shapes = shapes
  }

  /// Adds a batch; `nil` counts as zero.
  mutating func add(_ losses: Tensor<E>?, _ gradients: [Tensor<E>?]) {
    loss += losses?.preciseSum ?? 0
    add(gradients)
  }

  private mutating func add(_ gradients: [Tensor<E>?]) {
    if sums.isEmpty, batches.count < 2 {
      batches.append(gradients)
    } else {
      widen()
      accumulate(gradients)
    }
  }

  private mutating func accumulate(_ gradients: [Tensor<E>?]) {
    for (index, gradient) in gradients.enumerated() { gradient?.add(to: &sums[index]) }
  }

  /// Makes room for sums.
  private mutating func widen() {
    guard sums.isEmpty else { return }
    sums = shapes.map { Engine.repeating(0, count: $0.elementCount) }
    for batch in batches { accumulate(batch) }
    batches = []
  }

  /// Adds the rows of an observed value.
  mutating func observe(_ value: Tensor<E>) {
    if observed.isEmpty { observed = Array(repeating: 0, count: value.rowSize) }
    for (index, element) in value.elements.enumerated() {
      observed[index % observed.count] += Double(element)
    }
  }

  /// Adds the batches of another sum.
  mutating func add(_ other: GradientSum) {
    loss += other.loss
    if observed.isEmpty {
      observed = other.observed
    } else if !other.observed.isEmpty {
      observed = zip(observed, other.observed).map { $0 + $1 }
    }
    for batch in other.batches { add(batch) }
    if !other.sums.isEmpty {
      widen()
      for index in sums.indices {
        Tensor(shape: shapes[index], elements: other.sums[index]).add(to: &sums[index])
      }
    }
  }

  /// The sums, each rounded to nearest.
  func rounded() -> [Tensor<E>] {
    guard !sums.isEmpty else {
      return shapes.indices.map { index in
        let terms = batches.compactMap { $0[index] }
        guard var sum = terms.first else { return Tensor(zeros: shapes[index]) }
        if terms.count > 1 { sum.add(terms[1]) }
        return sum
      }
    }
    return zip(shapes, sums).map { Tensor(shape: $0, roundingOff: $1) }
  }
}

/// Consecutive batches of a block that one thread sums.
struct GradientTask: Sendable, Equatable {
  /// The block's index.
  var block: Int
  /// Which part of the block this is.
  var part: Int
  /// How many parts the block has.
  var parts: Int
  /// Ranges within the block.
  var batches: [Range<Int>]
}

/// Cuts blocks into tasks: by their sizes and the batch size only, never by the number of threads,
/// since the order of additions follows from the cuts.
func gradientTasks(blocks: [Int], batchSize: Int) -> [GradientTask] {
  return blocks.enumerated().flatMap { block, count in
    let batches = evenBatches(of: count, most: batchSize)
    // A block of few batches is still work for several cores.
    let batchesPerTask = max(1, min(8, batches.count / 8))
    let groups = evenBatches(of: batches.count, most: batchesPerTask)
    return (groups.isEmpty ? [0..<0] : groups).enumerated().map { part, group in
      GradientTask(
        block: block, part: part, parts: max(1, groups.count), batches: Array(batches[group]))
    }
  }
}

/// Adds up the sums of consecutive tasks, in their order.
///
/// - Parameters:
///   - parts: Sums with their tasks, ascending; blocks may begin before them and end behind them.
///   - first: What the first task's block had before; `nil` where it begins here.
/// - Returns: Each block's sum so far, ascending.
func merged<E: Scalar>(
  _ parts: consuming [(task: GradientTask, sum: GradientSum<E>)], onto first: GradientSum<E>?
) -> [(block: Int, sum: GradientSum<E>, isDone: Bool)] {
  var result: [(block: Int, sum: GradientSum<E>, isDone: Bool)] = []
  if let first, let task = parts.first?.task { result.append((task.block, first, false)) }
  for (task, sum) in parts {
    if result.last?.block == task.block {
      result[result.count - 1].sum.add(sum)
    } else {
      result.append((task.block, sum, false))
    }
    result[result.count - 1].isDone = task.part == task.parts - 1
  }
  return result
}
