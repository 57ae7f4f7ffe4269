import AuditResults
import Foundation

@testable import Report

/// Invented results that reach every branch of the report.
enum Sample: String, CaseIterable, Sendable {
  /// One attribute, two groups, two gates: the shape of most audits.
  case twoGroups = "two-groups"
  /// Six groups with an unknown one, a tiny one and undefined cells; an intersection.
  case manyGroups = "many-groups"
  /// No attribute, no influence, no gates: every section must say that it does not apply.
  case bare
  /// Ten groups and two thousand neurons.
  case large
  /// A fine-tuned model.
  case fineTuned = "fine-tuned"

  var result: AuditResult {
    switch self {
    case .twoGroups: twoGroupResult()
    case .manyGroups: manyGroupResult(profile: Profiles.named("nyc-ll144"))
    case .bare: bareResult()
    case .large: largeResult()
    case .fineTuned: fineTunedResult()
    }
  }
}

/// A fixed sequence of numbers in [0, 1), so that samples never change.
struct Sequence64 {
  var state: UInt64

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / 9_007_199_254_740_992
  }
}

/// Wilson's interval, so that samples look like audits.
func wilson(_ count: Int, of total: Int) -> Estimate {
  guard total > 0 else { return Estimate(undefined: .noRows, numerator: count, denominator: total) }
  let (n, p, z) = (Double(total), Double(count) / Double(total), 1.959963984540054)
  let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
  let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
  return Estimate(
    p, numerator: count, denominator: total,
    interval: Interval(
      lower: max(0, middle - half), upper: min(1, middle + half), level: 0.95, method: "wilson"))
}

private func rate(_ count: Int, of total: Int, _ reason: UndefinedReason) -> Estimate {
  total > 0 ? wilson(count, of: total) : Estimate(undefined: reason, numerator: 0, denominator: 0)
}

func group(
  _ name: String, attribute: String, _ tp: Int, _ fp: Int, _ tn: Int, _ fn: Int,
  isUnknown: Bool = false
) -> GroupOutcome {
  let counts = ConfusionCounts(
    truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn)
  let isRanked = counts.positives > 0 && counts.negatives > 0
  return GroupOutcome(
    id: "\(attribute).\(name)", name: name, isUnknown: isUnknown, isSmall: counts.total < 30,
    counts: counts,
    metrics: [
      MetricValue(metric: "base_rate", estimate: rate(counts.positives, of: counts.total, .noRows)),
      MetricValue(
        metric: "selection_rate", estimate: rate(counts.selected, of: counts.total, .noRows)),
      MetricValue(metric: "tpr", estimate: rate(tp, of: counts.positives, .noPositives)),
      MetricValue(metric: "fpr", estimate: rate(fp, of: counts.negatives, .noNegatives)),
      MetricValue(metric: "fnr", estimate: rate(fn, of: counts.positives, .noPositives)),
      MetricValue(metric: "ppv", estimate: rate(tp, of: counts.selected, .noSelected)),
      MetricValue(metric: "accuracy", estimate: rate(tp + tn, of: counts.total, .noRows)),
      MetricValue(metric: "mean_score", estimate: Estimate(0.25 + Double(tp % 7) / 50)),
      MetricValue(
        metric: "auc",
        estimate: isRanked
          ? Estimate(0.89 + Double(fn % 9) / 200) : Estimate(undefined: .noPositives)),
      MetricValue(metric: "log_loss", estimate: Estimate(0.31473954384450337)),
      MetricValue(metric: "brier", estimate: Estimate(0.10070524822112314)),
    ])
}

