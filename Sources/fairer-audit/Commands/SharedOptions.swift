import ArgumentParser
import Engine
import Keras

/// The checkpoint that a command reads.
struct ModelArgument: ParsableArguments {
  @Argument(
    help: "The Keras checkpoint: .keras, .h5, .hdf5, .weights.h5 or .weights.json.",
    completion: .file())
  var model: String

  @Option(
    help: ArgumentHelp(
      "For files that hold weights only: the architecture, as model.to_json() gives it.",
      valueName: "json"),
    completion: .file())
  var architecture: String?

  /// Reads the checkpoint.
  func checkpoint() throws(CheckpointError) -> Checkpoint {
    try Checkpoint.read(path: model, architecture: architecture, reader: .separateProcess)
  }
}

/// Whether a model may hold weights that are not finite.
struct WeightOptions: ParsableArguments {
  @Flag(
    name: .customLong("allow-nonfinite-weights"),
    help: "Use weights that are NaN or infinite; without it they are an error.")
  var allowsNonFinite = false

  /// The model that a checkpoint becomes, with finite weights unless others are allowed.
  func model(of checkpoint: Checkpoint) throws -> ImportedModel {
    let imported = try checkpoint.model()
    if !allowsNonFinite, let first = imported.nonFiniteWeights.first {
      let layer = imported.layers.first { $0.weights.contains { $0.path == first.path } }
      throw WeightError.nonFinite(
        file: checkpoint.file, layer: layer?.name ?? first.path, weight: first,
        others: imported.nonFiniteWeights.count - 1)
    }
    return imported
  }
}

/// Which rows a command reads, and how they become the model's inputs.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The audit spec. Default: MODEL-STEM.audit.yaml beside the model, else audit.yaml there.",
      valueName: "file"),
    completion: .file())
  var spec: String?

  @Option(
    help: ArgumentHelp(
      "The data: CSV, TSV (gzipped too), NPZ, NPY, HDF5; - is standard input. Default: the spec's.",
      valueName: "file"),
    completion: .file())
  var data: String?
}

/// How a command uses the machine and the terminal.
struct RunningOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many threads to use. Default: all cores.", valueName: "n"))
  var threads: Int?

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  /// The number of threads to run on.
  func threadCount() throws(UsageError) -> Int {
    guard let threads else { return RunOptions().threads }
    guard (1...1024).contains(threads) else {
      throw .option(name: "--threads", expected: "1 to 1024", found: "\(threads)")
    }
    return threads
  }
}

/// Whether output may take the place of a file.
struct ForceOption: ParsableArguments {
  @Flag(help: "Replace output files that exist.")
  var force = false
}
