extension ProposalWriter {
  /// The array that an input is made of: that of its name, else the only one of its width.
  func array(for input: ModelOutline.Input) -> ArrayOutline? {
    let fitting = data.arrays.filter { $0.width == input.shape.reduce(1, *) }
    return fitting.first { NameHints.key($0.name) == NameHints.key(input.name) }
      ?? (fitting.count == 1 ? fitting[0] : nil)
  }

  /// Writes the features of an input that is made of an array.
  mutating func write(_ array: ArrayOutline, of input: ModelOutline.Input) {
    if input.shape.count != 1 {
      yaml.line("    shape: [\(input.shape.map { "\($0)" }.joined(separator: ", "))]")
    }
    yaml.line("    features:")
    yaml.line(
      "      - { column: \(SpecText.quoted(array.name)), kind: raw, columns: \(array.width) }  # guess: as it is"
    )
    note(.array(input: input.name, array: array.name))
  }
}