func attribute(
  _ name: String, columns: [String], _ groups: [GroupOutcome], empty: [String] = []
) -> AttributeOutcome {
  func selection(_ group: GroupOutcome) -> Double { group["selection_rate"]?.value ?? -1 }
  let best = groups.filter { $0.counts.total > 0 }.max { selection($0) < selection($1) }
  let worst = groups.filter { $0.counts.total > 0 }.min { selection($0) < selection($1) }
  let contrasts = groups.compactMap { group -> Contrast? in
    guard let best, group.name != best.name else { return nil }
    return contrast(group, best)
  }
  let ratio = contrasts.compactMap { $0.ratio?.value }.min()
  let gap = best.flatMap { best in worst.map { selection(best) - selection($0) } }
  var outcome = AttributeOutcome(
    name: name, columns: columns, groups: groups, emptyGroups: empty, reference: best?.name,
    contrasts: contrasts,
    disparities: [
      Disparity(
        metric: "dp.rate_gap.maxmin",
        estimate: gap.map { Estimate($0) } ?? Estimate(undefined: .singleGroup),
        lowest: worst?.name, highest: best?.name),
      Disparity(
        metric: "dp.ratio.minmax",
        estimate: ratio.map { Estimate($0) } ?? Estimate(undefined: .singleGroup),
        lowest: worst?.name, highest: best?.name),
      Disparity(metric: "eo.max", estimate: Estimate(0.04984711399481662)),
      Disparity(metric: "eo.mean_abs", estimate: Estimate(0.0373287145638562)),
      Disparity(metric: "eopp.maxmin", estimate: Estimate(undefined: .undefinedInAGroup)),
      Disparity(metric: "dp.score_gap", estimate: Estimate(0.17164771216466426)),
    ])
  if groups.count(where: { $0.counts.total > 0 }) > 1 { outcome.thresholds = thresholds(name) }
  return outcome
}

/// Curves over cut-offs as an audit gives them, one value of the ratio undefined.
private func thresholds(_ name: String) -> ThresholdAnalysis {
  let grid = (0...50).map { Double($0) / 50 }
  func curve(_ metric: String, _ value: (Double) -> Double?) -> ThresholdCurve {
    let values = grid.map(value)
    return ThresholdCurve(
      metric: metric, thresholds: grid, values: values,
      lower: values.map { max(0, ($0 ?? 0) - 0.06) },
      upper: values.map { min(1, ($0 ?? 1) + 0.06) },
      level: 0.95, method: "dkw",
      flips: metric == "dp.ratio.minmax"
        ? [.init(gate: "\(name) ratio", threshold: 0.31, from: .meetsLimit, to: .inconclusive)]
        : [],
      flipCount: metric == "dp.ratio.minmax" ? 3 : 0)
  }
  return ThresholdAnalysis(
    curves: [
      curve("dp.rate_gap.maxmin") { $0 * (1 - $0) * 0.8 },
      curve("dp.ratio.minmax") { $0 == 1 ? nil : 1 - 0.9 * $0 },
    ], median: 0.24,
    disagreements: [
      ScoreRateDisagreement(
        group: name, reference: "rest", kind: .onlyScores,
        scores: Estimate(
          -0.03, interval: Interval(lower: -0.05, upper: -0.01, level: 0.95, method: "welch")),
        rates: Estimate(
          -0.01, interval: Interval(lower: -0.03, upper: 0.01, level: 0.95, method: "newcombe")))
    ])
}

private func contrast(_ group: GroupOutcome, _ best: GroupOutcome) -> Contrast {
  let (k, n) = (Double(group.counts.selected), Double(group.counts.total))
  let (a, b) = (Double(best.counts.selected), Double(best.counts.total))
  guard n > 0 else {
    return Contrast(
      metric: "selection_rate", group: group.name, reference: best.name,
      difference: Estimate(undefined: .noRows), ratio: Estimate(undefined: .noRows))
  }
  let (difference, ratio) = (k / n - a / b, (k / n) / (a / b))
  let error = 1.96 * (k / n * (1 - k / n) / n + a / b * (1 - a / b) / b).squareRoot()
  let spread = 1.96 * (1 / max(k, 0.5) - 1 / n + 1 / a - 1 / b).squareRoot()
  let factor = Foundation.exp(spread)
  return Contrast(
    metric: "selection_rate", group: group.name, reference: best.name,
    difference: Estimate(
      difference,
      interval: Interval(
        lower: difference - error, upper: difference + error, level: 0.95, method: "newcombe")),
    ratio: Estimate(
      ratio,
      interval: Interval(
        lower: ratio / factor, upper: max(ratio, 0.02) * factor, level: 0.95, method: "katz")))
}

