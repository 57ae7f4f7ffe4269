import AuditResults
import Images

extension AuditSpec {
  init(_ root: SpecNode) throws(SpecError) {
    try root.allowOnly([
      "model", "data", "label", "groups", "threshold", "output", "inputs", "predictions", "weight",
      "stratum", "cluster", "gates", "settings",
    ])
    path = root.place.file
    modelName = nil
    modelStatements = []
    if let model = try root.optional("model") {
      for statement in try Self.statements(model) {
        if statement.key == "name" {
          modelName = statement.text
        } else {
          modelStatements.append(statement)
        }
      }
    }
    data = try root.optional("data").map(DataSpec.init) ?? DataSpec()
    label = try root.optional("label").map(LabelSpec.init)
    groups = try root.optional("groups").map(GroupSpec.list) ?? []
    threshold = try root.optional("threshold").map(ThresholdSpec.init) ?? .number(0.5)
    isThresholdDeclared = try root.optional("threshold") != nil
    let needsClass = if case .multiclass? = label?.kind { false } else { true }
    output =
      try root.optional("output").map { (node) throws(SpecError) in
        try OutputSpec(node, needsPositiveClass: needsClass)
      } ?? OutputSpec()
    predictions = try root.optional("predictions").map(PredictionSpec.init)
    let inputs = try root.optional("inputs")
    // Predictions need no model, so they need no inputs.
    if inputs == nil, predictions == nil { throw .missingKey(root.place, key: "inputs") }
    self.inputs = try inputs.map(InputSpec.list) ?? []
    weight = try root.optional("weight")?.name()
    stratum = try root.optional("stratum").map(GroupSpec.init)
    cluster = try root.optional("cluster")?.name()
    gates = try root.optional("gates").map(GateSpec.list) ?? []
    settings = try root.optional("settings").map(Self.settings) ?? SettingsFacts()
  }

  /// Free keys with texts, in order.
  fileprivate static func statements(_ node: SpecNode) throws(SpecError) -> [Statement] {
    var statements: [Statement] = []
    for (key, value) in try node.entries() {
      statements.append(Statement(key: key, text: try value.text()))
    }
    return statements
  }

  private static func settings(_ node: SpecNode) throws(SpecError) -> SettingsFacts {
    try node.allowOnly([
      "confidence", "seed", "minimum_group_size", "blocks", "bootstrap_replicates",
      "permutations", "split_halves", "influence", "within_classes", "causal_check",
      "accuracy_loss", "counterfactual", "proxy_screen",
    ])
    var settings = SettingsFacts()
    if let value = try node.optional("confidence") {
      settings.confidence = try value.number()
      guard settings.confidence > 0, settings.confidence < 1 else {
        throw value.invalid(.within(0, 1))
      }
    }
    if let value = try node.optional("seed") {
      settings.seed = UInt64(try value.wholeNumber(in: 0...Int.max))
    }
    func read(
      _ key: String, _ range: ClosedRange<Int>, into field: inout Int
    ) throws(SpecError) {
      if let value = try node.optional(key) { field = try value.wholeNumber(in: range) }
    }
    try read("minimum_group_size", 1...1_000_000_000, into: &settings.minimumGroupSize)
    try read("blocks", 2...100_000, into: &settings.blocks)
    try read("bootstrap_replicates", 1...1_000_000, into: &settings.bootstrapReplicates)
    try read("permutations", 1...1_000_000, into: &settings.permutations)
    try read("split_halves", 1...1_000_000, into: &settings.splitHalves)
    if let value = try node.optional("influence") {
      var kinds: [InfluenceKind] = []
      for entry in try value.list() { kinds.append(try entry.choice(InfluenceKind.self)) }
      settings.influence = kinds
    }
    settings.withinClasses = try node.optional("within_classes")?.flag()
    settings.accuracyLoss = try node.optional("accuracy_loss")?.share()
    settings.causalCheck = try node.optional("causal_check")?.flag()
    settings.counterfactual = try node.optional("counterfactual")?.flag()
    settings.proxyScreen = try node.optional("proxy_screen")?.flag()
    return settings
  }
}

extension DataSpec {
  fileprivate init(_ node: SpecNode) throws(SpecError) {
    try node.allowOnly([
      "test", "train", "validation", "folder", "format", "separator", "decimal", "encoding",
      "missing",
      "unknown_limit",
      "about",
    ])
    self.init()
    let file = node.place.file
    test = try node.optional("test")?.name()
    test = test.map { AuditSpec.resolve($0, from: file) }
    train = try node.optional("train")?.name()
    train = train.map { AuditSpec.resolve($0, from: file) }
    validation = try node.optional("validation")?.name()
    validation = validation.map { AuditSpec.resolve($0, from: file) }
    folder = try node.optional("folder")?.name()
    folder = folder.map { AuditSpec.resolve($0, from: file) }
    format = try node.optional("format")?.choice(DataFormat.self)
    separator = try node.optional("separator")?.separator()
    if let value = try node.optional("decimal") {
      decimal = try value.choice(DecimalMark.self) == .comma ? UInt8(ascii: ",") : decimal
    }
    if let value = try node.optional("encoding") { encoding = try value.choice(TextEncoding.self) }
    if let value = try node.optional("unknown_limit") {
      unknownLimit = try value.share()
    }
    missing = try node.optional("missing")?.distinctTexts() ?? []
    statements = try node.optional("about").map(AuditSpec.statements) ?? []
  }

  private enum DecimalMark: String, CaseIterable {
    case point = "."
    case comma = ","
  }
}

extension OutputSpec {
  /// What an output of a model can be; a model has no labels for outputs.
  private enum OutputKind: String, CaseIterable {
    case probability, logit, softmax, value
  }

  /// Reads a choice; of a softmax one column has to be the favourable label's unless the label has
  /// several classes, so that all columns count.
  fileprivate init(_ node: SpecNode, needsPositiveClass: Bool) throws(SpecError) {
    try node.allowOnly(["name", "kind", "positive_class"])
    name = try node.optional("name")?.name()
    let declared = try node.optional("kind")?.choice(OutputKind.self)
    kind = declared.flatMap { DecisionFacts.ScoreKind(rawValue: $0.rawValue) }
    if let value = try node.optional("positive_class") {
      guard kind == .softmax else {
        throw value.invalid(.absentUnless(key: "kind", value: "softmax"))
      }
      positiveClass = try value.wholeNumber(in: 0...1_000_000)
    } else if kind == .softmax, needsPositiveClass {
      throw .missingKey(node.place, key: "positive_class")
    }
  }
}

extension InputSpec {
  fileprivate static func list(_ node: SpecNode) throws(SpecError) -> [InputSpec] {
    var inputs: [InputSpec] = []
    for entry in try node.list() {
      try entry.allowOnly(["name", "features", "shape"])
      let name = try entry.required("name")
      let features = try entry.required("features")
      var input = InputSpec(name: try name.name(), features: try FeatureSpec.list(features))
      guard !input.isText || input.features.allSatisfy({ $0.encoding == .text }) else {
        throw features.invalid(.textsAlone)
      }
      if input.features.count == 1, case .image(let encoding) = input.features[0].encoding {
        input.shape = encoding.shape
      }
      if let shape = try entry.optional("shape") {
        input.shape = try shape.shape(of: input.width)
      }
      if inputs.contains(where: { $0.name == input.name }) { throw name.invalid(.distinct) }
      inputs.append(input)
    }
    if inputs.isEmpty { throw node.invalid(.notEmpty) }
    return inputs
  }
}
