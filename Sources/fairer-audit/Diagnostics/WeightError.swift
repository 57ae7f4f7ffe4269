import Keras

/// Why a model's weights are not worked with.
enum WeightError: Error, Equatable {
  /// Elements of a weight are NaN or infinite; `others` counts further weights with such elements.
  case nonFinite(file: String, layer: String, weight: NonFiniteWeight, others: Int)
}

extension WeightError: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .nonFinite(let file, let layer, let weight, let others):
      Diagnostic(
        .input,
        "\(file): layer '\(layer)': weight \(weight.path): expected finite numbers, found "
          + "\(weight.nans) NaN and \(weight.infinities) infinite"
          + (others > 0 ? "; \(others) more such weights" : ""),
        hint: "'fairer-audit inspect' lists them; the training may have diverged, or the file is "
          + "damaged; --allow-nonfinite-weights uses them all the same")
    }
  }
}
