import AuditResults

/// Every measure and method that the numbers above rest on.
@Sendable func methodsBlocks(_ result: AuditResult) -> [Block] {
  var blocks: [Block] = []
  if result.definitions.isEmpty {
    blocks.append(.paragraph("The result defines no measures."))
  } else {
    // What no table of the report shows needs no definition in it.
    let shown = result.definitions.filter { !complementaryRates.contains($0.id) }
    blocks += [.heading(level: 3, "Measures"), .table(definitionTable(shown))]
  }
  if result.methods.isEmpty {
    blocks.append(.paragraph("The result names no statistical methods."))
  } else {
    blocks.append(.heading(level: 3, "Statistical methods"))
    blocks.append(
      .facts(
        result.methods.map { method in
          Block.Fact(
            term: "\(text(method.name)) \(Text.code(method.id))",
            text: "\(text(method.description)) Source: \(text(method.reference)).")
        }))
  }
  return blocks
}

/// A sentence that more cautions hold than this is said once, under the table.
private let mostRepeats = 4

private func definitionTable(_ definitions: [MetricDefinition]) -> Table {
  let repeated = repeatedCaution(definitions)
  return Table(
    "Definitions",
    columns: [
      .left("Measure"), .left("Formula and meaning"), .left("Cautions, and when not to use it"),
      .left("Source and equivalents"),
    ],
    rows: definitions.map { definition in
      let equivalents = definition.equivalents.map { Text.code($0) }.joined(", ")
      return [
        "\(text(definition.name)) \(Text.code(definition.id))",
        "\(Text.code(definition.formula)) \(text(definition.meaning))\(ideal(definition))",
        caution(definition, without: repeated),
        definition.equivalents.isEmpty
          ? text(definition.reference) : "\(text(definition.reference)). Same as \(equivalents)",
      ]
    }, remark: repeated.map { "† \(text($0))" })
}

/// The value that a measure has where groups or decisions are as they should be.
private func ideal(_ definition: MetricDefinition) -> Text {
  definition.ideal.map { " Ideal: \(Text(.plain, Quantity.ratio.string($0)))." } ?? ""
}

/// The last sentence of cautions that most of them end with.
private func repeatedCaution(_ definitions: [MetricDefinition]) -> String? {
  let counts = Dictionary(
    grouping: definitions.compactMap { lastSentence($0.caution) }, by: \.self
  ).mapValues(\.count)
  let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
  return most.flatMap { $0.value > mostRepeats ? $0.key : nil }
}

private func lastSentence(_ words: String) -> String? {
  let characters = Array(words)
  let stop = characters.indices.dropLast().last {
    characters[$0] == "." && characters[$0 + 1] == " "
  }
  return stop.map { String(characters[($0 + 2)...]) }
}

private func caution(_ definition: MetricDefinition, without repeated: String?) -> Text {
  guard let repeated, lastSentence(definition.caution) == repeated else {
    return text(definition.caution)
  }
  return "\(text(String(definition.caution.dropLast(repeated.count + 1)))) †"
}

private func text(_ words: String) -> Text { Text.name(words, limit: 1000) }
