import AuditResults

extension Metric {
  /// Whether scores keep what they promise as probabilities.
  static let calibration: [Metric] = [
    .group(
      "calibration.slope", "calibration slope",
      formula: "b of logit P(label) = a + b · logit(score), by maximum likelihood",
      meaning: "Below 1 the scores are too extreme, above 1 too timid.",
      caution:
        "Judges scores as probabilities, which decisions by a cut-off do not need; scores of "
        + "0 and 1 are cut to 2⁻⁵² and 1 − 2⁻⁵².",
      ideal: 1, direction: .ideal, reference: "Cox 1958, Biometrika 45",
      equivalents: ["statsmodels Logit of the labels on logit(score)"],
      Measure(.scores) { logisticFit($0, slope: nil) }),
    .group(
      "calibration.intercept", "calibration in the large",
      formula: "a of logit P(label) = a + logit(score), by maximum likelihood",
      meaning: "Above 0 the scores are too low on the whole, below 0 too high.",
      caution: "Zero where errors in opposite directions cancel: read it with the slope.",
      ideal: 0, direction: .ideal, reference: "Cox 1958, Biometrika 45",
      equivalents: ["statsmodels GLM of the labels with offset logit(score)"],
      Measure(.scores) { logisticFit($0, slope: 1) }),
    .group(
      "ece", "expected calibration error",
      formula: "Σ_b n_b / n · |mean label − mean score| over ten equal parts b of [0, 1]",
      meaning: "Mean distance of the share of positive rows from the mean score, bin by bin.",
      caution: "Positive by chance alone, the more so in small groups; depends on the bins.",
      ideal: 0, direction: .lower, reference: "Naeini et al. 2015, AAAI",
      equivalents: ["torchmetrics BinaryCalibrationError(n_bins=10, norm=\"l1\")"],
      Measure(.scores, resampled: false) { sample in
        let bins = sample.bins(10)
        guard sample.rows > 0 else { return .undefined(.noRows) }
        return .other(expectedError(bins), fraction: nil) { expectedErrorInterval(bins, $0) }
      }),
  ]
}

/// Rows of one part of the scores' range.
struct ScoreBin: Sendable, Hashable {
  /// Rows.
  var rows = 0
  /// Rows whose label is positive.
  var positives = 0
  /// Sum of the scores.
  var scores = 0.0

  /// Share of positive rows minus mean score; 0 without rows.
  var error: Double { rows == 0 ? 0 : (Double(positives) - scores) / Double(rows) }
}

extension Sample {
  /// The rows in equal parts of [0, 1]; each holds its lower edge, the last also 1.
  func bins(_ count: Int) -> [ScoreBin] {
    var bins = [ScoreBin](repeating: ScoreBin(), count: count)
    for (scores, positives) in [(negatives, 0), (self.positives, 1)] {
      for score in scores {
        let index = min(count - 1, max(0, Int(score * Double(count))))
        bins[index].rows += 1
        bins[index].positives += positives
        bins[index].scores += score
      }
    }
    return bins
  }
}

private func expectedError(_ bins: [ScoreBin]) -> Double {
  let rows = bins.reduce(0) { $0 + $1.rows }
  return bins.reduce(0) { $0 + Double($1.rows) / Double(rows) * abs($1.error) }
}

/// The errors of all bins together lie within Scheffé's ellipsoid, so that their weighted mean lies
/// within the square root of its chi-square times the mean's error.
private func expectedErrorInterval(
  _ bins: [ScoreBin], _ confidence: Double
) -> (ClosedRange<Double>, Method)? {
  let used = bins.filter { $0.rows > 0 }
  let rows = Double(used.reduce(0) { $0 + $1.rows })
  guard rows > 1 else { return nil }
  var squared = 0.0
  for bin in used {
    // Two rows more of each label: bins whose rows are all alike are no evidence of precision.
    let share = Double(bin.positives + 2) / Double(bin.rows + 4)
    squared += share * (1 - share) * Double(bin.rows) / (rows * rows)
  }
  let critical = ChiSquare.quantile(upperTail: 1 - confidence, degrees: Double(used.count))
  let half = (critical * squared).squareRoot()
  let value = expectedError(bins)
  return (max(0, value - half)...min(1, value + half), .scheffe)
}

/// Fits the labels by the scores' logits: intercept and slope, or the intercept at a given slope.
private func logisticFit(_ sample: Sample, slope fixed: Double?) -> Measurement {
  guard sample.counts.positives > 0, sample.counts.negatives > 0 else {
    return .undefined(Measures.missingClass(sample))
  }
  let epsilon = Double.ulpOfOne
  func clamped(_ score: Double) -> Double { logit(min(max(score, epsilon), 1 - epsilon)) }
  let rows =
    sample.negatives.map { (clamped($0), 0.0) } + sample.positives.map { (clamped($0), 1.0) }
  // No finite solution: the scores do not vary, or tell the labels apart without overlap.
  if fixed == nil {
    guard let lowest = sample.positives.first, let highest = sample.positives.last,
      let least = sample.negatives.first, let most = sample.negatives.last,
      lowest < most, least < highest
    else { return .undefined(.noFiniteFit) }
  }
  var (a, b) = (0.0, fixed ?? 0)
  for _ in 0..<100 {
    // Gradient and information of the log-likelihood, and the squares of each row's gradient.
    var (ga, gb, aa, ab, bb) = (0.0, 0.0, 0.0, 0.0, 0.0)
    var (sa, sab, sb) = (0.0, 0.0, 0.0)
    for (x, y) in rows {
      let p = logistic(a + b * x)
      let weight = p * (1 - p)
      ga += y - p
      gb += (y - p) * x
      aa += weight
      ab += weight * x
      bb += weight * x * x
      let square = (y - p) * (y - p)
      sa += square
      sab += square * x
      sb += square * x * x
    }
    var (stepA, stepB) = (ga / aa, 0.0)
    // The sandwich: it holds where the curve is not that of the truth, as an intercept's at slope 1.
    var squaredError = sa / (aa * aa)
    if fixed == nil {
      let determinant = aa * bb - ab * ab
      stepA = (bb * ga - ab * gb) / determinant
      stepB = (aa * gb - ab * ga) / determinant
      // Of few rows the sandwich of a slope is too small; the curvature's error is not.
      squaredError = max(
        aa / determinant,
        (aa * aa * sb - 2 * aa * ab * sab + ab * ab * sa) / (determinant * determinant))
    }
    guard stepA.isFinite, stepB.isFinite, squaredError > 0 else {
      return .undefined(.noFiniteFit)
    }
    // A long step would overshoot where the curve is flat.
    let length = max(1, (abs(stepA) + abs(stepB)) / 4)
    a += stepA / length
    b += stepB / length
    if abs(stepA) + abs(stepB) < 1e-13 * (1 + abs(a) + abs(b)) {
      return .standard(
        StandardEstimate(
          value: fixed == nil ? b : a, squaredError: squaredError, scale: .plain, method: .wald,
          bounds: -Double.infinity...Double.infinity))
    }
  }
  return .undefined(.noFiniteFit)
}
