/// The area under the ROC curve of scores, and its variance.
///
/// The variance is that of DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988), by midranks as in
/// Sun and Xu (IEEE Signal Processing Letters 21, 2014).
struct ROCArea: Sendable, Hashable {
  /// The chance that a positive row scores above a negative one, ties counting half.
  var value: Double
  /// The estimate's variance; `nil` for fewer than two positive or negative rows.
  var variance: Double?
  /// Positive rows.
  var positives: Int
  /// Negative rows.
  var negatives: Int
  /// Degrees of freedom of the variance, by Satterthwaite.
  private var degrees = Double.infinity

  /// With fewer rows of a class the variance is too uncertain to build on.
  static let fewestRows = 15

  /// Measures sorted scores; `nil` without positives or negatives.
  ///
  /// - Complexity: O(rows).
  init?(positives: [Double], negatives: [Double]) {
    guard !positives.isEmpty, !negatives.isEmpty else { return nil }
    // Each positive's share of negatives below it, and each negative's share of positives above.
    self.init(
      above: Moments(placements(of: positives, among: negatives)),
      below: Moments(placements(of: negatives, among: positives).map { 1 - $0 }))
  }

  /// Puts an area together from each positive row's share of negative rows below it, and each negative
  /// row's share of positive rows above.
  init(above: Moments, below: Moments) {
    value = above.mean
    positives = above.count
    negatives = below.count
    if positives > 1, negatives > 1 {
      let (a, b) = (above.variance / Double(positives), below.variance / Double(negatives))
      variance = a + b
      let spread = a * a / Double(positives - 1) + b * b / Double(negatives - 1)
      if spread > 0 { degrees = (a + b) * (a + b) / spread }
    }
  }

  /// The interval: DeLong's, or with few rows of a class or a perfect ranking Newcombe's.
  func interval(confidence: Double) -> (ends: ClosedRange<Double>, method: Method) {
    guard let variance, variance > 0, value > 0, value < 1,
      min(positives, negatives) >= Self.fewestRows
    else { return (newcombe(confidence: confidence), .newcombeArea) }
    let half =
      StudentT.criticalValue(confidence: confidence, degrees: degrees) * variance.squareRoot()
      / (value * (1 - value))
    return (logistic(logit(value) - half)...logistic(logit(value) + half), .deLong)
  }

  /// All areas from which the observed one is within the critical value of Hanley and McNeil's
  /// standard error, which the area and the numbers of rows decide (Newcombe, Statistics in Medicine
  /// 25, 2006, method 5).
  private func newcombe(confidence: Double) -> ClosedRange<Double> {
    let z = Normal.criticalValue(confidence: confidence)
    let (m, n) = (Double(positives), Double(negatives))
    let others = (m + n) / 2 - 1
    func excess(_ area: Double) -> Double {
      let spread = 1 + others * (1 - area) / (2 - area) + others * area / (1 + area)
      return (value - area) * (value - area) - z * z * area * (1 - area) * spread / (m * n)
    }
    let lower = value > 0 ? edge(0, value, excess) : 0
    let upper = value < 1 ? edge(1, value, excess) : 1
    return min(lower, value)...max(upper, value)
  }
}

/// For each sorted value the share of the others that lie below it, ties counting half.
private func placements(of values: [Double], among others: [Double]) -> [Double] {
  var (below, through) = (0, 0)
  return values.map { value in
    while below < others.count, others[below] < value { below += 1 }
    through = max(through, below)
    while through < others.count, others[through] == value { through += 1 }
    return Double(below + through) / 2 / Double(others.count)
  }
}
