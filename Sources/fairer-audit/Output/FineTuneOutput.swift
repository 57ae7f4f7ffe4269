import Audit
import Engine
import Keras
import Report

/// Where the files of a fine-tuning run go.
struct FineTuneOutput {
  /// The checkpoint.
  let checkpoint: String
  /// The folder of everything else.
  let folder: String

  /// Derives the places from that of the checkpoint.
  init(_ checkpoint: String) {
    self.checkpoint = checkpoint
    folder = FileSystem.sibling(
      of: checkpoint, named: FileSystem.stem(checkpoint) + ".finetune")
  }

  /// The log as a table.
  var csv: String { folder + "/training.csv" }
  /// Everything about the run.
  var json: String { folder + "/training.json" }
  /// The reports.
  var reports: [(format: ReportFormat, path: String)] {
    ReportFormat.allCases.map { ($0, folder + "/" + $0.fileName) }
  }
  /// All files.
  var all: [String] { [checkpoint, csv, json] + reports.map(\.path) }

  /// The states of runs.
  var runs: String { folder + "/runs" }

  /// For each point of a series the checkpoint that it has if it is on the front.
  func front(_ series: FineTuneSeries) -> [Int: String] {
    let name = FileSystem.stem(checkpoint)
    let suffix =
      checkpoint.split(separator: "/").last.map { String($0.dropFirst(name.count)) } ?? ""
    return Dictionary(
      uniqueKeysWithValues: series.points.enumerated().map { index, point in
        let parts = zip(series.varied, point.values).map { "\($0.rawValue)-\($1)" }
        return (index, "\(folder)/front/\(parts.joined(separator: "_"))\(suffix)")
      })
  }

  /// The format that the checkpoint's name asks for; `nil` for that of a given file of weights only.
  func format(for given: Checkpoint) throws(UsageError) -> WrittenFormat? {
    let keepsWeightsOnly = !given.format.isFullModel && given.format != .shardedWeights
    if keepsWeightsOnly, checkpoint.lowercased().hasSuffix(".weights.h5") { return nil }
    return try CheckpointOutput.format(of: checkpoint)
  }

  /// The file of the checkpoint with a model's weights, and the model as the file holds it.
  ///
  /// Weights that are stored in fewer bits than they were trained in are rounded there.
  func encoded(
    _ model: Model<Float>, of given: Checkpoint, imported: ImportedModel
  ) throws -> (bytes: [UInt8], model: Model<Float>) {
    guard let format = try format(for: given) else {
      return (try given.encoded(model, from: imported, using: .separateProcess), model)
    }
    let bytes = try CheckpointOutput.encoded(
      model, of: given, imported: imported, as: format, path: checkpoint)
    let written = try Checkpoint.read(bytes: bytes, file: checkpoint, reader: .separateProcess)
      .model()
    var result = model
    for (index, weight) in written.model.weights.enumerated() {
      result.setWeight(index, to: weight.tensor)
    }
    return (bytes, result)
  }
}
