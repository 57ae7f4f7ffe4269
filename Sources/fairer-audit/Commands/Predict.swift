import Archives
import ArgumentParser
import Engine
import Keras
import Tables

/// `fairer-audit predict MODEL`: the model's outputs for some rows.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Run a model over rows and write its outputs.",
    discussion: """
      Arrays of an NPZ file become inputs by name, and outputs an NPZ file; a CSV file is encoded \
      as the audit spec says, and outputs become a CSV file.

      EXAMPLES
        fairer-audit predict model.h5 --inputs inputs.npz -o outputs.npz
        fairer-audit predict model.h5 --data holdout.csv -o scores.csv
      """)

  @OptionGroup var model: ModelArgument
  @OptionGroup var weights: WeightOptions

  @Option(
    help: ArgumentHelp("The inputs: one array per model input, by name.", valueName: "npz"),
    completion: .file())
  var inputs: String?

  @OptionGroup var source: DataOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("The output file.", valueName: "file"))
  var output: String

  @OptionGroup var forcing: ForceOption
  @OptionGroup var running: RunningOptions

  func run() throws {
    let options = RunOptions(threads: try running.threadCount())
    var files = OutputFiles()
    var read = [model.model]
    let rows: Int
    if let inputs {
      guard source.data == nil, source.spec == nil else {
        throw UsageError.combination(
          "--inputs excludes --data and --spec", remedy: "give --inputs alone, or --data alone")
      }
      read.append(inputs)
      try OutputFiles.check([output], inputs: read, force: forcing.force)
      let imported = try weights.model(of: model.checkpoint())
      let network = imported.model
      let columns = try Self.columns(path: inputs, of: imported.preprocessor)
      let tensors = try imported.preprocessor.tensors(from: columns)
      try network.check(inputs: tensors)
      rows = tensors.first?.shape.first ?? 0
      let outputs = network.predict(tensors, options: options)
      let arrays = zip(Self.outputNames(network), outputs).map { name, tensor in
        (name: name, array: NumPyArray(shape: tensor.shape, storage: .float32(tensor.elements)))
      }
      files.add(output, NPZ.encode(arrays))
    } else {
      let spec = try source.readSpec(besideModel: model.model)
      let input = try DataInput(source.dataPath(spec))
      let data = input.path
      read += [spec.path, data]
      try OutputFiles.check([output], inputs: read, force: forcing.force)
      let imported = try weights.model(of: model.checkpoint())
      let network = imported.model
      let (dataset, outputs) = try imported.read(
        DatasetRequest(path: data, spec: spec, label: nil, groups: []),
        computing: network.outputs.map(\.value), keepingRows: false, options: options)
      rows = dataset.rows
      if !running.quiet {
        for warning in dataset.warnings {
          StandardStreams.diagnose("warning: \(warning.sentence.printable)")
        }
      }
      files.add(
        output, CSVText.predictions(Self.columns(outputs, names: Self.outputNames(network))))
    }
    try files.write(inputs: read, force: forcing.force)
    if !running.quiet {
      StandardStreams.print("wrote \(output.printable): \(Numbers.count(rows)) rows")
    }
  }

  /// The arrays of a file in the order of the model's inputs.
  static func columns(path: String, of preprocessor: Preprocessor) throws -> [Column] {
    let arrays = try NPZ.read(path: path)
    let names = arrays.map(\.name)
    var columns: [Column] = []
    for input in preprocessor.inputs {
      // Keras 3 names the input of some Sequential models after a tensor that the checkpoint does
      // not hold, so a single array is the single input whatever its name.
      let isOnlyOne = arrays.count == 1 && preprocessor.inputs.count == 1
      let named = isOnlyOne ? arrays.first : arrays.first { $0.name == input.name }
      guard let array = named?.array else {
        throw InputError.missingArray(
          path: path, name: input.name, nearest: NameGuess.nearest(to: input.name, in: names),
          found: names)
      }
      let column = Column(array)
      guard (column.kind == .string) == (input.kind == .string) else {
        throw column.kind == .string
          ? InputError.notNumbers(path: path, name: input.name)
          : .notText(path: path, name: input.name)
      }
      guard !array.shape.isEmpty, Array(array.shape.dropFirst()) == input.shape else {
        throw InputError.shape(
          path: path, name: input.name, expected: input.shape,
          found: Array(array.shape.dropFirst()))
      }
      columns.append(column)
    }
    let counts = columns.map { $0.shape[0] }
    guard Set(counts).count == 1, counts[0] > 0 else {
      throw InputError.rows(path: path, counts: counts)
    }
    return columns
  }

  /// The outputs' names, or numbered ones where those cannot name entries of an archive.
  private static func outputNames(_ model: Model<Float>) -> [String] {
    let names = model.outputs.map(\.name)
    let areUsable = names.allSatisfy { name in
      // A layer's name may hold slashes, and an archive's entry may not lead out of its folder.
      name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
        !$0.isEmpty && !$0.hasPrefix(".")
      } && !name.unicodeScalars.contains { $0.value < 0x20 || $0 == "\\" || $0.value == 0x7F }
    }
    return areUsable && Set(names).count == names.count
      ? names : names.indices.map { "output_\($0)" }
  }

  /// One column for each number that an output holds per row.
  private static func columns(
    _ outputs: [Tensor<Float>], names: [String]
  ) -> [(name: String, values: [Float])] {
    zip(names, outputs).flatMap { name, tensor in
      let width = tensor.shape.dropFirst().reduce(1, *)
      return (0..<width).map { column in
        let values = stride(from: column, to: tensor.elements.count, by: width).map {
          tensor.elements[$0]
        }
        return (name: width == 1 ? name : "\(name)_\(column)", values: values)
      }
    }
  }
}

extension Column {
  /// The array's elements; truth values count as 0 and 1.
  fileprivate init(_ array: NumPyArray) {
    let storage: Storage =
      switch array.storage {
      case .string(let values): .strings(values)
      case .integer(let values): .integers(values)
      case .boolean(let values): .integers(values.map { $0 ? 1 : 0 })
      case .float32(let values): .floats(values)
      case .float64(let values): .floats(values.map { Float($0) })
      }
    self.init(shape: array.shape, storage: storage)
  }
}
