public import AuditResults

/// A limit that the user declares for a metric.
public struct GateSpec: Sendable, Hashable {
  /// The word under `against` for the groups with the highest and the lowest value, as without it.
  public static let highest = "highest"
  /// The word under `against` for all rows outside the group.
  public static let everyoneElse = "everyone else"

  /// The gate's id, unique in an audit.
  public var id: String
  /// The metric's id.
  public var metric: String
  /// The attribute's name.
  public var attribute: String
  /// The class that is looked at against all others; `nil` for the whole label.
  public var ofClass: String?
  /// What every group is compared with: a group's name, ``highest`` or ``everyoneElse``; `nil` for
  /// the metric's own comparison.
  public var against: String?
  /// The limit.
  public var limit: Double
  /// What it does to the exit code.
  public var level: GateOutcome.Level
  /// Groups with fewer rows are not judged.
  public var minimumRows: Int?
  /// Groups with fewer positive or fewer negative rows are not judged.
  public var minimumClassRows: Int?
  /// The coverage of the gate's interval, in (0, 1); `nil` for that of the audit.
  public var confidence: Double?
  /// Whether its p answers for the other gates too.
  public var adjustment: GateOutcome.Adjustment
  /// Why the limit was chosen.
  public var rationale: String?
  /// Who answers for the limit.
  public var owner: String?
  /// The last day on which the limit holds without a new look at it, as `2027-06-30`.
  public var expiry: String?
  /// Where it is declared; `nil` where it was made by a program.
  public var place: SpecPlace?

  /// Creates a gate; without an id, it is called as its attribute and metric.
  public init(
    id: String? = nil, metric: String, attribute: String, against: String? = nil, limit: Double,
    level: GateOutcome.Level = .error, rationale: String? = nil
  ) {
    self.id = id ?? "\(attribute).\(metric)"
    self.metric = metric
    self.attribute = attribute
    self.against = against
    self.limit = limit
    self.level = level
    self.adjustment = .holm
    self.rationale = rationale
  }

  /// Reads a gate file: a list of gates, or such a list under the key `gates`.
  public static func read(path: String) throws(SpecError) -> [GateSpec] {
    try parse(try AuditSpec.text(of: path), path: path)
  }

  /// Reads the text of a gate file that is, or would be, at `path`.
  public static func parse(_ text: String, path: String) throws(SpecError) -> [GateSpec] {
    let root = try AuditSpec.root(of: text, path: path)
    let node: SpecNode
    if case .list = root.value {
      node = root
    } else {
      try root.allowOnly(["gates"])
      node = try root.required("gates")
    }
    let gates = try list(node)
    if gates.isEmpty { throw node.invalid(.notEmpty) }
    return gates
  }

  /// Adds the gates of a file to those of a spec.
  ///
  /// - Throws: ``SpecError/invalidValue(_:expected:found:)`` where an id occurs in both.
  public static func joined(
    _ gates: [GateSpec], adding others: [GateSpec]
  ) throws(SpecError) -> [GateSpec] {
    for gate in others where gates.contains(where: { $0.id == gate.id }) {
      guard let place = gate.place else { continue }
      throw .invalidValue(place, expected: .distinct, found: gate.id)
    }
    return gates + others
  }
}

extension GateSpec {
  static func list(_ node: SpecNode) throws(SpecError) -> [GateSpec] {
    var gates: [GateSpec] = []
    var isNamed: [String: Bool] = [:]
    for entry in try node.list() {
      var gate = try GateSpec(entry)
      let id = try entry.optional("id")
      if let id, isNamed[gate.id] != nil { throw id.invalid(.distinct) }
      // Two limits of one metric are told apart by their place.
      var number = 2
      let name = gate.id
      while isNamed[gate.id] != nil {
        gate.id = "\(name)-\(number)"
        number += 1
      }
      isNamed[gate.id] = true
      gates.append(gate)
    }
    return gates
  }

  private init(_ node: SpecNode) throws(SpecError) {
    try node.allowOnly([
      "id", "metric", "attribute", "class", "against", "limit", "level", "minimum_n",
      "minimum_positives",
      "confidence", "adjustment", "rationale", "owner", "expiry",
    ])
    self.init(
      id: try node.optional("id")?.name(), metric: try node.required("metric").name(),
      attribute: try node.required("attribute").name(),
      against: try node.optional("against")?.name(),
      limit: try node.required("limit").number(),
      level: try node.optional("level")?.choice(GateOutcome.Level.self) ?? .error,
      rationale: try node.optional("rationale")?.text())
    ofClass = try node.optional("class")?.name()
    if let ofClass, try node.optional("id") == nil { id += " of \(ofClass)" }
    if against != nil, try node.optional("id") == nil { id += " against \(against ?? "")" }
    minimumRows = try node.optional("minimum_n")?.wholeNumber(in: 1...1_000_000_000)
    minimumClassRows = try node.optional("minimum_positives")?.wholeNumber(in: 1...1_000_000_000)
    if let value = try node.optional("confidence") {
      let number = try value.number()
      guard number > 0, number < 1 else { throw value.invalid(.within(0, 1)) }
      confidence = number
    }
    if let value = try node.optional("adjustment") {
      adjustment = try value.choice(GateOutcome.Adjustment.self)
    }
    owner = try node.optional("owner")?.text()
    if let value = try node.optional("expiry") { expiry = try value.day() }
    place = node.place
  }
}

extension SpecNode {
  /// A day of the Gregorian calendar, such as `2027-06-30`.
  func day() throws(SpecError) -> String {
    let text = try text()
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let isWritten =
      parts.map(\.count) == [4, 2, 2]
      && parts.joined().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let numbers = parts.map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
    guard isWritten, (1...12).contains(numbers[1]) else { throw invalid(.day) }
    let (year, month) = (numbers[0], numbers[1])
    let isLeap = year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    guard (1...days).contains(numbers[2]) else { throw invalid(.day) }
    return text
  }
}
