import AuditResults

extension AuditResult {
  /// The nominal coverage of intervals, such as `95%`.
  var confidence: String { Numbers.coverage(settings.confidence) }

  /// The coverage as columns with intervals announce it, such as `[95%]`.
  var bracket: Text { Text(.interval, "[\(confidence)]") }

  /// The name of a metric, or its id where the result does not define it.
  func metricName(_ metric: String) -> String {
    clean(definitions.first { $0.id == metric }?.name ?? metric)
  }

  /// The name of a metric as it begins a title or a row.
  func metricTitle(_ metric: String) -> String {
    let isDefined = definitions.contains { $0.id == metric }
    let name = metricName(metric)
    return isDefined ? name.prefix(1).uppercased() + name.dropFirst() : name
  }

  /// The attributes that one column makes.
  var singleAttributes: [AttributeOutcome] { attributes.filter { $0.columns.count < 2 } }

  /// The attributes that several columns make.
  var intersections: [AttributeOutcome] { attributes.filter { $0.columns.count > 1 } }

  /// The gates that are not switched off.
  var judgedGates: [GateOutcome] { gates.filter { $0.level != .off } }

  /// The judged gates of an attribute.
  func gates(of attribute: AttributeOutcome) -> [GateOutcome] {
    judgedGates.filter { isSame($0.attribute, attribute.name) }
  }

  /// The first characters of the content digest, which name the audit on every printed page.
  func auditID(_ digest: String) -> String { String(digest.prefix(16)) }
}

extension AttributeOutcome {
  /// The groups with the highest selection rate first, those without a rate last.
  var sortedGroups: [GroupOutcome] {
    groups.enumerated().sorted { left, right in
      let (first, second) = (
        left.element["selection_rate"]?.value ?? -1, right.element["selection_rate"]?.value ?? -1
      )
      return first == second ? left.offset < right.offset : first > second
    }.map(\.element)
  }

  /// The contrast of a group on a metric.
  func contrast(_ metric: String, of group: String) -> Contrast? {
    contrasts.first { $0.metric == metric && isSame($0.group, group) }
  }

  /// The group's selection rate over the highest.
  func impactRatio(of group: String) -> Estimate? {
    contrast("selection_rate", of: group)?.ratio
  }

  /// The contrast with the lowest defined impact ratio.
  var worstContrast: Contrast? { worstContrast(includingSmall: true) }

  /// The contrast with the lowest defined impact ratio, among all groups or the larger ones.
  func worstContrast(includingSmall: Bool) -> Contrast? {
    contrasts.filter { contrast in
      contrast.metric == "selection_rate" && contrast.ratio?.value != nil
        && (includingSmall || group(contrast.group)?.isSmall == false)
    }.min { ($0.ratio?.value ?? 1) < ($1.ratio?.value ?? 1) }
  }

  /// A group by its name.
  func group(_ name: String) -> GroupOutcome? { groups.first { isSame($0.name, name) } }
}

extension AttributeInfluence {
  /// The pair of groups whose network parity is lowest.
  var headline: PairParity? {
    network.leastAlike ?? layers.compactMap(\.headline).leastAlike
  }
}

extension [PairParity] {
  /// The pair with the lowest parity; `nil` where none has one.
  var leastAlike: PairParity? {
    filter { $0.cosine.value != nil }
      .min { ($0.cosine.value ?? 1) < ($1.cosine.value ?? 1) }
  }
}

extension NeuronDivergence {
  /// Whether the neuron is listed for these two groups, in either order.
  func isBetween(_ one: String, _ other: String) -> Bool {
    (isSame(first, one) && isSame(second, other))
      || (isSame(first, other) && isSame(second, one))
  }
}

extension GateOutcome.Status {
  /// The status in the report's words.
  var words: String {
    switch self {
    case .meetsLimit: "MEETS LIMIT"
    case .belowLimit: "BELOW LIMIT"
    case .inconclusive: "INCONCLUSIVE"
    case .notAssessed: "NOT ASSESSED"
    }
  }

  /// The status with its shape and colour.
  var text: Text {
    switch self {
    case .meetsLimit: Text(.meetsLimit, words)
    case .belowLimit: Text(.belowLimit, words)
    case .inconclusive: Text(.inconclusive, words)
    case .notAssessed: Text(.notAssessed, words)
    }
  }

  /// The statuses from the one that needs most attention.
  static let byUrgency: [GateOutcome.Status] = [
    .belowLimit, .inconclusive, .notAssessed, .meetsLimit,
  ]
}

extension GroupOutcome {
  /// The group's name as a table's row header.
  var label: Text { Text.name(name) }
}

/// A digest as code that may break, or what stands for a missing one.
func digest(_ file: FileFacts) -> Text { Text.code(file.sha256) }

/// A statement's key as a title: `intended_use` as `Intended use`.
func title(ofKey key: String) -> Text {
  let words = clean(key, limit: 80).replacing("_", with: " ")
  return Text.name(words.prefix(1).uppercased() + words.dropFirst())
}
