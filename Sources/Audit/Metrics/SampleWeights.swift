import AuditResults

/// What the rows of a binary sample weigh.
struct SampleWeights: Sendable {
  /// The four cells, in the order of ``ConfusionCounts/cells``.
  let cells: [WeightSum]
  /// Rows that score above the median of all.
  let aboveMedian: WeightSum
  /// The weights of the sample's positive rows, in the order of their scores.
  let ofPositives: [Double]
  /// The weights of the sample's negative rows, in the order of their scores.
  let ofNegatives: [Double]

  init(
    rows: some Collection<Int>, scores: [Double], labels: [UInt8], weights: [Double],
    median: Double?, ofPositives: [Double], ofNegatives: [Double], isSelected: (Int) -> Bool
  ) {
    var cells = [WeightSum](repeating: WeightSum(), count: 4)
    var above = WeightSum()
    for row in rows {
      let cell = labels[row] == 0 ? (isSelected(row) ? 1 : 2) : (isSelected(row) ? 0 : 3)
      cells[cell].add(weights[row])
      if let median, scores[row] > median { above.add(weights[row]) }
    }
    self.cells = cells
    aboveMedian = above
    self.ofPositives = ofPositives
    self.ofNegatives = ofNegatives
  }

  /// All rows.
  var all: WeightSum { cells.reduce(WeightSum(), +) }

  /// A share of weight, by cells.
  func share(_ part: CellSet, of whole: CellSet, orElse reason: UndefinedReason) -> Measurement {
    func sum(_ set: CellSet) -> WeightSum { set.indices.reduce(WeightSum()) { $0 + cells[$1] } }
    return WeightedShare(sum(part), rest: sum(whole.subtracting(part))).map { .weighted($0) }
      ?? .undefined(reason)
  }

  /// The share of weight that scores above the median.
  var shareAboveMedian: Measurement {
    let rest = WeightSum(
      rows: all.rows - aboveMedian.rows, sum: max(0, all.sum - aboveMedian.sum),
      squares: max(0, all.squares - aboveMedian.squares))
    return WeightedShare(aboveMedian, rest: rest).map { .weighted($0) } ?? .undefined(.noRows)
  }

  /// The area under the ROC curve where each pair of a positive and a negative row counts with the
  /// product of their weights; `nil` where a class weighs nothing.
  ///
  /// - Complexity: O(rows).
  func area(_ sample: Sample) -> Measurement? {
    let (above, below) = (WeightSum(ofPositives), WeightSum(ofNegatives))
    guard above.sum > 0, below.sum > 0 else { return nil }
    let ofPositive = weightedPlacements(
      of: sample.positives, among: sample.negatives, weights: ofNegatives)
    let ofNegative = weightedPlacements(
      of: sample.negatives, among: sample.positives, weights: ofPositives)
    guard let first = Moments(ofPositive, weights: ofPositives),
      let second = Moments(ofNegative.map { 1 - $0 }, weights: ofNegatives)
    else { return nil }
    var variance: Double?
    if let x = first.squaredError, let y = second.squaredError { variance = x + y }
    return .area(ROCArea(value: first.mean, variance: variance))
  }
}

extension ROCArea {
  /// An area that was measured elsewhere.
  init(value: Double, variance: Double?) {
    (self.value, self.variance) = (value, variance)
  }
}

/// For each sorted value the share of the others' weight that lies below it, ties counting half.
private func weightedPlacements(
  of values: [Double], among others: [Double], weights: [Double]
) -> [Double] {
  let total = weights.reduce(0, +)
  var (position, below) = (0, 0.0)
  return values.map { value in
    while position < others.count, others[position] < value {
      below += weights[position]
      position += 1
    }
    var (end, ties) = (position, 0.0)
    while end < others.count, others[end] == value {
      ties += weights[end]
      end += 1
    }
    return (below + ties / 2) / total
  }
}
