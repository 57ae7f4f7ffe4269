import AuditResults

/// Every measure and method that the numbers above rest on.
@Sendable func methodsBlocks(_ result: AuditResult) -> [Block] {
  var blocks: [Block] = []
  if result.definitions.isEmpty {
    blocks.append(.paragraph("The result defines no measures."))
  } else {
    blocks += [.heading(level: 3, "Measures"), .table(definitionTable(result.definitions))]
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

private func definitionTable(_ definitions: [MetricDefinition]) -> Table {
  Table(
    "Definitions",
    columns: [
      .left("Measure"), .left("Formula"), .left("Meaning"), .left("Caution"), .right("Ideal"),
      .left("Source and equivalents"),
    ],
    rows: definitions.map { definition in
      let equivalents = definition.equivalents.map { Text.code($0) }.joined(", ")
      return [
        "\(text(definition.name)) \(Text.code(definition.id))", Text.code(definition.formula),
        text(definition.meaning), text(definition.caution),
        definition.ideal.map { Text(.plain, Quantity.ratio.string($0)) } ?? "–",
        definition.equivalents.isEmpty
          ? text(definition.reference) : "\(text(definition.reference)). Same as \(equivalents)",
      ]
    })
}

private func text(_ words: String) -> Text { Text.name(words, limit: 1000) }
