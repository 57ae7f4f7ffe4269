import Archives
import ArgumentParser
import Engine
import Keras
import Tables

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `fairer-audit init MODEL --data FILE`: a first audit spec.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Propose an audit spec for a model and its data.",
    discussion: """
      Matches the data's columns to the model's inputs, takes means, deviations and vocabularies \
      from the training rows, guesses label and groups, and writes a commented spec beside the \
      model. Lines to fill in and guesses to check are marked there and listed.

      EXAMPLES
        fairer-audit init model.h5 --data test.csv --train train.csv
        fairer-audit init model.h5 --data test.csv -o audit.yaml --force
      """)

  @OptionGroup var model: ModelArgument

  @Option(
    help: ArgumentHelp(
      "The rows to audit: CSV or TSV, gzipped or not, NPZ, NPY, HDF5, or a list of images.",
      valueName: "file"),
    completion: .file())
  var data: String

  @Option(
    help: ArgumentHelp(
      "The rows that the model was trained on, for means and vocabularies.", valueName: "file"),
    completion: .file())
  var train: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The spec to write. Default: MODEL-STEM.audit.yaml beside the model.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var forcing: ForceOption

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  func run() throws {
    guard data != CSVReader.standardInput, train != CSVReader.standardInput else {
      throw UsageError.option(name: "--data", expected: "a file", found: "-")
    }
    let target = output ?? AuditSpec.candidates(forModel: model.model)[0]
    let read = [model.model, data] + [train].compactMap(\.self)
    try OutputFiles.check([target], inputs: read, force: forcing.force)

    let imported = try model.checkpoint().model()
    let profile = try TableProfile.read(path: data)
    let training = try train.map(TableProfile.read)
    func propose(_ findings: ProposalFindings) -> SpecProposal {
      SpecProposal.propose(
        model: ModelOutline(imported), data: profile,
        testPath: Self.path(data, from: target), training: training,
        trainPath: train.map { Self.path($0, from: target) }, findings: findings)
    }
    var findings = ProposalFindings()
    findings.imageFolder = Self.imageFolder(profile, from: target)
    var proposal = propose(findings)
    // A proposal that is complete can be tried out; one that is not is for somebody to complete.
    if let spec = try? AuditSpec.parse(proposal.text, path: target),
      var trial = InputTrial(imported, spec: spec)
    {
      let found = trial.findings(spec)
      findings.orders = found.orders
      findings.isReversed = found.isReversed
      proposal = propose(findings)
    }

    var files = OutputFiles()
    files.add(target, proposal.text)
    try files.write(inputs: read, force: forcing.force)
    if !quiet {
      let lines = [Self.summary(proposal, path: target), next(proposal, spec: target)]
      StandardStreams.print(lines.joined(separator: "\n"))
    }
  }

  /// The folder in which the images are that the rows name, as a spec names it: that of the rows,
  /// empty, or one below it; `nil` where the first image is in none of them.
  private static func imageFolder(_ data: TableProfile, from spec: String) -> String? {
    guard let name = data.imageColumn?.values.first else { return nil }
    let folder = URL(filePath: data.path).standardizedFileURL.deletingLastPathComponent()
    let files = FileManager.default
    if name.hasPrefix("/") || files.fileExists(atPath: folder.appending(path: name).path) {
      return ""
    }
    let below = (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
    let found = below.sorted().first {
      files.fileExists(atPath: folder.appending(path: $0).appending(path: name).path)
    }
    return found.map { path(folder.appending(path: $0).path, from: spec) }
  }

  /// How to go on.
  private func next(_ proposal: SpecProposal, spec: String) -> String {
    let isFound = AuditSpec.candidates(forModel: model.model).contains(spec)
    let command = "fairer-audit \(model.model)" + (isFound ? "" : " --spec \(spec)")
    let start = proposal.notes.contains(where: \.isOpen) ? "fill these lines in, then run" : "run"
    return "next: \(start) '\(command.printable)'"
  }

  /// What was written, what to fill in and what to check.
  private static func summary(_ proposal: SpecProposal, path: String) -> String {
    let open = proposal.notes.filter(\.isOpen).map { "  " + $0.sentence.printable }
    let guesses = proposal.notes.filter { !$0.isOpen }.map { "  " + $0.sentence.printable }
    var lines = ["wrote \(path.printable)"]
    if !open.isEmpty { lines += ["to fill in, marked \(SpecProposal.mark):"] + open }
    if !guesses.isEmpty { lines += ["guessed, to be checked:"] + guesses }
    return lines.joined(separator: "\n")
  }

  /// A path as a spec names it: from the spec's folder where the file lies below that.
  static func path(_ path: String, from spec: String) -> String {
    let file = URL(filePath: path).standardizedFileURL.path
    let folder = URL(filePath: spec).standardizedFileURL.deletingLastPathComponent().path
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return file.hasPrefix(prefix) ? String(file.dropFirst(prefix.count)) : file
  }
}

extension ModelOutline {
  /// Layers that scale or encode what comes in.
  private static let preprocessing: Set<String> = [
    "Normalization", "Discretization", "CategoryEncoding", "IntegerLookup", "Hashing", "Rescaling",
    "HashedCrossing", "StringLookup", "TextVectorization",
  ]
  /// What a proposal must know of an imported model.
  init(_ imported: ImportedModel) {
    let model = imported.model
    let classes = Dictionary(imported.layers.map { ($0.name, $0.className) }) { first, _ in first }
    self.init(
      name: imported.name,
      inputs: imported.preprocessor.inputs.map { input in
        // An input that the engine does not take by its name goes through layers before it.
        let index = model.inputs.firstIndex { $0.name == input.name }
        let users = model.nodes.filter { node in index.map(node.inputs.contains) == true }
        let names = Set(users.compactMap { classes[$0.name] })
        let table = users.first { classes[$0.name] == "Embedding" }?.weights.first
        return Input(
          name: input.name, shape: input.shape, takesText: input.kind == .string,
          categories: table.flatMap { model.weights[$0].tensor.shape.first },
          isPreprocessed: index == nil || !names.isDisjoint(with: Self.preprocessing))
      },
      outputs: model.outputs.indices.map { index in
        let output = model.outputs[index]
        let head: Head =
          switch model.head(ofOutput: index) {
          case .sigmoid: .sigmoid
          case .softmax: .softmax
          case .linear: .linear
          }
        return Output(
          name: output.name, width: model.shape(of: output.value).last ?? 1, head: head)
      },
      isTrainedOnLogits: imported.lossFromLogits)
  }
}
