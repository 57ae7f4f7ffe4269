import Archives
import AuditResults
import Engine
import Keras
import Tables

extension DataOptions {
  /// Reads the spec that was named, else the one beside the model.
  func readSpec(besideModel model: String) throws -> AuditSpec {
    if let spec { return try AuditSpec.read(path: spec) }
    if let foreign = ForeignModel(path: model) {
      throw CheckpointError.foreign(file: model, foreign)
    }
    // A model that is not there is the first thing to say.
    let file = try FileBytes(path: model)
    guard let found = AuditSpec.find(besideModel: model) else {
      let start = try file.read(4096)
      // Checkpoints are HDF5 or zip, which hold zeros, or the JSON of weights in shards.
      if !start.isEmpty, !start.contains(0), start.first != UInt8(ascii: "{") {
        throw UsageError.notAModel(file: model)
      }
      throw UsageError.noSpec(model: model, looked: AuditSpec.candidates(forModel: model))
    }
    return try AuditSpec.read(path: found)
  }

  /// The path of the data that was named, else the spec's.
  func dataPath(_ spec: AuditSpec) throws(UsageError) -> String {
    guard let path = data ?? spec.data.test else { throw .noData(spec: spec.path) }
    return path
  }
}
