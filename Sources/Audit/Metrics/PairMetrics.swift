import AuditResults
import Synchronization

/// What a metric finds in two groups together.
struct PairMeasurement: Sendable {
  /// The value; `nil` where not defined.
  var value: Double?
  /// The interval; `nil` where none can be computed.
  var interval: (ends: ClosedRange<Double>, method: Method)?
  /// Whether the first group is the one with the larger numbers, or the better ranking.
  var isFirstHigher = false
}

/// The distance of two means in pooled standard deviations, without sign, with the large-sample
/// interval of Hedges and Olkin (1985).
@Sendable func standardizedDifference(
  _ first: Sample, _ second: Sample, _ confidence: Double?
) -> PairMeasurement {
  func values(_ sample: Sample) -> [Double] {
    sample.numbers?.predictions ?? sample.negatives + sample.positives
  }
  let (a, b) = (Moments(values(first)), Moments(values(second)))
  guard a.count > 1, b.count > 1 else { return PairMeasurement() }
  let (m, n) = (Double(a.count), Double(b.count))
  let pooled = ((m - 1) * a.variance + (n - 1) * b.variance) / (m + n - 2)
  guard pooled > 0 else { return PairMeasurement() }
  let distance = (a.mean - b.mean) / pooled.squareRoot()
  guard let confidence else { return PairMeasurement(value: abs(distance)) }
  let error = ((m + n) / (m * n) + distance * distance / (2 * (m + n))).squareRoot()
  let half = Normal.criticalValue(confidence: confidence) * error
  return PairMeasurement(
    value: abs(distance), interval: (magnitudes(distance - half...distance + half), .hedgesOlkin),
    isFirstHigher: distance > 0)
}

/// The area between two groups' ROC curves, with an interval that holds whatever the curves are.
///
/// The areas of estimated and true curves differ by at most ∫ |error|, hence by at most √∫ error²;
/// that integral is a weighted sum of chi-squares, whose upper quantile is at most z² times its mean
/// (Székely and Bakirov, Statistics and Probability Letters 65, 2003).
@Sendable func areaBetween(
  _ first: Sample, _ second: Sample, _ confidence: Double?
) -> PairMeasurement {
  guard let a = ROCCurve(first), let b = ROCCurve(second) else { return PairMeasurement() }
  let value = a.area(between: b)
  guard let confidence else { return PairMeasurement(value: value) }
  let isFirstHigher = a.areaBelow > b.areaBelow
  guard let x = first.curveVariance, let y = second.curveVariance else {
    return PairMeasurement(value: value, isFirstHigher: isFirstHigher)
  }
  // The bound on the quantile holds for tails of at most 0.215.
  let half =
    Normal.criticalValue(confidence: max(confidence, 0.8)) * (x + y).squareRoot()
  return PairMeasurement(
    value: value, interval: (max(0, value - half)...min(1, value + half), .l2Envelope),
    isFirstHigher: isFirstHigher)
}

/// A ROC curve as straight lines between points, ties as one slanted line.
struct ROCCurve: Sendable {
  /// False-positive rates, ascending from 0 to 1.
  private(set) var falseRates: [Double] = [0]
  /// True-positive rates.
  private(set) var trueRates: [Double] = [0]

  /// The curve of a group; `nil` where a class is missing.
  init?(_ sample: Sample) { self.init(positives: sample.positives, negatives: sample.negatives) }

  /// The curve of ascending scores.
  ///
  /// - Complexity: O(rows).
  init?(positives: [Double], negatives: [Double]) {
    guard !positives.isEmpty, !negatives.isEmpty else { return nil }
    var (p, n) = (positives.count, negatives.count)
    while p > 0 || n > 0 {
      let score = max(p > 0 ? positives[p - 1] : -.infinity, n > 0 ? negatives[n - 1] : -.infinity)
      while p > 0, positives[p - 1] == score { p -= 1 }
      while n > 0, negatives[n - 1] == score { n -= 1 }
      falseRates.append(Double(negatives.count - n) / Double(negatives.count))
      trueRates.append(Double(positives.count - p) / Double(positives.count))
    }
  }

