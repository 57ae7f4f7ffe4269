import AuditResults

/// What kind of number a metric is, which decides how it is written.
enum Quantity: Sendable, Hashable, CaseIterable {
  /// A part of a whole, written as a percentage.
  case share
  /// A difference of two shares, written in percentage points.
  case gap
  /// One quantity over another.
  case ratio
  /// A number on a scale of its own, such as a mean score or a loss.
  case score
  /// A cosine.
  case parity
  /// A number in the unit of a numeric label, of any size.
  case number

  /// The kind of every metric that the report knows by name; others count as scores.
  static let ofMetric: [String: Quantity] = [
    "base_rate": .share, "selection_rate": .share, "tpr": .share, "fpr": .share, "fnr": .share,
    "tnr": .share, "ppv": .share, "npv": .share, "fdr": .share, "for": .share,
    "accuracy": .share, "balanced_accuracy": .share, "ll144.scoring_rate": .share,
    "dp.rate_gap.relative": .share,
    "dp.rate_gap.maxmin": .gap, "dp.rate_gap.signed": .gap, "eo.max": .gap, "eo.mean_abs": .gap,
    "eo.mean_signed": .gap, "eo.sum_abs": .gap, "eopp.maxmin": .gap, "eopp.signed": .gap,
    "dp.rate_gap.overall": .gap,
    "mean_label": .number, "mean_prediction": .number, "bias": .number, "mae": .number,
    "rmse": .number, "multiclass.accuracy": .share, "multiclass.recall_macro": .share,
    "multiclass.precision_macro": .share, "multiclass.dp.gap.max": .gap,
    "multiclass.dp.gap.mean": .gap, "multiclass.tpr.gap.max": .gap,
    "multiclass.tpr.gap.mean": .gap, "multiclass.fpr.gap.max": .gap, "cdd": .gap,
    "dp.ratio.minmax": .ratio, "dp.ratio.ref": .ratio, "eo.ratio": .ratio, "eopp.ratio": .ratio,
  ]

  private static let gapSuffix = ".gap.maxmin"

  /// The kind of a metric's values.
  static func of(metric: String) -> Quantity {
    if let known = ofMetric[metric] { return known }
    if metric.hasSuffix(gapSuffix) {
      return of(metric: String(metric.dropLast(gapSuffix.count))).difference
    }
    // The word alone: "calibration" holds it too.
    return metric.split { $0 == "." || $0 == "_" }.contains("ratio") ? .ratio : .score
  }

  /// The kind of a difference of two values of this kind.
  var difference: Quantity { self == .share ? .gap : self }

  /// The unit as a column's title names it; `nil` where the number stands alone.
  var unit: String? {
    switch self {
    case .share: "%"
    case .gap: "percentage points"
    case .ratio, .score, .parity, .number: nil
    }
  }

  /// The unit as a table's cell names it.
  var unitWords: String {
    switch self {
    case .gap: "percentage\u{A0}points"
    case .share: "share"
    case .ratio: "ratio"
    case .score, .parity: "score"
    case .number: "label’s unit"
    }
  }

  /// The unit as it follows a number in a sentence; that of shares is a part of the number.
  var suffix: String { self == .gap ? " percentage points" : "" }

  /// A number as an axis shows it.
  func tick(_ value: Double) -> String {
    let magnitude = abs(value)
    let decimals =
      magnitude == 0 || magnitude >= 10 ? 0 : magnitude >= 1 ? 1 : magnitude >= 0.1 ? 2 : 4
    return magnitude >= 1e7 || (magnitude > 0 && magnitude < 1e-4)
      ? (value < 0 ? "−" : "") + Numbers.scientific(magnitude)
      : Numbers.fixed(value, decimals: decimals)
  }

  private var factor: Double { self == .share || self == .gap ? 100 : 1 }

