extension ProposalWriter {
  /// Whether the label has two values, as far as can be told.
  var isBinary: Bool {
    guard let label else { return classCount <= 2 }
    if case .binary = label.kind { return true }
    return false
  }

  /// How many classes the model tells apart.
  private var classCount: Int {
    model.outputs.first.map { $0.head == .softmax ? $0.width : 2 } ?? 2
  }

  /// Writes what the model predicts.
  mutating func writeLabel() {
    guard let label else {
      yaml.line("label:")
      yaml.line("  column:  # \(SpecProposal.mark): the column that the model predicts")
      if isBinary {
        yaml.line("  positive:  # \(SpecProposal.mark): its favourable value")
      } else {
        yaml.line("  kind: multiclass")
        yaml.line(
          "  classes:  # \(SpecProposal.mark): its \(classCount) values in the order of the model's outputs"
        )
      }
      yaml.line()
      return note(.noLabel)
    }
    yaml.line("label:")
    yaml.line("  column: \(SpecText.quoted(label.column))  # guess")
    switch label.kind {
    case .binary:
      let values = (data.column(label.column)?.sortedValues ?? []).map(SpecText.quoted)
      yaml.line(
        "  positive: \(SpecText.quoted(label.positive))  # guess: one of "
          + values.joined(separator: " and "))
      note(.label(column: label.column, positive: label.positive))
      if findings.isReversed, model.outputs.first?.head != .softmax {
        note(.polarity(positive: label.positive))
      }
    case .multiclass(let classes):
      yaml.line("  kind: multiclass")
      let output = model.outputs.first?.name ?? ""
      if let classes = classes ?? trainingClasses(label.column) {
        yaml.comment("guess: the classes in the order of the model's outputs", indent: 2)
        yaml.list("classes", classes, indent: 2)
        note(.classes(output: output))
      } else {
        let found = data.column(label.column)?.sortedValues ?? []
        yaml.line(
          "  classes:  # \(SpecProposal.mark): \(classCount) classes in the order of the model's outputs, such as \(found.map(SpecText.quoted).joined(separator: ", "))"
        )
        note(.missingClasses(output: output, count: classCount, found: found))
      }
      note(.label(column: label.column, positive: nil))
    case .numeric:
      yaml.line("  kind: numeric")
      note(.label(column: label.column, positive: nil))
    }
    yaml.line()
  }

  /// The label's values in the training rows, where they are as many as the model's classes.
  private func trainingClasses(_ column: String) -> [String]? {
    guard let column = source.column(column), !column.hasMore, column.values.count == classCount
    else { return nil }
    return column.sortedValues
  }
}
