import Synchronization

/// Sums of batches' losses and gradients, in double precision.
struct GradientSum: Sendable {
  private(set) var loss = 0.0
  /// The sums over rows of an observed value's elements; empty before the first.
  private(set) var observed: [Double] = []
  private let shapes: [[Int]]
  private var sums: [[Double]]

  init(shapes: [[Int]]) {
    self.shapes = shapes
    sums = shapes.map { Engine.repeating(0, count: $0.elementCount) }
  }

  /// Adds a batch; `nil` counts as zero.
  mutating func add<E: Scalar>(_ losses: Tensor<E>?, _ gradients: [Tensor<E>?]) {
    loss += losses?.preciseSum ?? 0
    for (index, gradient) in gradients.enumerated() { gradient?.add(to: &sums[index]) }
  }

  /// Adds the rows of an observed value.
  mutating func observe<E: Scalar>(_ value: Tensor<E>) {
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
    for index in sums.indices {
      Tensor(shape: shapes[index], elements: other.sums[index]).add(to: &sums[index])
    }
  }

  /// The sums, each rounded to nearest.
  func rounded<E: Scalar>() -> [Tensor<E>] {
    zip(shapes, sums).map { Tensor(shape: $0, roundingOff: $1) }
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
  let batchesPerTask = 8
  return blocks.enumerated().flatMap { block, count in
    let batches = evenBatches(of: count, most: batchSize)
    let groups = evenBatches(of: batches.count, most: batchesPerTask)
    return (groups.isEmpty ? [0..<0] : groups).enumerated().map { part, group in
      GradientTask(
        block: block, part: part, parts: max(1, groups.count), batches: Array(batches[group]))
    }
  }
}

/// Adds up the tasks of each block in their order, whichever is done first.
///
/// Sums wait only for those before them, so about as many are held as there are threads.
final class GradientMerger: Sendable {
  private struct Block {
    var total: GradientSum?
    var next = 0
    var waiting: [Int: GradientSum] = [:]
  }

  private let blocks = Mutex<[Int: Block]>([:])

  /// Takes a task's sum, and returns the block's if this was its last.
  func deposit(_ sum: GradientSum, for task: GradientTask) -> GradientSum? {
    guard task.parts > 1 else { return sum }
    return blocks.withLock { blocks in
      var block = blocks[task.block] ?? Block()
      block.waiting[task.part] = sum
      while let part = block.waiting.removeValue(forKey: block.next) {
        if block.total?.add(part) == nil { block.total = part }
        block.next += 1
      }
      let isDone = block.next == task.parts
      blocks[task.block] = isDone ? nil : block
      return isDone ? block.total : nil
    }
  }
}