  private func decimals(for value: Double) -> Int {
    switch self {
    case .share, .gap: return 1
    case .score, .parity: return 3
    case .number:
      // Four digits that count.
      var (decimals, magnitude) = (3, abs(value))
      guard magnitude > 0 else { return 1 }
      while magnitude >= 10, decimals > 0 { (magnitude, decimals) = (magnitude / 10, decimals - 1) }
      while magnitude < 1, decimals < 9 { (magnitude, decimals) = (magnitude * 10, decimals + 1) }
      return decimals
    case .ratio:
      let magnitude = abs(value)
      return magnitude >= 0.1 || magnitude == 0 ? 2 : magnitude >= 0.01 ? 3 : 4
    }
  }

  /// A value as text, with more digits than usual where rounding would hide that it differs from
  /// a limit.
  func string(_ value: Double, near limit: Double? = nil) -> String {
    digits(value, near: limit) + (self == .share ? "%" : "")
  }

  /// A value with its unit, as in a sentence.
  func withUnit(_ value: Double) -> String { string(value) + suffix }

  /// Lower and upper end without units, such as `[0.59, 0.83]`.
  func string(_ interval: Interval, near limit: Double? = nil) -> String {
    string(interval, around: (interval.lower + interval.upper) / 2, near: limit)
  }

  /// Lower and upper end with as many decimals as the value between them.
  private func string(_ interval: Interval, around value: Double, near limit: Double?) -> String {
    let ends = ends(of: interval, around: value, near: limit)
    return "[\(ends.lower), \(ends.upper)]"
  }

  /// Lower and upper end, each with as many decimals as the value between them.
  func ends(
    of interval: Interval, around value: Double, near limit: Double? = nil
  ) -> (lower: String, upper: String) {
    let decimals = decimals(for: value)
    return (
      digits(interval.lower, decimals: decimals, near: limit),
      digits(interval.upper, decimals: decimals, near: limit)
    )
  }

  private func digits(_ value: Double, decimals: Int? = nil, near limit: Double?) -> String {
    var decimals = decimals ?? self.decimals(for: value)
    func digits(_ number: Double) -> String {
      Numbers.fixed(number * factor, decimals: decimals)
    }
    if let limit, limit != value {
      while digits(value) == digits(limit), decimals < 12 { decimals += 1 }
    }
    return digits(value)
  }

  /// An estimate with its interval, or why it has no value.
  func text(_ estimate: Estimate?, near limit: Double? = nil) -> Text {
    guard let estimate else { return .muted("not computed") }
    guard let value = estimate.value else { return .undefined(estimate.reason) }
    let text = Text(.plain, string(value, near: limit))
    guard let interval = estimate.interval else { return text }
    return "\(text) \(Text(.interval, string(interval, around: value, near: limit)))"
  }
}

extension Text {
  /// Why a number is absent.
  static func undefined(_ reason: UndefinedReason?) -> Text {
    Text(.undefined, "not defined: \(reason?.words ?? "no reason recorded")")
  }
}

extension UndefinedReason {
  /// The reason in words that follow a colon.
  var words: String {
    switch self {
    case .noRows: "no rows in this group"
    case .noPositives: "no positives in this group"
    case .noNegatives: "no negatives in this group"
    case .noSelected: "no row of this group was selected"
    case .noUnselected: "every row of this group was selected"
    case .zeroDenominator: "division by a rate of zero"
    case .singleGroup: "only one group"
    case .undefinedInAGroup: "a group has no value"
    case .tooFewRows: "too few rows"
    case .oneNeuron: "one neuron"
    case .zeroInfluence: "all influences of a group are zero"
    case .noFiniteFit: "the fit has no finite solution"
    case .notApplicable: "does not apply to this output"
    case .noSuchGroup: "the data hold no group of that name"
    case .noSuchAttribute: "the attribute was not audited"
    case .withheld: "withheld, since it could reveal small counts"
    case .notWithWeights: "not assessed with weights"
    case .notWithClusters: "not assessed with clusters"
    case .noScores: "the predictions are labels, without scores"
    case .missingClass: "a class does not occur or is never assigned in this group"
    case .noVariation: "the labels of this group do not vary"
    case .noStratum: "no stratum allows the comparison"
    }
  }
}
