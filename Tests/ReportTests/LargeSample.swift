import AuditResults

@testable import Report

/// Ten groups and two thousand neurons with everything that an audit of them holds.
///
/// As many measures, curves, comparisons and definitions, of as many words, as the program writes for
/// such a model, so that the size of its report says something about theirs.
func largeResult() -> AuditResult {
  var random = Sequence64(state: 11)
  var result = tenGroupResult()
  result.definitions = (0..<58).map(definition)
  result.methods = (0..<26).map { index in
    MethodDefinition(
      id: "method.\(index)", name: "Statistical method number \(index)",
      description: """
        An interval of a difference of two shares from their counts, made of the score intervals of \
        both, which holds its level with few rows too.
        """, reference: "Somebody and Somebody else 19\(60 + index), Journal \(index)")
  }
  result.cutoffs = (1...99).map { Double($0) / 100 }
  let counts = result.overall.counts
  result.overall.scores?.curve = ScoreCurve(
    positives: falling(counts.positives, &random), negatives: falling(counts.negatives, &random))
  fill(&result.attributes[0], &random)
  result.exploratoryTests = 54
  return result
}

private let measures = [
  "ll144.scoring_rate", "npv", "balanced_accuracy", "f1", "mcc", "calibration.slope",
  "calibration.intercept", "ece", "average_precision", "ge2", "theil",
]

private func definition(_ index: Int) -> MetricDefinition {
  let ids =
    ["selection_rate", "tpr", "fpr", "ppv", "accuracy", "auc", "dp.ratio.minmax"] + measures
    + (0..<24).map { "measure\($0).gap.maxmin" }
  let id = ids.indices.contains(index) ? ids[index] : "measure.\(index)"
  return MetricDefinition(
    id: id, name: "difference of the measure of number \(index)",
    formula: "max_a measure_a(\(index)) − min_a measure_a(\(index))",
    meaning: "Highest value of the measure of any group minus the lowest of any other.",
    caution: """
      Takes the label as the truth, and depends on the base rate of number \(index). Grows with the \
      number of groups by chance alone: read the interval.
      """, ideal: 0, reference: "Somebody 20\(10 + index % 10), arXiv:1610.0\(1000 + index)",
    equivalents: ["fairlearn measure_difference_\(index)", "AIF360 measure_\(index)_difference"])
}

private func estimate(_ random: inout Sequence64, scale: Double = 1) -> Estimate {
  let value = random.next() * scale
  return Estimate(
    value,
    interval: Interval(
      lower: value * 0.83, upper: value * 1.19, level: 0.95, method: "score.interval"))
}

private func fill(_ attribute: inout AttributeOutcome, _ random: inout Sequence64) {
  for index in attribute.groups.indices {
    attribute.groups[index].metrics += measures.map {
      MetricValue(metric: $0, estimate: estimate(&random))
    }
    let counts = attribute.groups[index].counts
    attribute.groups[index].scores?.curve = ScoreCurve(
      positives: falling(counts.positives, &random), negatives: falling(counts.negatives, &random))
  }
  let names = attribute.groups.map(\.name)
  let reference = attribute.reference ?? names[0]
  attribute.disparities += (0..<24).map { index in
    Disparity(
      metric: "measure\(index).gap.maxmin", estimate: estimate(&random), lowest: names[1],
      highest: names[2])
  }
  for metric in ["tpr", "fpr", "ppv", "accuracy", "mean_score", "auc"] {
    attribute.contrasts += names.filter { $0 != reference }.map { name in
      var contrast = Contrast(
        metric: metric, group: name, reference: reference, difference: estimate(&random),
        ratio: estimate(&random))
      contrast.adjustedP = random.next()
      return contrast
    }
  }
  attribute.comparisons = ["selection_rate", "tpr", "fpr", "ppv", "accuracy", "auc"].map { metric in
    Comparison(
      metric: metric, groups: names.count, comparisons: 45,
      pairs: names.indices.flatMap { first in
        names.indices.dropFirst(first + 1).map { second in
          PairComparison(
            first: names[first], second: names[second], difference: estimate(&random),
            adjustedP: random.next())
        }
      }, global: TestResult(method: "chi.square", pValue: 0.0123), spread: estimate(&random))
  }
  attribute.thresholds = thresholds(&random)
  attribute.counterfactual = Counterfactual(
    columns: ["region", "district"], isInput: true, layers: ["dense", "dense_1", "dense_2"],
    flips: names.indices.map { index in
      Counterfactual.Flip(
        from: names[index], to: names[(index + 1) % names.count], value: "x",
        becomesSelected: estimate(&random), becomesRefused: estimate(&random),
        scoreChange: estimate(&random), distances: [0.1, 0.2, 0.3], distanceRows: 256,
        firstLayer: "dense")
    })
  func entries(_ count: Int, isLayer: Bool) -> [ProxyScreen.Entry] {
    (0..<count).map { index in
      ProxyScreen.Entry(
        name: "column of number \(index)", isLayer: isLayer, group: names[index % names.count],
        predictor: .ridge, width: 12, area: estimate(&random),
        test: TestResult(method: "rank.test", pValue: 0.01), adjustedP: random.next())
    }
  }
  attribute.proxies = ProxyScreen(
    rows: 9000, comparisons: 140, chance: 0.55, inputs: entries(20, isLayer: false),
    layers: entries(30, isLayer: true))
}

/// Counts that fall from a total towards zero, as rows above rising cut-offs do.
private func falling(_ total: Int, _ random: inout Sequence64) -> [Int] {
  var rest = Double(total)
  return (1...99).map { _ in
    rest *= 0.92 + 0.08 * random.next()
    return Int(rest)
  }
}

/// Five curves at a hundred cut-offs that are as rough as those of small groups.
private func thresholds(_ random: inout Sequence64) -> ThresholdAnalysis {
  let grid = (0...100).map { Double($0) / 100 }
  let metrics = [
    "dp.rate_gap.maxmin", "dp.ratio.minmax", "eopp.maxmin", "fpr.gap.maxmin", "eo.max",
  ]
  return ThresholdAnalysis(
    curves: metrics.map { metric in
      let values = grid.map { $0 * (1 - $0) * 2 + 0.08 * random.next() }
      return ThresholdCurve(
        metric: metric, thresholds: grid, values: values,
        lower: values.map { max(0, $0 - 0.1 - 0.05 * random.next()) },
        upper: values.map { min(1, $0 + 0.1 + 0.05 * random.next()) }, level: 0.95, method: "dkw",
        flips: [], flipCount: 0)
    }, median: 0.31, disagreements: [])
}
