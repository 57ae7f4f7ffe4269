/// Draws the rows of a batch: equally many of each cell, none twice.
struct CellSampler: Sendable {
  /// The rows of each cell, in the order that earlier draws left.
  private(set) var pools: [[Int]]
  private let size: Int
  /// Where draws come from.
  var random: RandomSource

  /// The cells that hold fewer rows than a batch takes of them: their rows are drawn with
  /// replacement.
  let small: [Int]

  /// Creates a sampler of `size` rows a cell.
  init(cells: [[Int]], size: Int, seed: UInt64) {
    precondition(size > 0, "batches of \(size) rows a cell")
    pools = cells
    self.size = size
    random = RandomSource(seed: seed, purpose: "batches")
    small = cells.indices.filter { cells[$0].count < size }
  }

  /// Takes up the order that an earlier sampler of the same cells left.
  ///
  /// - Returns: Whether the rows are those of the cells; if not, nothing changes.
  mutating func restore(pools other: [[Int]]) -> Bool {
    guard other.map({ $0.sorted() }) == pools.map({ $0.sorted() }) else { return false }
    pools = other
    return true
  }

  /// The rows of the next batch, cell by cell.
  ///
  /// - Complexity: O(rows of the batch).
  mutating func next() -> [[Int]] {
    pools.indices.map { cell in
      guard !pools[cell].isEmpty else { return [] }
      guard pools[cell].count >= size else {
        return (0..<size).map { _ in pools[cell][random.below(pools[cell].count)] }
      }
      // The pool stays a permutation of the cell, so a partial shuffle of it is a uniform draw.
      random.shuffle(&pools[cell], first: size)
      return Array(pools[cell].prefix(size))
    }
  }
}
