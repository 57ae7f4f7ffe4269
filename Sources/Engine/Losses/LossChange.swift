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
    precondition(changes.count == tensor.rowSize && changes.allSatisfy { $0.count == changes[0].count })
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
  var result = changes
  let width = changes.count / max(1, logits.count)
  // Further out the exponential may overflow.
  let most: E = 20
  var output = result.mutableSpan
  for row in 0..<logits.count {
    let z = logits[row]
    let decay = E.exp(-abs(z))
    let share = decay / (1 + decay)
    let (sign, linear): (E, E) = z > 0 ? (-1, 1 - labels[row]) : (1, -labels[row])
    var part = output.extracting(row * width..<(row + 1) * width)
    var largest: E = 0
    for index in 0..<part.count { largest = max(largest, abs(part[index])) }
    for index in 0..<part.count {
      part[index] = E.log1p(share * E.expm1(sign * part[index])) + linear * part[index]
    }
    guard !(largest <= most) else { continue }
    for index in 0..<width where !(abs(changes[row * width + index]) <= most) {
      let change = changes[row * width + index]
      func loss(_ z: E) -> E { max(z, 0) + E.log1p(E.exp(-abs(z))) }
      part[index] = loss(z + change) - loss(z) - labels[row] * change
    }
  }
  return result
}
