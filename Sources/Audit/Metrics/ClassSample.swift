import AuditResults

/// The rows of one group where the label has several classes.
struct ClassSample: Sendable {
  /// How many classes there are.
  let count: Int
  /// How many rows there are.
  let rows: Int
  /// Rows of each class that were assigned to each class, the label's class first.
  ///
  /// The last column is that of rows without an assignment. Shape (classes, classes + 1).
  let cells: [WeightSum]
  /// Rows of each class.
  let ofClass: [WeightSum]
  /// Rows that were assigned to each class.
  let assigned: [WeightSum]
  /// All rows.
  let all: WeightSum
  /// Minus the logarithm of each row's probability of its own class; `nil` without probabilities.
  let losses: [Double]?
  /// What the rows weigh, in the order of `losses`; `nil` where all weigh the same.
  let weights: [Double]?

  /// Collects rows.
  ///
  /// - Parameters:
  ///   - rows: The rows.
  ///   - count: How many classes there are.
  ///   - labels: The class of every row of the data.
  ///   - assigned: The class that every row of the data was assigned to; `count` for none.
  ///   - losses: Of every row of the data.
  ///   - weights: Of every row of the data.
  /// - Complexity: O(rows + classes²).
  init(
    rows: some Collection<Int>, count: Int, labels: [Int32], assigned: [Int32],
    losses: [Double]?, weights: [Double]?
  ) {
    var cells = [WeightSum](repeating: WeightSum(), count: count * (count + 1))
    for row in rows {
      cells[Int(labels[row]) * (count + 1) + Int(assigned[row])].add(weights?[row] ?? 1)
    }
    self.init(
      count: count, rows: rows.count, cells: cells,
      losses: losses.map { losses in rows.map { losses[$0] } },
      weights: weights.map { weights in rows.map { weights[$0] } })
  }

  /// Rows of which only the cells are known, in the order of ``cells``.
  init(count: Int, cells: [Int]) {
    self.init(
      count: count, rows: cells.reduce(0, +),
      cells: cells.map { WeightSum(rows: $0, sum: Double($0), squares: Double($0)) }, losses: nil,
      weights: nil)
  }

  private init(
    count: Int, rows: Int, cells: [WeightSum], losses: [Double]?, weights: [Double]?
  ) {
    self.count = count
    self.rows = rows
    self.cells = cells
    self.losses = losses
    self.weights = weights
    ofClass = (0..<count).map { label in
      cells[label * (count + 1)..<(label + 1) * (count + 1)].reduce(WeightSum(), +)
    }
    self.assigned = (0..<count).map { column in
      stride(from: column, to: cells.count, by: count + 1).reduce(WeightSum()) { $0 + cells[$1] }
    }
    all = ofClass.reduce(WeightSum(), +)
  }

  /// Rows of a class that were assigned to it.
  func hits(_ index: Int) -> WeightSum { cells[index * (count + 1) + index] }

  /// Rows that were assigned to their own class.
  var correct: WeightSum { (0..<count).reduce(WeightSum()) { $0 + hits($1) } }

  /// A share of rows, or of their weight.
  func share(
    _ part: WeightSum, of whole: WeightSum, orElse reason: UndefinedReason
  ) -> Measurement {
    guard weights != nil else {
      return .share(part.rows, of: whole.rows, orElse: reason)
    }
    let rest = whole.without(part)
    return WeightedShare(part, rest: rest).map { .weighted($0) } ?? .undefined(reason)
  }

  /// The mean of one share for each class, of rows that no two classes have in common.
  func mean(of shares: [Measurement]) -> Measurement {
    let values = shares.compactMap(\.value)
    guard values.count == shares.count, !values.isEmpty else {
      return .undefined(rows == 0 ? .noRows : .missingClass)
    }
    let mean = values.reduce(0, +) / Double(values.count)
    return .other(mean, fraction: nil) { confidence in
      var (below, above) = (0.0, 0.0)
      for share in shares {
        guard let value = share.value, let ends = share.interval(confidence: confidence)?.ends
        else { return nil }
        below += (value - ends.lowerBound) * (value - ends.lowerBound)
        above += (ends.upperBound - value) * (ends.upperBound - value)
      }
      let count = Double(shares.count)
      return (
        max(0, mean - below.squareRoot() / count)...min(1, mean + above.squareRoot() / count),
        .wilsonMean
      )
    }
  }

  /// The mean over classes of F1, its error linearised.
  var meanF1: Measurement {
    let sizes = (0..<count).map { ofClass[$0].sum + assigned[$0].sum }
    guard rows > 0, sizes.allSatisfy({ $0 > 0 }) else {
      return .undefined(rows == 0 ? .noRows : .missingClass)
    }
    let hits = (0..<count).map { self.hits($0).sum }
    let value = (0..<count).reduce(0) { $0 + 2 * hits[$1] / sizes[$1] } / Double(count)
    // What one more row in a cell does to the sum of F1 over classes.
    let loss = (0..<count).map { 2 * hits[$0] / (sizes[$0] * sizes[$0]) }
    var variance = 0.0
    for label in 0..<count {
      for column in 0...count {
        let slope =
          column == label
          ? 2 / sizes[label] - 2 * loss[label]
          : -loss[label] - (column < count ? loss[column] : 0)
        variance += slope * slope * cells[label * (count + 1) + column].squares
      }
    }
    variance /= Double(count * count)
    guard rows > 1, variance > 0 else { return .other(value, fraction: nil) { _ in nil } }
    let scale = Double(rows) / Double(rows - 1)
    return .standard(
      StandardEstimate(
        value: value, squaredError: variance * scale, scale: .plain, method: .linearized,
        bounds: 0...1, degrees: Double(rows - 1)))
  }
}

extension WeightSum {
  /// What is left without a part.
  func without(_ part: WeightSum) -> WeightSum {
    WeightSum(
      rows: rows - part.rows, sum: max(0, sum - part.sum), squares: max(0, squares - part.squares))
  }
}
