import AuditResults

private let sha = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

private let definitions = [
  MetricDefinition(
    id: "selection_rate", name: "selection rate", formula: "(TP + FP) / n",
    meaning: "Share of the group that the model selects.",
    caution: "Says nothing about who deserved to be selected.", ideal: nil,
    reference: "Feldman et al. 2015", equivalents: ["fairlearn selection_rate"]),
  MetricDefinition(
    id: "dp.ratio.minmax", name: "demographic parity ratio", formula: "min_a rate_a / max_a rate_a",
    meaning: "Lowest selection rate over the highest.",
    caution: "Unstable when a group is small: read the interval.", ideal: 1,
    reference: "29 CFR 1607.4(D)", equivalents: ["fairlearn demographic_parity_ratio"]),
  MetricDefinition(
    id: "dp.rate_gap.maxmin", name: "demographic parity difference",
    formula: "max_a rate_a − min_a rate_a", meaning: "Highest selection rate minus the lowest.",
    caution: "Grows with the number of groups by chance alone.", ideal: 0,
    reference: "Calders et al. 2009",
    equivalents: ["fairlearn demographic_parity_difference", "AIF360 statistical_parity"]),
  MetricDefinition(
    id: "tpr", name: "true-positive rate", formula: "TP / (TP + FN)",
    meaning: "Share of positive rows that the model selects.",
    caution: "Takes the label as the truth.", ideal: nil, reference: "Hardt et al. 2016",
    equivalents: []),
  MetricDefinition(
    id: "auc", name: "area under the ROC curve", formula: "P(score⁺ > score⁻) + ½ P(=)",
    meaning: "How well scores rank positive rows above negative ones.",
    caution: "Ignores the cut-off.", ideal: nil, reference: "Hanley & McNeil 1982",
    equivalents: ["sklearn roc_auc_score"]),
]

private let methods = [
  MethodDefinition(
    id: "wilson", name: "Wilson score interval",
    description: "Interval of one share from its counts.", reference: "Wilson 1927"),
  MethodDefinition(
    id: "katz", name: "Katz log interval", description: "Interval of a ratio of two shares.",
    reference: "Katz et al. 1978"),
]

private func result(
  attributes: [AttributeOutcome], influence: [AttributeInfluence], gates: [GateOutcome] = [],
  layers: [ModelFacts.Layer]
) -> AuditResult {
  let features = [
    DataFacts.Feature(
      input: "features", column: "age", kind: "numeric", width: 1, missing: 0, unknown: 0,
      unknownValues: []),
    DataFacts.Feature(
      input: "features", column: "native_country", kind: "onehot", width: 41, missing: 583,
      unknown: 4,
      unknownValues: [
        .init(value: "Holand-Netherlands", rows: 3), .init(value: "Atlantis", rows: 1),
      ]),
  ]
  let overall = group("overall", attribute: "", 1361, 418, 6365, 900)
  var built = AuditResult(
    tool: ToolFacts(name: "fairer-audit", version: "0.1.0"),
    model: ModelFacts(
      name: "Adult income",
      statements: [
        Statement(key: "version", text: "1.3"),
        Statement(key: "intended_use", text: "Pre-select applications for a manual credit check."),
      ],
      file: FileFacts(name: "model.h5", bytes: 812_344, sha256: sha),
      format: "Keras 3 full model (HDF5)", kerasVersion: "3.12.0", backend: "tensorflow",
      layers: layers),
    data: DataFacts(
      file: FileFacts(name: "adult_test.csv", bytes: 1_034_221, sha256: sha),
      spec: FileFacts(name: "model.audit.yaml", bytes: 2811, sha256: sha),
      statements: [Statement(key: "source", text: "UCI Adult, test split (CC BY 4.0)")],
      rows: attributes.first.map { $0.groups.reduce(0) { $0 + $1.counts.total } } ?? 9044,
      features: attributes.isEmpty ? [] : features),
    decision: DecisionFacts(
      labelColumn: "income", positiveLabel: ">50K", negativeLabel: "<=50K", threshold: 0.5,
      output: "dense_2", scoreKind: .probability),
    settings: SettingsFacts(), overall: overall, attributes: attributes, influence: influence,
    gates: gates, definitions: attributes.isEmpty ? [] : definitions,
    methods: attributes.isEmpty ? [] : methods)
  built.cutoffs = sampleCutoffs
  return built
}

let run = RunFacts(
  started: "2026-11-23T12:46:05Z", seconds: 1.8342,
  commandLine: ["fairer-audit", "model.h5", "--groups", "sex", "-o", "it's here"],
  system: "Debian GNU/Linux 12", architecture: "x86_64", threads: 8,
  libraries: ["HDF5 1.10.8", "oneDNN 2.6.3"])

