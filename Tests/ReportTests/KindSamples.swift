import AuditResults

private func interval(_ value: Double, _ half: Double, _ method: String = "student") -> Estimate {
  Estimate(
    value, interval: Interval(lower: value - half, upper: value + half, level: 0.95, method: method)
  )
}

private func disparity(_ metric: String, _ value: Double, _ low: String?, _ high: String?)
  -> Disparity
{
  Disparity(
    metric: metric, estimate: interval(value, value / 2, "simultaneous.box"), lowest: low,
    highest: high)
}

/// A group of a label without four cells.
private func group(
  _ name: String, _ rows: Int, isSmall: Bool = false, _ metrics: KeyValuePairs<String, Estimate>
) -> GroupOutcome {
  var outcome = GroupOutcome(
    id: name == "overall" ? name : "sex.\(name)", name: name, isSmall: isSmall,
    counts: ConfusionCounts(),
    metrics: metrics.map { MetricValue(metric: $0.key, estimate: $0.value) })
  outcome.rowCount = rows
  return outcome
}

/// Three classes with predictions made elsewhere, a group unknown, and strata.
func classesResult() -> AuditResult {
  func whole(_ name: String, _ rows: Int, _ accuracy: Double) -> GroupOutcome {
    group(
      name, rows,
      [
        "multiclass.accuracy": interval(accuracy, 0.03),
        "multiclass.recall_macro": interval(accuracy - 0.04, 0.03),
        "multiclass.precision_macro": Estimate(undefined: .missingClass),
        "multiclass.f1_macro": interval(accuracy - 0.05, 0.04),
        "multiclass.log_loss": Estimate(undefined: .noScores),
      ])
  }
  var built = twoGroupResult()
  built.influence = []
  built.gates = []
  built.decision.labelKind = .multiclass
  built.decision.classes = ["red", "green", "<b>blue</b>"]
  built.decision.rule = .classThresholds
  built.decision.scoreKind = .label
  built.decision.predictions = PredictionFacts(
    kind: "label", columns: ["<i>guess</i>"], file: built.data.file, namesModel: false)
  built.overall = whole("overall", 900, 0.7)
  built.attributes = [
    AttributeOutcome(
      name: "sex", columns: ["sex"],
      groups: [whole("Female", 400, 0.66), whole("Male", 500, 0.73)], reference: "Male",
      contrasts: [],
      disparities: [
        disparity("multiclass.accuracy.gap.maxmin", 0.07, "Female", "Male"),
        disparity("multiclass.dp.gap.max", 0.11, "Female", "Male"),
        disparity("multiclass.tpr.gap.max", 0.02, nil, nil),
      ])
  ]
  built.classes = ["red", "green", "<b>blue</b>"].enumerated().map { index, name in
    var sex = attribute(
      "sex", columns: ["sex"],
      [
        group("Female", attribute: "sex", 90 + index, 40, 240, 30 - index),
        group("Male", attribute: "sex", 130, 50 - index, 290 + index, 30),
        group("unknown", attribute: "sex", 3, 2, 4, 1, isUnknown: true),
      ])
    sex.thresholds = nil
    sex.bounds = [
      UnknownBounds(
        metric: "dp.rate_gap.maxmin", known: interval(0.04, 0.02, "newcombe"), best: 0.01,
        bestLimit: 0.004, worst: 0.06, rows: 10),
      UnknownBounds(
        metric: "dp.ratio.minmax", known: Estimate(0.9), best: 0.98, bestLimit: 0.98, worst: 0.8,
        rows: 10),
    ]
    return ClassOutcome(
      name: name, threshold: 0.3 + Double(index) / 10,
      overall: group("overall", attribute: "", 223, 92, 534, 61), attributes: [sex])
  }
  return built
}

/// Numbers with weights: means, errors and a group that is small.
func numbersResult() -> AuditResult {
  func whole(_ name: String, _ rows: Int, _ mean: Double, isSmall: Bool = false) -> GroupOutcome {
    var outcome = group(
      name, rows, isSmall: isSmall,
      [
        "mean_label": interval(mean + 20, 40), "mean_prediction": interval(mean, 35),
        "bias": interval(-20, 12), "mae": interval(mean / 15, 10), "rmse": interval(mean / 12, 12),
        "r2": isSmall ? Estimate(undefined: .noVariation) : interval(0.61, 0.05, "linearized"),
      ])
    outcome.weight = WeightFacts(total: Double(rows) * 1.5, effectiveRows: Double(rows) * 0.7)
    return outcome
  }
  var built = twoGroupResult()
  built.gates = []
  built.decision.labelKind = .numeric
  built.decision.rule = DecisionRule.none
  built.decision.scoreKind = .value
  built.decision.weightColumn = "weight"
  built.overall = whole("overall", 920, 3_950)
  built.attributes = [
    AttributeOutcome(
      name: "sex", columns: ["sex"],
      groups: [
        whole("Female", 400, 3_810), whole("Male", 500, 4_060),
        whole("Other", 20, 3_900.25, isSmall: true),
      ], reference: "Male",
      contrasts: [
        Contrast(
          metric: "mean_prediction", group: "Female", reference: "Male",
          difference: interval(-250, 48, "welch"), ratio: nil)
      ],
      disparities: [
        disparity("mean_prediction.gap.maxmin", 250, "Female", "Male"),
        disparity("mae.gap.maxmin", 16.7, "Female", "Male"),
        Disparity(
          metric: "r2.gap.maxmin", estimate: Estimate(undefined: .undefinedInAGroup),
          undefinedGroups: ["Other"]),
        Disparity(metric: "prediction.ks", estimate: Estimate(undefined: .notWithWeights)),
      ])
  ]
  return built
}

/// Two groups within strata, one group unknown.
func stratifiedResult() -> AuditResult {
  var built = twoGroupResult()
  built.attributes[0].bounds = [
    UnknownBounds(
      metric: "dp.rate_gap.maxmin", known: interval(0.15, 0.02, "newcombe"), best: 0.12,
      bestLimit: 0.12, worst: 0.2, rows: 31)
  ]
  built.attributes[0].stratified = StratifiedOutcome(
    name: "<u>grade</u>",
    strata: ["A", "B & C"].enumerated().map { index, name in
      .init(
        name: name, isUnknown: false,
        cells: [
          .init(group: "Female", rows: 1_400, selected: 150 + index),
          .init(group: "Male", rows: index * 3_000, selected: index * 700),
        ])
    },
    conditional: [
      .init(
        group: "Female", unconditional: interval(0.22, 0.02, "newcombe"),
        conditional: interval(0.18, 0.03, "mover.strata"), leftOut: ["A"]),
      .init(
        group: "Male", unconditional: interval(-0.22, 0.02, "newcombe"),
        conditional: Estimate(undefined: .noStratum), leftOut: ["A"]),
    ],
    associations: [
      .init(
        group: "Female", reference: "Male", oddsRatio: interval(0.41, 0.05),
        test: TestResult(
          method: "cochran.mantel.haenszel", pValue: 1e-9, statistic: 37, degrees: 1),
        adjustedP: 1e-9,
        homogeneity: TestResult(method: "breslow.day", pValue: 0.21, statistic: 1.5, degrees: 1),
        strata: 1)
    ])
  return built
}
