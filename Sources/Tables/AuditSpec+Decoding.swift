import AuditResults

extension AuditSpec {
  init(_ root: SpecNode) throws(SpecError) {
    try root.allowOnly([
      "model", "data", "label", "groups", "threshold", "output", "inputs", "gates", "settings",
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
    threshold = 0.5
    if let node = try root.optional("threshold") {
      threshold = try node.number()
      guard (0...1).contains(threshold) else { throw node.invalid(.between(0, 1)) }
    }
    output = try root.optional("output").map(OutputSpec.init) ?? OutputSpec()
    inputs = try InputSpec.list(root.required("inputs"))
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
      "permutations", "split_halves",
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
    return settings
  }
}

extension DataSpec {
  fileprivate init(_ node: SpecNode) throws(SpecError) {
    try node.allowOnly(["test", "train", "format", "separator", "missing", "about"])
    self.init()
    let file = node.place.file
    test = try node.optional("test")?.name()
    test = test.map { AuditSpec.resolve($0, from: file) }
    train = try node.optional("train")?.name()
    train = train.map { AuditSpec.resolve($0, from: file) }
    // Whether a file is gzipped shows in its bytes, so both words mean the same.
    if let format = try node.optional("format") { _ = try format.choice(DataFormat.self) }
    if let value = try node.optional("separator") {
      let text = try value.text()
      guard text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80,
        !"\"\n\r".utf8.contains(byte)
      else { throw value.invalid(.separator) }
      separator = byte
    }
    missing = try node.optional("missing")?.distinctTexts() ?? []
    statements = try node.optional("about").map(AuditSpec.statements) ?? []
  }

  private enum DataFormat: String, CaseIterable {
    case csv
    case gzipped = "csv.gz"
  }
}

extension LabelSpec {
  fileprivate init(_ node: SpecNode) throws(SpecError) {
    try node.allowOnly(["column", "positive", "negative"])
    column = try node.required("column").name()
    positive = try node.required("positive").text()
    if let value = try node.optional("negative") {
      let text = try value.text()
      if text == positive { throw value.invalid(.differentFrom(key: "positive")) }
      negative = text
    }
  }
}

extension GroupSpec {
  fileprivate static func list(_ node: SpecNode) throws(SpecError) -> [GroupSpec] {
    var groups: [GroupSpec] = []
    for entry in try node.list() {
      let group = try GroupSpec(entry)
      if groups.contains(where: { $0.name == group.name }) { throw entry.invalid(.distinct) }
      groups.append(group)
    }
    return groups
  }

  private init(_ node: SpecNode) throws(SpecError) {
    switch node.value {
    case .text: self.init(column: try node.name())
    case .mapping:
      try node.allowOnly(["column", "name", "bins"])
      self.init(
        column: try node.required("column").name(), name: try node.optional("name")?.name(),
        bins: try node.optional("bins")?.increasingNumbers())
    case .list, .nothing: throw node.wrongType(.group)
    }
  }
}

extension OutputSpec {
  fileprivate init(_ node: SpecNode) throws(SpecError) {
    try node.allowOnly(["name", "kind", "positive_class"])
    name = try node.optional("name")?.name()
    kind = try node.optional("kind")?.choice(DecisionFacts.ScoreKind.self)
    if let value = try node.optional("positive_class") {
      guard kind == .softmax else {
        throw value.invalid(.absentUnless(key: "kind", value: "softmax"))
      }
      positiveClass = try value.wholeNumber(in: 0...1_000_000)
    } else if kind == .softmax {
      throw .missingKey(node.place, key: "positive_class")
    }
  }
}

extension GateSpec {
  fileprivate static func list(_ node: SpecNode) throws(SpecError) -> [GateSpec] {
    var gates: [GateSpec] = []
    for entry in try node.list() { gates.append(try GateSpec(entry)) }
    return gates
  }

  private init(_ node: SpecNode) throws(SpecError) {
    try node.allowOnly(["metric", "attribute", "limit", "level", "rationale"])
    metric = try node.required("metric").name()
    attribute = try node.required("attribute").name()
    limit = try node.required("limit").number()
    level = try node.optional("level")?.choice(GateOutcome.Level.self) ?? .error
    rationale = try node.optional("rationale")?.text()
  }
}

extension InputSpec {
  fileprivate static func list(_ node: SpecNode) throws(SpecError) -> [InputSpec] {
    var inputs: [InputSpec] = []
    for entry in try node.list() {
      try entry.allowOnly(["name", "features"])
      let name = try entry.required("name")
      let input = InputSpec(
        name: try name.name(), features: try FeatureSpec.list(entry.required("features")))
      if inputs.contains(where: { $0.name == input.name }) { throw name.invalid(.distinct) }
      inputs.append(input)
    }
    if inputs.isEmpty { throw node.invalid(.notEmpty) }
    return inputs
  }
}
