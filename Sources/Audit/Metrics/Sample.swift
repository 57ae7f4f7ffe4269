import AuditResults

/// The rows of one group, as metrics see them.
struct Sample: Sendable {
  /// How many rows there are.
  let rows: Int
  /// The four cells; empty unless the label is binary.
  let counts: ConfusionCounts
  /// Scores of the rows whose label is positive, ascending.
  let positives: [Double]
  /// Scores of the rows whose label is negative, ascending.
  let negatives: [Double]
  /// Rows that score above the median of all audited rows.
  let aboveMedian: Int
  /// Whether there are scores at all: predicted labels have none.
  let hasScores: Bool
  /// What the rows weigh, where the label is binary and rows differ.
  let weights: SampleWeights?
  /// The classes of a label of several.
  let classes: ClassSample?
  /// Numeric labels and predictions.
  let numbers: NumberSample?
  /// Results that several metrics share.
  let memo = SampleMemo()
  /// Which rows belong together; `nil` where each stands for itself.
  var clusters: ClusterSample?

  /// Whether the rows weigh differently.
  var isWeighted: Bool {
    weights != nil || classes?.weights != nil || numbers?.weights != nil
  }

  /// Collects the given rows; a row is selected where its score is at least the threshold, unless
  /// `selected` says otherwise.
  ///
  /// - Complexity: O(n).
  init(
    rows: some Collection<Int>, scores: [Double], labels: [UInt8], threshold: Double,
    median: Double? = nil, selected: [Bool]? = nil, weights: [Double]? = nil,
    hasScores: Bool = true
  ) {
    var counts = ConfusionCounts()
    var positives: [Double] = []
    var negatives: [Double] = []
    for row in rows {
      let isSelected = selected?[row] ?? (scores[row] >= threshold)
      if labels[row] == 0 {
        if weights == nil { negatives.append(scores[row]) }
        if isSelected { counts.falsePositives += 1 } else { counts.trueNegatives += 1 }
      } else {
        if weights == nil { positives.append(scores[row]) }
        if isSelected { counts.truePositives += 1 } else { counts.falseNegatives += 1 }
      }
    }
    self.rows = rows.count
    self.counts = counts
    self.hasScores = hasScores
    aboveMedian = median.map { median in rows.count { scores[$0] > median } } ?? 0
    classes = nil
    numbers = nil
    guard let weights else {
      self.positives = ascending(consume positives)
      self.negatives = ascending(consume negatives)
      self.weights = nil
      return
    }
    func ordered(_ isPositive: Bool) -> [Int] {
      rows.filter { (labels[$0] != 0) == isPositive }.sorted { scores[$0] < scores[$1] }
    }
    let (above, below) = (ordered(true), ordered(false))
    self.positives = above.map { scores[$0] }
    self.negatives = below.map { scores[$0] }
    self.weights = SampleWeights(
      rows: rows, scores: scores, labels: labels, weights: weights, median: median,
      ofPositives: above.map { weights[$0] }, ofNegatives: below.map { weights[$0] }
    ) { selected?[$0] ?? (scores[$0] >= threshold) }
  }

  /// A sample of a label of several classes.
  init(_ classes: ClassSample) {
    self.init(rows: classes.rows, hasScores: classes.losses != nil, classes: classes)
  }

  /// A sample of a numeric label.
  init(_ numbers: NumberSample) {
    self.init(rows: numbers.labels.count, hasScores: true, numbers: numbers)
  }

  /// A sample of which only the four cells are known.
  init(counts: ConfusionCounts) {
    rows = counts.total
    self.counts = counts
    positives = []
    negatives = []
    aboveMedian = 0
    hasScores = false
    weights = nil
    classes = nil
    numbers = nil
  }

  /// A sample of ascending scores, of which no decision is known.
  init(positives: [Double], negatives: [Double]) {
    rows = positives.count + negatives.count
    counts = ConfusionCounts(cells: [0, 0, negatives.count, positives.count])
    self.positives = positives
    self.negatives = negatives
    aboveMedian = 0
    hasScores = true
    weights = nil
    classes = nil
    numbers = nil
  }

  private init(
    rows: Int, hasScores: Bool, classes: ClassSample? = nil, numbers: NumberSample? = nil
  ) {
    self.rows = rows
    self.hasScores = hasScores
    self.classes = classes
    self.numbers = numbers
    counts = ConfusionCounts()
    positives = []
    negatives = []
    aboveMedian = 0
    weights = nil
  }

  /// What the four cells hold: rows, or their weights.
  var cells: [Double] { weights?.cells.map(\.sum) ?? counts.cells.map(Double.init) }

  /// A number that the cells decide: resampled, or with weights linearised.
  func quantity(
    _ value: Double, within bounds: ClosedRange<Double>,
    of quantity: @escaping @Sendable ([Double]) -> Double?
  ) -> Measurement {
    guard let weights else {
      return .resampled(value, cells: counts.cells) { quantity($0.map(Double.init)) }
    }
    return weights.cells.linearized(value, rows: rows, within: bounds, of: quantity)
  }

  /// The mean of a quantity of each row's score; rows of a label that has none are left out.
  func mean(
    within bounds: ClosedRange<Double>, orElse reason: UndefinedReason,
    ofNegatives negative: ((Double) -> Double)? = nil,
    ofPositives positive: ((Double) -> Double)? = nil
  ) -> Measurement {
    let values =
      (negative.map { negatives.map($0) } ?? []) + (positive.map { positives.map($0) } ?? [])
    guard let weights else { return .mean(of: values, within: bounds, orElse: reason) }
    let own =
      (negative == nil ? [] : weights.ofNegatives) + (positive == nil ? [] : weights.ofPositives)
    return .mean(of: values, weights: own, within: bounds, orElse: reason)
  }
}