private let mlp = [
  ModelFacts.Layer(name: "features", className: "InputLayer", outputShape: [105], parameters: 0),
  ModelFacts.Layer(name: "dense", className: "Dense", outputShape: [200], parameters: 21_200),
  ModelFacts.Layer(name: "dense_1", className: "Dense", outputShape: [200], parameters: 40_200),
  ModelFacts.Layer(name: "dense_2", className: "Dense", outputShape: [1], parameters: 201),
]

func twoGroupResult() -> AuditResult {
  let sex = attribute(
    "sex", columns: ["sex"],
    [
      group("Female", attribute: "sex", 192, 80, 2514, 116),
      group("Male", attribute: "sex", 1169, 338, 3851, 784),
    ])
  var built = result(
    attributes: [sex],
    influence: [
      influence(
        "sex", groups: ["Female", "Male"],
        layers: [("dense", 200), ("dense_1", 200), ("dense_2", 1)], divergent: 14)
    ],
    gates: [
      GateOutcome(
        metric: "dp.ratio.minmax", attribute: "sex", limit: 0.8, higherIsBetter: true,
        level: .error, observed: sex.contrasts[0].ratio ?? Estimate(undefined: .singleGroup),
        status: .belowLimit, rationale: "Lending policy 4.2"),
      GateOutcome(
        metric: "eo.max", attribute: "sex", limit: 0.1, higherIsBetter: false, level: .warn,
        observed: Estimate(
          0.0498,
          interval: Interval(lower: 0.031, upper: 0.0694, level: 0.95, method: "bootstrap")),
        status: .meetsLimit),
    ], layers: mlp)
  built.run = run
  return built
}

func manyGroupResult(profile: Profile? = nil) -> AuditResult {
  let race = attribute(
    "race", columns: ["race"],
    [
      group("Amer-Indian-Eskimo", attribute: "race", 4, 2, 68, 5),
      group("Asian-Pac-Islander", attribute: "race", 52, 17, 181, 31),
      group("Black", attribute: "race", 51, 19, 739, 49),
      group("Other", attribute: "race", 0, 1, 18, 0),
      group("White", attribute: "race", 1240, 370, 5250, 800),
      group("(missing)", attribute: "race", 14, 9, 109, 15, isUnknown: true),
    ])
  let crossed = attribute(
    "sex × race", columns: ["sex", "race"],
    [
      group("Female × Black", attribute: "x", 20, 6, 420, 21),
      group("Female × Other", attribute: "x", 0, 0, 9, 0),
      group("Female × White", attribute: "x", 172, 74, 2085, 95),
      group("Male × Black", attribute: "x", 31, 13, 319, 28),
      group("Male × Other", attribute: "x", 0, 1, 9, 0),
      group("Male × White", attribute: "x", 1068, 296, 3165, 705),
    ], empty: ["Female × Amer-Indian-Eskimo", "Male × Amer-Indian-Eskimo"])
  let sex = attribute(
    "sex", columns: ["sex"],
    [
      group("Female", attribute: "sex", 192, 80, 2514, 116),
      group("Male", attribute: "sex", 1169, 338, 3851, 784),
    ])
  var built = result(
    attributes: [race, sex, crossed],
    influence: [
      influence(
        "race", groups: ["Asian-Pac-Islander", "Black", "White"],
        layers: [("dense", 200), ("dense_1", 200), ("dense_2", 1)],
        leftOut: ["Amer-Indian-Eskimo", "Other"], divergent: 0)
    ],
    gates: [
      GateOutcome(
        metric: "dp.ratio.minmax", attribute: "race", limit: 0.8, higherIsBetter: true,
        level: .error,
        observed: Estimate(
          0.7996, interval: Interval(lower: 0.55, upper: 1.1, level: 0.95, method: "katz")),
        status: .inconclusive),
      GateOutcome(
        metric: "eopp.maxmin", attribute: "race", limit: 0.1, higherIsBetter: false, level: .warn,
        observed: Estimate(undefined: .undefinedInAGroup), status: .notAssessed),
    ], layers: mlp)
  built.profile = profile
  return built
}

func bareResult() -> AuditResult {
  result(attributes: [], influence: [], layers: [])
}

/// The skeleton that `largeResult` fills.
func tenGroupResult() -> AuditResult {
  var random = Sequence64(state: 3)
  let names = (1...10).map { "Group number \($0)" }
  let groups = names.map { name in
    group(
      name, attribute: "region", Int(400 * random.next()), Int(200 * random.next()),
      Int(2000 * random.next()), Int(300 * random.next()))
  }
  var built = result(
    attributes: [attribute("region", columns: ["region"], groups)],
    influence: [
      influence(
        "region", groups: names,
        layers: [("dense", 700), ("dense_1", 700), ("dense_2", 600), ("dense_3", 1)], divergent: 60)
    ], layers: mlp)
  built.run = run
  return built
}
