import ArgumentParser
import Audit
import AuditResults
import Crypto
import Engine
import FairerAudit
import Keras
import Tables

/// Which rows a model is fine-tuned on.
struct FineTuneRowOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The training rows. Default: the spec's data.train.", valueName: "file"),
    completion: .file())
  var train: String?

  @Option(
    help: ArgumentHelp(
      "The rows that the epoch is chosen on. Default: the spec's data.validation.",
      valueName: "file"), completion: .file())
  var validation: String?

  @Option(
    help: ArgumentHelp(
      """
      How rows are dealt where sets are missing: shares of training, validation and test rows. \
      Each label of each group is dealt in these proportions.
      """, valueName: "a,b,c"))
  var split = "60,20,20"

  /// The shares of ``split``.
  func shares() throws(UsageError) -> [Double] {
    let shares = split.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0) ?? -1
    }
    // Beyond the limit their sum would be no number.
    guard shares.count == 3, shares.allSatisfy({ $0 > 0 && $0 <= 1e9 }) else {
      throw .option(
        name: "--split", expected: "three positive numbers such as 60,20,20", found: split)
    }
    return shares
  }
}

/// The files of the three sets of rows; one file may be dealt into several sets.
struct FineTuneFiles: Equatable {
  /// The file of the training rows.
  var training: String
  /// The file of the validation rows; `nil` to deal them from the training file.
  var validation: String?
  /// The file of the test rows; `nil` to deal them from the training file.
  var test: String?

  /// Sorts out what the options and the spec name.
  ///
  /// With one file only, whatever it is called, its rows are dealt into all three sets.
  init(
    train: String?, validation: String?, test: String?, spec: String
  ) throws(UsageError) {
    for (name, path) in [("--train", train), ("--validation", validation), ("--data", test)]
    where path == CSVReader.standardInput {
      throw .option(name: name, expected: "a file", found: "-")
    }
    switch (train, validation, test) {
    case (let train?, _, _):
      self.init(training: train, validation: validation, test: test)
    case (nil, nil, let test?): self.init(training: test, validation: nil, test: nil)
    case (nil, .some, _):
      throw .combination(
        "\(spec): validation rows are named, training rows are not",
        remedy: "give --train FILE, or add data.train to the spec")
    case (nil, nil, nil): throw .noData(spec: spec)
    }
  }

  private init(training: String, validation: String?, test: String?) {
    self.training = training
    self.validation = validation
    self.test = test
  }

  /// All files.
  var all: [String] { [training, validation, test].compactMap(\.self) }
}

/// The three sets of rows, read.
struct FineTuneSets {
  /// The name of the attribute whose groups are compared.
  var attribute: String
  /// The rows that gradients are taken on.
  var training: LabelledRows
  /// The rows that the epoch is chosen on.
  var validation: LabelledRows
  /// The rows that nothing is chosen on.
  var test: LabelledRows
  /// The test rows as an audit takes them.
  var testData: Dataset
  /// Which rows of their file the test rows are; `nil` for all.
  var testRows: [Int]?
  /// What a report says of the sets.
  var facts: [FineTuningRows]
  /// What the user should know about the rows.
  var remarks: [String]

  /// Reads the plan's files and deals their rows.
  ///
  /// - Parameters:
  ///   - plan: The files, and how rows are read and dealt.
  ///   - imported: The model that the rows are for.
  /// - Throws: What is wrong with the files.
  init(_ plan: FineTunePlan, imported: ImportedModel) throws {
    let (files, spec, shares, seed) = (plan.files, plan.spec, plan.shares, plan.seed)
    remarks = []
    var sets: [String: ReadFile] = [:]
    for path in files.all where sets[path] == nil {
      let request = DatasetRequest(
        path: path, spec: spec, label: plan.label, groups: plan.attributes,
        intersections: plan.attributes.count)
      let (dataset, _) = try RunFiles(spec: spec.path, data: path).naming {
        try imported.readApart(request, computing: [], keepingRows: true, options: plan.options)
      }
      let facts = try fileFacts(path)
      remarks += dataset.warnings.map { "warning: \(facts.name): \($0.sentence)" }
      // Several columns are crossed, and their crossing comes last.
      guard let subgroups = dataset.subgroups.last,
        let rows = LabelledRows(dataset, subgroups: subgroups)
      else { throw UsageError.noGroups(spec: spec.path) }
      sets[path] = ReadFile(
        rows: rows, facts: facts, attribute: subgroups.name, dataset: dataset)
    }
    guard let given = sets[files.training] else { throw UsageError.noData(spec: spec.path) }
    attribute = given.attribute
    let wanted: [(FineTuningRows.Role, path: String?)] = [
      (.training, files.training), (.validation, files.validation), (.test, files.test),
    ]
    let dealt = wanted.indices.filter { $0 == 0 || wanted[$0].path == nil }
    let parts =
      dealt.count == 1
      ? [] : given.rows.split(shares: dealt.map { shares[$0] }, seed: seed)
    var rows: [LabelledRows] = []
    facts = []
    for (index, (role, path)) in wanted.enumerated() {
      let file = path.flatMap { sets[$0] } ?? given
      let part = dealt.firstIndex(of: index).flatMap { parts.isEmpty ? nil : parts[$0] }
      let chosen = part.map { file.rows.gathering($0) } ?? file.rows.naming(given.rows.groups)
      rows.append(chosen)
      facts.append(
        FineTuningRows(
          role: role, file: file.facts, count: chosen.count, digest: part.map(Self.digest)))
    }
    (training, validation, test) = (rows[0], rows[1], rows[2])
    let testFile = files.test.flatMap { sets[$0] } ?? given
    testRows = dealt.firstIndex(of: 2).flatMap { parts.isEmpty ? nil : parts[$0] }
    testData = testRows.map { testFile.dataset.selecting($0) } ?? testFile.dataset
    if !parts.isEmpty {
      let names = dealt.map { "\(Numbers.count(rows[$0].count)) \(facts[$0].role.rawValue)" }
      remarks.append(
        "note: \(given.facts.name): dealt into \(names.joined(separator: ", ")) rows, seed \(seed)")
    }
    for path in [files.validation, files.test].compactMap(\.self) where path != files.training {
      let shared = try Dataset.sharedRows(
        of: path, with: files.training, data: spec.data,
        columns: Set(spec.inputs.flatMap(\.features).map(\.column)))
      if shared > 0, let set = sets[path] {
        let warning = DataWarning.sharedRows(
          rows: shared, of: set.rows.count, trainingFile: files.training)
        remarks.append("warning: \(set.facts.name): \(warning.sentence)")
      }
    }
  }

  /// A file and what was read from it.
  private struct ReadFile {
    var rows: LabelledRows
    var facts: FileFacts
    var attribute: String
    var dataset: Dataset
  }

  /// Throws where rows that were asked for could not be read, so that zeros stood in for them.
  func checkRead() throws {
    for rows in [training, validation, test] { try rows.checkRead() }
  }

  /// The digest of row numbers; see ``FineTuningRows/digest``.
  static func digest(_ rows: [Int]) -> String {
    var hash = SHA256()
    for row in rows { hash.update(data: Array("\(row)\n".utf8)) }
    return hexadecimal(hash.finalize())
  }
}
