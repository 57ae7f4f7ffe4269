import Testing

@testable import Engine

/// Changes of losses against differences of losses in double precision.
@Suite struct LossChangeTests {
  /// Each row's changes, as rows of blocks of their own.
  private func rowChanges<E: Scalar>(
    _ loss: Loss, of tensor: Tensor<E>, by changes: [[E]], targets: Targets<E>, rows: [Int],
    of count: Int
  ) -> [Double] {
    let width = changes[0].count / rows.count
    var sums = rows.map { _ in [Double](repeating: 0, count: width) }
    loss.addChanges(
      of: tensor, by: changes, targets: targets, rows: rows, of: count,
      blocks: Array(rows.indices), to: &sums)
    return sums.flatMap(\.self)
  }

  /// Rows of a block are added up, more of them than are at hand at a time.
  @Test func blocksAreSums() {
    let (rows, width) = (700, 19)
    let logits = (0..<rows).map { Float($0 % 37) / 9 - 2 }
    let labels = (0..<rows).map { Float($0 % 3 == 0 ? 1 : 0) }
    let changes = (0..<rows * width).map { Float($0 % 101) / 60 - 0.8 }
    let blocks = (0..<rows).map { $0 < 600 ? 0 : 1 }
    func sums<E: Scalar>(_: E.Type) -> [[Double]] {
      var sums = [[Double]](repeating: Array(repeating: 1, count: width), count: 2)
      Loss.binaryCrossEntropy(logits: 0).addChanges(
        of: Tensor(shape: [rows, 1], elements: logits.map { E($0) }),
        by: [changes.map { E($0) }],
        targets: .values(Tensor(shape: [rows, 1], elements: labels.map { E($0) })),
        rows: Array(0..<rows), of: rows, blocks: blocks, to: &sums)
      return sums
    }
    for (found, expected) in zip(sums(Float.self).joined(), sums(Double.self).joined()) {
      #expect(abs(found - expected) < 1e-5 * abs(expected) + 1e-5)
    }
  }

  @Test func crossEntropiesChangeExactly() {
    let logits: [Double] = [-90, -30, -3, -0.1, 0, 0.2, 5, 30, 90]
    // More than one vector holds.
    let moves = [
      -200, -25, -19, -1, -1e-6, 0, 1e-9, 0.3, 2, 18, 21, 150, 0.7, -0.7, 3e-4, -20, 20, 20.5,
    ]
    let labels = logits.indices.map { Double($0 % 2) }
    func found<E: Scalar>(_: E.Type) -> [Double] {
      rowChanges(
        .binaryCrossEntropy(logits: 0),
        of: Tensor(shape: [logits.count, 1], elements: logits.map { E($0) }),
        by: [logits.flatMap { _ in moves.map { E($0) } }],
        targets: .values(
          Tensor(shape: [2 * logits.count, 1], elements: (labels + labels).map { E($0) })),
        rows: logits.indices.map { $0 + logits.count }, of: 2 * logits.count)
    }
    let (single, double) = (found(Float.self), found(Double.self))
    for (row, z) in logits.enumerated() {
      for (column, move) in moves.enumerated() {
        let expected = softplus(z + move) - softplus(z) - labels[row] * move
        let scale = max(1, abs(z), abs(move))
        let index = row * moves.count + column
        #expect(abs(double[index] - expected) <= 1e-14 * scale, "\(z) \(move)")
        #expect(
          abs(single[index] - double[index]) <= 1e-6 * abs(double[index]) + 1e-6
            * abs(move),
          "\(z) \(move)")
      }
    }
  }

  private func softplus(_ z: Double) -> Double { max(z, 0) + Double.log1p(Double.exp(-abs(z))) }

  /// Small changes keep their digits in single precision: what the difference of losses would lose.
  @Test func smallChangesKeepTheirDigits() {
    let z: Float = -2
    let moves: [Float] = [1e-7, -3e-6, 1e-12]
    let found = rowChanges(
      .binaryCrossEntropy(logits: 0), of: Tensor(shape: [1, 1], elements: [z]), by: [moves],
      targets: .values(Tensor(shape: [1, 1], elements: [0])), rows: [0], of: 1)
    let share = 1 / (1 + Double.exp(2))
    for (found, move) in zip(found, moves) {
      let expected = Double.log1p(share * Double.expm1(Double(move)))
      #expect(abs(found - expected) <= 4e-7 * abs(expected))
    }
  }

  @Test func otherLossesAreDifferences() {
    let tensor = Tensor<Double>(shape: [2, 3], elements: [0.1, -0.4, 0.3, 1, 0, -1])
    let changes: [[Double]] = [[0.5, 0, 0.1, 0], [0, -0.2, 0, 0], [0, 0.3, 0, -0.1]]
    for (loss, targets) in [
      (Loss.categoricalCrossEntropy(logits: 0), Targets<Double>.classes([2, 0])),
      (.meanSquaredError(0), .values(Tensor(repeating: 0.25, shape: [2, 3]))),
    ] {
      let found = rowChanges(
        loss, of: tensor, by: changes, targets: targets, rows: [0, 1], of: 2)
      let before = loss.rowLosses(of: tensor, targets: targets, rows: [0, 1], of: 2)
      for row in 0..<2 {
        for change in 0..<2 {
          var moved = tensor
          for number in 0..<3 {
            moved.elements[row * 3 + number] += changes[number][row * 2 + change]
          }
          let after = loss.rowLosses(of: moved, targets: targets, rows: [0, 1], of: 2)
          #expect(abs(found[row * 2 + change] - (after[row] - before[row])) <= 1e-15)
        }
      }
    }
  }
}
