/// Size, mean, variance and skewness of a sample.
struct Moments: Sendable, Hashable {
  /// How many numbers there are.
  var count: Int
  /// Their mean; 0 for none.
  var mean: Double
  /// The sample variance (divisor n - 1); 0 for fewer than two.
  var variance: Double
  /// The mean cubed distance from the mean.
  var thirdMoment: Double
  /// The numbers themselves, where they may have to change groups; else empty.
  var values: [Double] = []

  /// Measures numbers in two passes, which keeps the variance's digits.
  init(_ values: some Collection<Double>) {
    count = values.count
    let total = values.reduce(CompensatedSum()) { $0.adding($1) }.value
    let mean = values.isEmpty ? 0 : total / Double(count)
    self.mean = mean
    var (squares, cubes) = (CompensatedSum(), 0.0)
    for value in values {
      let distance = value - mean
      squares = squares.adding(distance * distance)
      cubes += distance * distance * distance
    }
    variance = count > 1 ? squares.value / Double(count - 1) : 0
    thirdMoment = values.isEmpty ? 0 : cubes / Double(count)
  }

  /// The squared standard error of the mean; `nil` where the sample shows no spread to take it
  /// from: fewer than two numbers, or all alike.
  var squaredError: Double? {
    count > 1 && variance > 0 ? variance / Double(count) : nil
  }

  /// The third cumulant of the mean.
  var thirdOfMean: Double { thirdMoment / (Double(count) * Double(count)) }

  /// The interval of the mean, cut to `bounds`: Student's, corrected for skewness (``hall``).
  func interval(confidence: Double, within bounds: ClosedRange<Double>) -> ClosedRange<Double>? {
    guard let squaredError else { return nil }
    let interval = hall(
      mean, squaredError: squaredError, third: thirdOfMean,
      degrees: Double(count - 1), confidence: confidence)
    return max(bounds.lowerBound, interval.lowerBound)...min(bounds.upperBound, interval.upperBound)
  }

  /// The interval of the difference of two means: Welch's (Biometrika 34, 1947), each arm made longer
  /// where a correction for skewness (``hall``; for two samples Zhou and Dinh, Biostatistics 6, 2005)
  /// asks for it.
  ///
  /// The correction alone would shorten the other arm by what is, in samples of like skewness, noise.
  func difference(minus other: Moments, confidence: Double) -> ClosedRange<Double>? {
    guard let a = squaredError, let b = other.squaredError else { return nil }
    let degrees =
      (a + b) * (a + b) / (a * a / Double(count - 1) + b * b / Double(other.count - 1))
    func ends(third: Double) -> ClosedRange<Double> {
      hall(
        mean - other.mean, squaredError: a + b, third: third, degrees: degrees,
        confidence: confidence)
    }
    let plain = ends(third: 0)
    let bent = ends(
      third: thirdOfMean - other.thirdOfMean)
    return min(plain.lowerBound, bent.lowerBound)...max(plain.upperBound, bent.upperBound)
  }
}

/// The interval of a mean, or a difference of means, with the skewness of its estimate taken off.
///
/// Of a skewed estimate t is skewed the other way, so that equal arms miss on one side too often.
/// Hall's cubic takes t to a symmetric variable and is monotone, so that the interval is its inverse
/// at Student's critical values (Hall, JRSS B 54, 1992). For many rows it is Student's interval. `third`
/// is the third cumulant of the estimate.
func hall(
  _ value: Double, squaredError: Double, third: Double, degrees: Double, confidence: Double
) -> ClosedRange<Double> {
  let error = squaredError.squareRoot()
  let critical = StudentT.criticalValue(confidence: confidence, degrees: degrees)
  let bend = third / (3 * squaredError * error)
  // t + bend t² + bend² t³ / 3 + bend / 2 = y, by completing the cube.
  func inverse(_ y: Double) -> Double {
    let shifted = y - bend / 2
    guard abs(bend) > 1e-6 else { return shifted - bend * shifted * shifted }
    return (cubeRoot(1 + 3 * bend * shifted) - 1) / bend
  }
  let (lower, upper) = (value - error * inverse(critical), value - error * inverse(-critical))
  return min(lower, value)...max(upper, value)
}

/// A sum that carries its rounding error along (Neumaier 1974).
struct CompensatedSum: Sendable {
  private var sum = 0.0
  private var lost = 0.0

  /// The sum so far.
  var value: Double { sum + lost }

  /// The sum with one more term.
  consuming func adding(_ term: Double) -> CompensatedSum {
    let next = sum + term
    lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
    sum = next
    return self
  }
}
