extension LabelSpec {
  private enum KindName: String, CaseIterable {
    case binary, multiclass, numeric
  }

  init(_ node: SpecNode) throws(SpecError) {
    try node.allowOnly(["column", "kind", "positive", "negative", "classes"])
    let kind = try node.optional("kind")?.choice(KindName.self) ?? .binary
    func refuse(_ keys: [String], unless name: KindName) throws(SpecError) {
      guard kind != name else { return }
      for key in keys {
        if let value = try node.optional(key) {
          throw value.invalid(.absentUnless(key: "kind", value: name.rawValue))
        }
      }
    }
    try refuse(["positive", "negative"], unless: .binary)
    try refuse(["classes"], unless: .multiclass)
    let column = try node.required("column").name()
    switch kind {
    case .binary:
      self.init(column: column, positive: try node.required("positive").text())
      if let value = try node.optional("negative") {
        let text = try value.text()
        if text == positive { throw value.invalid(.differentFrom(key: "positive")) }
        negative = text
      }
    case .multiclass:
      let classes = try node.optional("classes")
      self.init(column: column, kind: .multiclass(classes: try classes?.distinctTexts()))
      if let classes, try classes.list().count < 2 { throw classes.invalid(.atLeastTwo) }
    case .numeric: self.init(column: column, kind: .numeric)
    }
  }
}

extension ThresholdSpec {
  init(_ node: SpecNode) throws(SpecError) {
    switch node.value {
    case .text("median"): self = .median
    case .mapping:
      var thresholds: [ClassThreshold] = []
      for (name, value) in try node.entries() {
        thresholds.append(ClassThreshold(name: name, threshold: try value.share()))
      }
      if thresholds.isEmpty { throw node.invalid(.notEmpty) }
      self = .perClass(thresholds)
    case .text(let text) where SpecNode.number(in: text) == nil:
      throw node.invalid(.threshold)
    default: self = .number(try node.share())
    }
  }
}

extension PredictionSpec {
  init(_ node: SpecNode) throws(SpecError) {
    if case .text = node.value {
      self.init(columns: [try node.name()])
      return
    }
    try node.allowOnly(["column", "columns", "kind", "file"])
    var columns: [String] = []
    if let list = try node.optional("columns") {
      if let column = try node.optional("column") { throw column.invalid(.absentBeside("columns")) }
      columns = try list.distinctTexts()
      if columns.count < 2 { throw list.invalid(.atLeastTwo) }
    } else {
      columns = [try node.required("column").name()]
    }
    let kind = try node.optional("kind")
    self.init(columns: columns, kind: try kind?.choice(Kind.self) ?? .probability)
    if let kind, columns.count > 1, self.kind == .label || self.kind == .value {
      throw kind.invalid(
        .oneOf([Kind.probability.rawValue, Kind.logit.rawValue], nearest: nil))
    }
    file = try node.optional("file")?.name()
    file = file.map { AuditSpec.resolve($0, from: node.place.file) }
  }
}

extension GroupSpec {
  static func list(_ node: SpecNode) throws(SpecError) -> [GroupSpec] {
    var groups: [GroupSpec] = []
    for entry in try node.list() {
      let group = try GroupSpec(entry)
      if groups.contains(where: { $0.name == group.name }) {
        throw .invalidValue(entry.place, expected: .distinct, found: group.name)
      }
      groups.append(group)
    }
    return groups
  }

  init(_ node: SpecNode) throws(SpecError) {
    switch node.value {
    case .text: self.init(column: try node.name())
    case .mapping:
      try node.allowOnly(["column", "name", "bins", "rename", "merge", "proxies"])
      self.init(
        column: try node.required("column").name(), name: try node.optional("name")?.name(),
        bins: try node.optional("bins")?.increasingNumbers())
      aliases = try Self.aliases(
        rename: node.optional("rename"), merge: node.optional("merge"))
      proxies = try node.optional("proxies").map(Self.proxies) ?? []
    case .list, .nothing: throw node.wrongType(.group)
    }
  }

  private static func proxies(_ node: SpecNode) throws(SpecError) -> [Proxy] {
    var proxies: [Proxy] = []
    for entry in try node.list() {
      try entry.allowOnly(["column", "to"])
      let column = try entry.required("column")
      var proxy = Proxy(column: try column.name(), texts: [:])
      if proxies.contains(where: { $0.column == proxy.column }) { throw column.invalid(.distinct) }
      for (group, texts) in try entry.required("to").entries() {
        for (text, other) in try texts.entries() {
          proxy.texts[group, default: [:]][text] = try other.text()
        }
      }
      proxies.append(proxy)
    }
    return proxies
  }

  private static func aliases(
    rename: SpecNode?, merge: SpecNode?
  ) throws(SpecError) -> [Alias] {
    var aliases: [Alias] = []
    func add(
      _ value: String, to group: String, isMerged: Bool, at node: SpecNode
    ) throws(SpecError) {
      let isKnown = aliases.contains { alias in
        alias.value == value || alias.group == group && !(isMerged && alias.isMerged)
      }
      if isKnown { throw node.invalid(.distinct) }
      aliases.append(Alias(value: value, group: group, isMerged: isMerged))
    }
    for (value, group) in try rename?.entries() ?? [] {
      try add(value, to: group.name(), isMerged: false, at: group)
    }
    for (group, values) in try merge?.entries() ?? [] {
      let texts = try values.distinctTexts()
      if texts.isEmpty { throw values.invalid(.notEmpty) }
      for text in texts { try add(text, to: group, isMerged: true, at: values) }
    }
    return aliases
  }
}
