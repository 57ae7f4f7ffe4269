import AuditResults

/// The rows of one group where the label is a number.
struct NumberSample: Sendable {
  /// The labels.
  let labels: [Double]
  /// What was predicted for each.
  let predictions: [Double]
  /// What each weighs; `nil` where all weigh the same.
  let weights: [Double]?

  /// Collects rows.
  init(
    rows: some Collection<Int>, labels: [Double], predictions: [Double], weights: [Double]?
  ) {
    self.labels = rows.map { labels[$0] }
    self.predictions = rows.map { predictions[$0] }
    self.weights = weights.map { weights in rows.map { weights[$0] } }
  }

  /// Rows that weigh the same.
  init(labels: [Double], predictions: [Double]) {
    (self.labels, self.predictions, weights) = (labels, predictions, nil)
  }

  /// Predictions minus labels.
  var errors: [Double] { zip(predictions, labels).map(-) }

  /// The mean of a number for each row.
  func mean(
    of values: [Double], within bounds: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) -> Measurement {
    guard let weights else { return .mean(of: values, within: bounds, orElse: .noRows) }
    return .mean(of: values, weights: weights, within: bounds, orElse: .noRows)
  }

  /// Mean and variance with the weights; `nil` without rows or weight.
  private func moments(_ values: [Double]) -> Moments? {
    guard let weights else { return values.isEmpty ? nil : Moments(values) }
    return Moments(values, weights: weights)
  }

  /// The root of the mean squared error.
  ///
  /// Its variance is that of the mean squared error over four times that (delta method). The interval
  /// is symmetric on the logarithmic scale, with Student's t of the rows; its upper arm is made longer
  /// where the root of Hall's interval of the mean squared error asks for it, since a sample without its rare
  /// large errors shows too little spread.
  var rootMeanSquare: Measurement {
    guard let squares = moments(errors.map { $0 * $0 }) else { return .undefined(.noRows) }
    let value = squares.mean.squareRoot()
    guard let error = squares.squaredError, squares.mean > 0 else {
      return .other(value, fraction: nil) { _ in nil }
    }
    return .standard(
      StandardEstimate(
        value: value, squaredError: error / (4 * squares.mean), scale: .logarithm,
        method: .linearized, bounds: 0...Double.infinity, degrees: Double(squares.count - 1),
        skewed: .init(
          mean: squares.mean, squaredError: error, third: squares.thirdOfMean, of: .root)))
  }

  /// The share of the labels' variance within the group that the predictions explain,
  /// 1 − Σ error² / Σ (label − mean)².
  ///
  /// With A the mean squared error and B the labels' variance, one row's influence is
  /// (error² − A / B · (label − mean)²) / B; the interval is symmetric in log (1 − R²), its lower arm
  /// made longer where Hall's interval of 1 − R² asks for it.
  var determination: Measurement {
    guard let label = moments(labels) else { return .undefined(.noRows) }
    guard labels.count > 1 else { return .undefined(.tooFewRows) }
    let squares = errors.map { $0 * $0 }
    let spreads = labels.map { ($0 - label.mean) * ($0 - label.mean) }
    guard let a = moments(squares)?.mean, let b = moments(spreads)?.mean, b > 0 else {
      return .undefined(.noVariation)
    }
    let value = 1 - a / b
    let influences = zip(squares, spreads).map { ($0 - a / b * $1) / b }
    guard let moved = moments(influences), let error = moved.squaredError, a > 0 else {
      return .other(value, fraction: nil) { _ in nil }
    }
    return .standard(
      StandardEstimate(
        value: value, squaredError: error, scale: .distance, method: .linearized,
        bounds: -Double.infinity...1, degrees: Double(moved.count - 1),
        skewed: .init(mean: a / b, squaredError: error, third: moved.thirdOfMean, of: .distance)))
  }
}
