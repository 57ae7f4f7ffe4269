import Engine
import Keras
import Tables

extension Dataset {
  /// The same rows with the inputs that the engine's model takes, where the checkpoint has layers that
  /// prepare its own.
  ///
  /// Inputs go together by name where the names agree, else by position.
  ///
  /// - Throws: ``PreprocessingError`` where they do not fit; text cannot come from a spec's features.
  func preprocessed(for imported: ImportedModel) throws(PreprocessingError) -> Dataset {
    let preprocessor = imported.preprocessor
    guard !preprocessor.layers.isEmpty else { return self }
    let byName = preprocessor.inputs.compactMap { input in
      inputs.first { $0.name == input.name }
    }
    let isByName = byName.count == preprocessor.inputs.count && byName.count == inputs.count
    let tensors = try preprocessor.tensors(
      from: (isByName ? byName : inputs).map {
        Column(shape: $0.tensor.shape, storage: .floats($0.tensor.elements))
      })
    var result = self
    result.inputs = zip(imported.model.inputs, tensors).map { Input(name: $0.name, tensor: $1) }
    return result
  }
}
