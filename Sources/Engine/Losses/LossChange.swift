extension Loss {
  /// What changes of the loss's value do to each row's loss.
  ///
  /// - Parameters:
  ///   - tensor: The loss's value for some rows.
  ///   - changes: For each number of a row, several changes of it, row-major (rows, changes).
  ///   - targets: What the loss compares with, for all rows.
  ///   - rows: Which of all rows the tensor holds.
  ///   - count: How many rows there are in all.
  /// - Returns: Loss after less loss before, row-major (rows, changes).
  public func rowChanges<E: Scalar>(
    of tensor: Tensor<E>, by changes: [[E]], targets: Targets<E>, rows: some Collection<Int>,
    of count: Int
  ) -> [E] {
    precondition(
      changes.count == tensor.rowSize && changes.allSatisfy { $0.count == changes[0].count })
    if case .binaryCrossEntropy = self, case .values(let labels) = targets, changes.count == 1,
      labels.elements.count == count
    {
      return crossEntropyChanges(tensor.elements, rows.map { labels.elements[$0] }, changes[0])
    }
    let width = changes[0].count / max(1, rows.count)
    let before = rowLosses(of: tensor, targets: targets, rows: rows, of: count)
    var result = changes[0]
    for change in 0..<width {
      var moved = tensor
      for row in 0..<rows.count {
        for (number, changes) in changes.enumerated() {
          moved.elements[row * tensor.rowSize + number] += changes[row * width + change]
        }
      }
      let after = rowLosses(of: moved, targets: targets, rows: rows, of: count)
      for row in 0..<rows.count { result[row * width + change] = E(after[row] - before[row]) }
    }
    return result
  }
}

/// `log(1 + exp(z + d)) - log(1 + exp(z)) - y d`, for several `d` of each `z`.
///
/// As `log1p(p expm1(±d))` with `p = σ(-|z|)`, small changes keep all their digits, which a
/// difference of two losses would lose.
@specialized(where E == Float)
@specialized(where E == Double)
private func crossEntropyChanges<E: Scalar>(
  _ logits: [E], _ labels: [E], _ changes: [E]
) -> [E] {
  precondition(logits.count == labels.count)
  let width = changes.count / max(1, logits.count)
  // Further out the exponential may overflow.
  let most: E = 20
  let source = changes.span
  var result: [E] = []
  result.reserveCapacity(changes.count)
  var buffer = [E](repeating: 0, count: width)
  for row in 0..<logits.count {
    let (z, y) = (logits[row], labels[row])
    let decay = E.exp(-abs(z))
    let share = decay / (1 + decay)
    let (sign, linear): (E, E) = z > 0 ? (-1, 1 - y) : (1, -y)
    let part = source.extracting(row * width..<(row + 1) * width)
    fill(&buffer, part, share: share, sign: sign, linear: linear)
    var largest: E = 0
    for index in 0..<width { largest = max(largest, abs(part[index])) }
    if !(largest <= most) {
      for index in 0..<width where !(abs(part[index]) <= most) {
        func loss(_ z: E) -> E { max(z, 0) + E.log1p(E.exp(-abs(z))) }
        buffer[index] = loss(z + part[index]) - loss(z) - y * part[index]
      }
    }
    result += buffer
  }
  return result
}

/// One row; a loop that compilers turn into vector code.
@inline(__always)
private func fill<E: Scalar>(
  _ result: inout [E], _ changes: Span<E>, share: E, sign: E, linear: E
) {
  var output = result.mutableSpan
  precondition(output.count == changes.count)
  for index in 0..<changes.count {
    output[index] = E.log1p(share * E.expm1(sign * changes[index])) + linear * changes[index]
  }
}
