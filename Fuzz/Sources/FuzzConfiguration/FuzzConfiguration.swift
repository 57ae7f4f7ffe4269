import Engine
import Keras

/// A model's configuration, from JSON to the layers, in each generation of Keras; the file holds no
/// weights.
@c(LLVMFuzzerTestOneInput)
public func fuzzConfiguration(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let config = try? JSONValue(parsing: bytes) else { return 0 }
  let kinds: [(CheckpointFormat, String)] = [
    (.kerasTwoFullModel, "2.21.0"), (.kerasThreeFullModel, "3.15.1"), (.archive, "3.15.1"),
  ]
  for (format, version) in kinds {
    let checkpoint = Checkpoint(
      file: "fuzzed", format: format, kerasVersion: version, config: config, layers: [])
    guard let survey = try? checkpoint.survey() else { continue }
    if case .success(let imported) = survey.model {
      precondition(survey.layers.allSatisfy { $0.fault == nil && $0.outputShape != nil })
      precondition(imported.weightOrigins.count == imported.model.weights.count)
    }
  }
  return 0
}
