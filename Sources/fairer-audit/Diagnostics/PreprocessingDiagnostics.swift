import Keras

extension PreprocessingError: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .count(let expected, let found):
      Diagnostic(
        .input, "expected \(expected.count) inputs, found \(found)",
        hint: "the model takes \(expected.joined(separator: ", "))")
    case .kind(let input, let expected, let found):
      Diagnostic(
        .input,
        "input '\(input)': expected values of kind \(expected.rawValue), found \(found.rawValue)",
        hint: "give text where the model looks text up, and numbers elsewhere")
    case .shape(let input, let expected, let found):
      Diagnostic(
        .input, "input '\(input)': expected rows of shape \(expected), found \(found)",
        hint: "reshape the values; their first axis is the rows")
    case .rows(let found):
      Diagnostic(
        .input, "expected the same number of rows in every input, found \(found)",
        hint: "give inputs whose first axes agree")
    case .layer(let layer, .outOfVocabulary(let value)):
      Diagnostic(
        .input, "layer '\(layer)': the value '\(value)' is not in its vocabulary",
        hint: "the layer was made with num_oov_indices=0; give values that it knows")
    case .layer(let layer, .outOfRange(let value, let count)):
      Diagnostic(
        .input, "layer '\(layer)': expected an index from 0 to \(count - 1), found \(value)",
        hint: "give indices that the layer has a place for")
    }
  }
}
