import Keras

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
  /// All files.
  var all: [String] { [checkpoint, csv, json] }

  /// Refuses a name that tells another format than the given checkpoint has.
  func check(_ given: Checkpoint) throws(UsageError) {
    let isArchive = checkpoint.lowercased().hasSuffix(".keras")
    guard isArchive == (given.format == .archive) else {
      throw .option(
        name: "--output",
        expected: given.format == .archive
          ? "a name that ends in .keras, as the model is" : "the format of the model, HDF5",
        found: checkpoint)
    }
  }
}