/// Influences of the named layers for some groups; layers of one neuron have no parity.
func influence(
  _ attribute: String, groups: [String], layers: [(name: String, neurons: Int)],
  leftOut: [String] = [], divergent: Int = 3
) -> AttributeInfluence {
  var random = Sequence64(state: 7)
  let pairs = groups.indices.flatMap { first in
    groups.indices.dropFirst(first + 1).map { (groups[first], groups[$0]) }
  }
  let built = layers.map { layer -> LayerInfluence in
    let base = (0..<layer.neurons).map { _ -> Double in Foundation.pow(10, -2 - 5 * random.next()) }
    let values = groups.indices.map { group -> [Double] in
      base.enumerated().map { neuron, value -> Double in
        let shift = (random.next() - 0.5) * Double(group + 1)
        return neuron % 97 == 13 ? 0 : value * Foundation.pow(2, shift)
      }
    }
    return LayerInfluence(
      layer: layer.name, kernel: "\(layer.name)/kernel", neurons: layer.neurons, influence: values,
      parity: pairs.enumerated().map { index, pair in
        layer.neurons < 2
          ? PairParity(first: pair.0, second: pair.1, cosine: Estimate(undefined: .oneNeuron))
          : parity(pair, 0.923 + 0.003 * Double(index % 9))
      })
  }
  let listed = built.filter { $0.neurons > 1 }.prefix(1).flatMap { layer -> [NeuronDivergence] in
    (0..<min(divergent, layer.neurons)).map { index -> NeuronDivergence in
      let neuron = index * 3 % layer.neurons
      return NeuronDivergence(
        layer: layer.layer, neuron: neuron, first: groups[0], second: groups[1],
        firstInfluence: layer.influence[0][neuron], secondInfluence: layer.influence[1][neuron],
        logRatio: Estimate(
          1.5 - Double(index) / 10,
          interval: Interval(lower: 0.9, upper: 2.1, level: 0.95, method: "jackknife")),
        adjustedP: 0.0004 + Double(index) / 100)
    }
  }
  var result = AttributeInfluence(
    attribute: attribute, groups: groups, leftOut: leftOut, layers: built,
    network: pairs.map { parity($0, 0.9412) },
    networkSums: pairs.map { PairValue(first: $0.0, second: $0.1, value: 2.8712) },
    divergentNeurons: Array(listed), testedNeurons: layers.reduce(0) { $0 + $1.neurons })
  if !pairs.isEmpty { addEvidence(to: &result) }
  return result
}

