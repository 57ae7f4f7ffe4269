extension Loss {
  /// Adds what changes of the loss's value do to the losses of some rows: loss after less loss before.
  ///
  /// - Parameters:
  ///   - tensor: The loss's value for some rows.
  ///   - changes: For each number of a row, several changes of it, row-major (rows, changes).
  ///   - targets: What the loss compares with, for all rows.
  ///   - rows: Which of all rows the tensor holds.
  ///   - count: How many rows there are in all.
  ///   - blocks: For each of those rows the entry of `sums` that it is added to.
  ///   - sums: For each block a number for each change.
  public func addChanges<E: Scalar>(
    of tensor: Tensor<E>, by changes: [[E]], targets: Targets<E>, rows: [Int], of count: Int,
    blocks: [Int], to sums: inout [[Double]]
  ) {
    precondition(
      changes.count == tensor.rowSize && changes.allSatisfy { $0.count == changes[0].count }
        && blocks.count == rows.count)
    if case .binaryCrossEntropy = self, case .values(let labels) = targets, changes.count == 1,
      labels.elements.count == count
    {
      let labels = rows.map { labels.elements[$0] }
      var start = 0
      while start < rows.count {
        let end = blocks[start...].firstIndex { $0 != blocks[start] } ?? rows.count
        E.addEntropyChanges(
          logits: tensor.elements, labels: labels, changes: changes[0], rows: start..<end,
          to: &sums[blocks[start]])
        start = end
      }
      return
    }
    let width = changes[0].count / max(1, rows.count)
    let before = rowLosses(of: tensor, targets: targets, rows: rows, of: count)
    for change in 0..<width {
      var moved = tensor
      for row in 0..<rows.count {
        for (number, changes) in changes.enumerated() {
          moved.elements[row * tensor.rowSize + number] += changes[row * width + change]
        }
      }
      let after = rowLosses(of: moved, targets: targets, rows: rows, of: count)
      for row in 0..<rows.count { sums[blocks[row]][change] += after[row] - before[row] }
    }
  }
}
