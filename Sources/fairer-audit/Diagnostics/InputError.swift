/// Why the arrays of an NPZ file are no inputs of the model.
enum InputError: Error, Equatable {
  /// No array bears the name of a model input.
  case missingArray(path: String, name: String, nearest: String?, found: [String])
  /// An array holds text.
  case notNumbers(path: String, name: String)
  /// An array holds numbers where the model takes text.
  case notText(path: String, name: String)
  /// An array has another shape than the model's input, or no rows; both without rows.
  case shape(path: String, name: String, expected: [Int], found: [Int])
  /// The arrays have different numbers of rows.
  case rows(path: String, counts: [Int])
}

extension InputError: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .missingArray(let path, let name, let nearest, let found):
      Diagnostic(
        .input,
        "\(path): no array is named as the model input '\(name)'"
          + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
        hint: "the arrays are \(quoted(found)); name them as the model's inputs")
    case .notNumbers(let path, let name):
      Diagnostic(
        .input, "\(path): array '\(name)' holds text, expected numbers",
        hint: "encode the text as the model was trained with, or use --data with an audit spec")
    case .notText(let path, let name):
      Diagnostic(
        .input, "\(path): array '\(name)' holds numbers, expected text",
        hint: "write the array as text: array.astype(str)")
    case .shape(let path, let name, let expected, let found):
      Diagnostic(
        .input, "\(path): array '\(name)': expected rows of shape \(expected), found \(found)",
        hint: "reshape the array; its first axis is the rows")
    case .rows(let path, let counts):
      Diagnostic(
        .input,
        "\(path): expected the same number of rows, at least 1, in every array, found \(counts)",
        hint: "write arrays whose first axes agree")
    }
  }
}