/// What there is beside the Taylor influence: other kinds, classes, portraits, and neurons taken out.
private func addEvidence(to influence: inout AttributeInfluence) {
  influence.kinds = [("taylor", "Taylor influence"), ("ablation", "ablation influence")].map {
    MethodDefinition(id: $0.0, name: $0.1, description: "What it is.", reference: "Somebody 2020")
  }
  for index in influence.layers.indices {
    let layer = influence.layers[index]
    influence.layers[index].kinds = [
      KindInfluence(
        kind: "ablation", influence: layer.influence, parity: layer.parity,
        agreement: influence.groups.indices.map { group in
          layer.neurons > 1
            ? Estimate(0.91 - 0.07 * Double(group)) : Estimate(undefined: .oneNeuron)
        })
    ]
    for pair in layer.parity.indices {
      influence.layers[index].parity[pair].alignment =
        layer.neurons < 2 ? .notAssessed : index == 0 ? .unaligned : .withinNoise
    }
    influence.layers[index].parameterParity = layer.parity
    if index == 1 {
      influence.layers[index].heads = HeadInfluence(
        influence: influence.groups.indices.map { [3e-4, 1e-4 * Double($0 + 1)] },
        parity: layer.parity)
    }
  }
  influence.conditional = [("<=50K", false), (">50K", true)].map { label, isPositive in
    LabelInfluence(
      label: label, isPositive: isPositive, groups: influence.groups, leftOut: [],
      layers: isPositive ? [] : influence.layers, network: isPositive ? [] : influence.network)
  }
  for index in influence.divergentNeurons.indices {
    let neuron = influence.divergentNeurons[index]
    influence.divergentNeurons[index].firstShare = 0.124
    influence.divergentNeurons[index].secondShare = 0.0313
    influence.divergentNeurons[index].listensTo = [("hours-per-week", 0.51), ("sex = Male", -0.24)]
      .enumerated().map {
        WeighedFeature(
          input: "x", name: $1.0, position: $0, weight: $1.1, spread: 1.1)
      }
    influence.divergentNeurons[index].activations = [neuron.first, neuron.second].map {
      GroupActivation(
        group: $0, mean: 0.213, active: 0.634, quantiles: [0, 0, 0, 0.102, 0.311, 0.94, 2.71])
    }
  }
  guard !influence.divergentNeurons.isEmpty else { return }
  let counts = [1, 2, 5, 10].filter { $0 <= influence.divergentNeurons.count }
  func change(_ metric: String, _ before: Double, _ step: Double, _ count: Int)
    -> CausalCheck.Change
  {
    let change = step * Double(count)
    return CausalCheck.Change(
      metric: metric, before: before, after: before + change,
      change: Estimate(
        change,
        interval: Interval(
          lower: change - 0.004, upper: change + 0.004, level: 0.95, method: "paired.linear")),
      random: Band(lower: -0.006, median: 0, upper: 0.007, level: 0.95, replicates: 20))
  }
  for index in influence.divergentNeurons.indices {
    influence.divergentNeurons[index].ablated = [
      change("dp.rate_gap.maxmin", 0.1817, -0.0041, index + 1),
      change("accuracy", 0.8521, -0.0007, index + 1),
    ]
  }
  influence.causal = CausalCheck(
    order: influence.divergentNeurons.map {
      CausalCheck.Neuron(layer: $0.layer, neuron: $0.neuron)
    },
    beyondNoise: influence.divergentNeurons.count,
    steps: CausalCheck.Replacement.allCases.flatMap { replacement in
      counts.map { count in
        let factor = replacement == .zero ? 1.0 : 0.6
        return CausalCheck.Step(
          count: count, replacement: replacement,
          changes: [
            change("dp.rate_gap.maxmin", 0.1817, -0.0112 * factor, count),
            change("accuracy", 0.8521, -0.0021 * factor, count),
            change("average_precision", 0.7812, -0.0034 * factor, count),
          ])
      }
    },
    gap: "dp.rate_gap.maxmin", accuracyFloor: 0.8421,
    closures: [
      CausalCheck.Closure(replacement: .zero, count: 5, gap: 0.0123, accuracy: 0.8432)
    ])
}

private func parity(_ pair: (String, String), _ value: Double) -> PairParity {
  PairParity(
    first: pair.0, second: pair.1,
    cosine: Estimate(
      value,
      interval: Interval(
        lower: value - 0.021, upper: value + 0.014, level: 0.95, method: "bootstrap")),
    spearman: 0.8871,
    ceiling: Band(lower: 0.985, median: 0.9921, upper: 0.99962, level: 0.95, replicates: 1000),
    null: Band(lower: 0.968, median: 0.981, upper: 0.9903, level: 0.95, replicates: 1000),
    pValue: 0.000999)
}
