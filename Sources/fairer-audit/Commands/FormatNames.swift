/// The formats that a list such as `html,json` names, each once.
///
/// - Throws: ``UsageError`` for a name that is no format, and for an empty list.
func chosenFormats<Format: RawRepresentable<String> & CaseIterable & Equatable>(
  _ type: Format.Type = Format.self, named list: String
) throws(UsageError) -> [Format] {
  var formats: [Format] = []
  let names = Format.allCases.map(\.rawValue)
  let expected = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  for name in DecisionOptions.names(list) {
    guard let known = Format(rawValue: name) else {
      throw .option(name: "--format", expected: expected, found: name)
    }
    if !formats.contains(known) { formats.append(known) }
  }
  guard !formats.isEmpty else {
    throw .option(name: "--format", expected: expected, found: list)
  }
  return formats
}