  /// The area below the curve.
  var areaBelow: Double {
    falseRates.indices.dropFirst().reduce(0) { sum, index in
      sum + (falseRates[index] - falseRates[index - 1]) * (trueRates[index] + trueRates[index - 1])
        / 2
    }
  }

  /// The area between this curve and another, exact for straight lines.
  func area(between other: ROCCurve) -> Double {
    var sum = CompensatedSum()
    var (mine, theirs) = (0, 0)
    var start = 0.0
    while start < 1 {
      // Past vertical lines, then to the nearer of the next points.
      while falseRates[mine + 1] <= start { mine += 1 }
      while other.falseRates[theirs + 1] <= start { theirs += 1 }
      let end = min(falseRates[mine + 1], other.falseRates[theirs + 1])
      let left = height(start, after: mine) - other.height(start, after: theirs)
      let right = height(end, after: mine) - other.height(end, after: theirs)
      let (a, b) = (abs(left), abs(right))
      // Where the lines cross, two triangles.
      let mean = left * right >= 0 ? (a + b) / 2 : (a * a + b * b) / (2 * (a + b))
      sum = sum.adding(mean * (end - start))
      start = end
    }
    return sum.value
  }

  /// The true-positive rates in the middle of equal parts of the false-positive rates.
  func heights(_ count: Int) -> [Double] {
    var position = 0
    return (0..<count).map { index in
      let rate = (Double(index) + 0.5) / Double(count)
      while falseRates[position + 1] <= rate { position += 1 }
      return height(rate, after: position)
    }
  }

  private func height(_ rate: Double, after index: Int) -> Double {
    let (x, y) = (falseRates[index], trueRates[index])
    let width = falseRates[index + 1] - x
    return width > 0 ? y + (trueRates[index + 1] - y) * ((rate - x) / width) : y
  }
}

extension Sample {
  /// The variance of the ROC curve, integrated over false-positive rates: a grouped jackknife over
  /// up to 32 random blocks of rows; `nil` for fewer than eight rows of a class.
  var curveVariance: Double? { memo.curveVariance { computedCurveVariance() } }

  private func computedCurveVariance() -> Double? {
    let blocks = min(32, positives.count, negatives.count)
    guard blocks >= 8 else { return nil }
    var random = RandomSource(seed: 0, purpose: "roc", "\(positives.count)", "\(negatives.count)")
    func assigned(_ count: Int) -> [Int] {
      var order = (0..<count).map { $0 % blocks }
      random.shuffle(&order)
      return order
    }
    let (ofPositives, ofNegatives) = (assigned(positives.count), assigned(negatives.count))
    func kept(_ scores: [Double], _ blocks: [Int], without block: Int) -> [Double] {
      scores.indices.filter { blocks[$0] != block }.map { scores[$0] }
    }
    let points = 64
    let curves = (0..<blocks).compactMap { block in
      ROCCurve(
        positives: kept(positives, ofPositives, without: block),
        negatives: kept(negatives, ofNegatives, without: block))?.heights(points)
    }
    guard curves.count == blocks else { return nil }
    let factor = Double((blocks - 1) * (blocks - 1)) / Double(blocks)
    let total = (0..<points).reduce(0) { sum, point in
      sum + Moments(curves.map { $0[point] }).variance * factor
    }
    return total / Double(points)
  }
}

/// What of a group is costly and asked for once per pair.
final class SampleMemo: Sendable {
  private let variance = Mutex<Double??>(nil)

  /// The variance of the ROC curve, computed at the first call.
  func curveVariance(_ compute: () -> Double?) -> Double? {
    variance.withLock { stored in
      if let stored { return stored }
      let value = compute()
      stored = .some(value)
      return value
    }
  }
}
