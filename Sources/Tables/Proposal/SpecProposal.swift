import AuditResults

/// A spec that is proposed for a model and its data, for somebody to read and correct.
public struct SpecProposal: Sendable, Hashable {
  /// The spec as commented YAML; it can be read once nothing is left open.
  public var text: String
  /// What to fill in and what to check.
  public var notes: [ProposalNote]

  /// The mark of lines to fill in.
  public static let mark = "FILL IN"

  /// Proposes a spec.
  ///
  /// Inputs are matched to columns by name, else by the width of numbers and one-hot categories.
  /// Means, deviations and vocabularies are those of the training rows where there are any.
  ///
  /// `testPath` and `trainPath` are the files' paths as the spec is to name them; `findings` are what
  /// somebody found out beside widths and names.
  public static func propose(
    model: ModelOutline, data: TableProfile, testPath: String, training: TableProfile? = nil,
    trainPath: String? = nil, findings: ProposalFindings = ProposalFindings()
  ) -> SpecProposal {
    var writer = ProposalWriter(
      model: model, data: data, training: training, findings: findings)
    writer.write(testPath: testPath, trainPath: trainPath)
    return SpecProposal(text: writer.yaml.text, notes: writer.notes)
  }
}

/// Decides and writes, section by section.
struct ProposalWriter {
  let model: ModelOutline
  let data: TableProfile
  /// The profile that statistics and vocabularies come from.
  let source: TableProfile
  let hasTraining: Bool
  let findings: ProposalFindings
  let label: LabelSpec?
  var yaml = SpecText()
  private(set) var notes: [ProposalNote] = []

  init(
    model: ModelOutline, data: TableProfile, training: TableProfile?, findings: ProposalFindings
  ) {
    self.findings = findings
    self.model = model
    self.data = data
    source = training ?? data
    hasTraining = training != nil
    var label = LabelGuess.label(in: data, outputs: model.outputs)
    let isOfTwoOutputs = model.outputs.first.map { $0.head == .softmax && $0.width == 2 } == true
    if findings.isReversed, !isOfTwoOutputs, let found = label, case .binary = found.kind,
      let other = data.column(found.column)?.sortedValues.first(where: { $0 != found.positive })
    {
      label?.positive = other
    }
    self.label = label
  }

  mutating func write(testPath: String, trainPath: String?) {
    yaml.comment("Audit spec, proposed by 'fairer-audit init'.")
    yaml.comment(
      "Lines marked \(SpecProposal.mark) must be filled in, lines marked 'guess' be checked: the model file does not say what its inputs are made of."
    )
    yaml.line()
    yaml.line("model:")
    yaml.line("  name: \(SpecText.quoted(model.name))")
    yaml.line()
    writeData(testPath: testPath, trainPath: trainPath)
    writeLabel()
    writeGroups()
    // Several classes go to the largest score, and numbers have no cut-off.
    if isBinary { yaml.line("threshold: 0.5") }
    writeOutput()
    writeInputs()
  }

  mutating func note(_ note: ProposalNote) {
    if !notes.contains(note) { notes.append(note) }
  }

  private mutating func writeData(testPath: String, trainPath: String?) {
    yaml.line("data:")
    yaml.line("  test: \(SpecText.quoted(testPath))")
    writeFolder()
    if let trainPath { yaml.line("  train: \(SpecText.quoted(trainPath))") }
    if let format = data.data.format { yaml.line("  format: \(format.rawValue)") }
    if let separator = data.data.separator {
      let name =
        separator == UInt8(ascii: "\t")
        ? "tab" : "\"\(String(decoding: [separator], as: UTF8.self))\""
      yaml.line("  separator: \(name)")
    }
    if data.data.decimal == UInt8(ascii: ",") { yaml.line("  decimal: \",\"") }
    if data.data.encoding != .utf8 {
      yaml.line("  encoding: \(data.data.encoding.rawValue)  # guess: the file is not UTF-8")
    }
    if !data.data.missing.isEmpty { yaml.list("missing", data.data.missing, indent: 2) }
    yaml.line()
  }

  private mutating func writeGroups() {
    let lines = GroupGuess.entries(in: data, label: label?.column)
    if lines.isEmpty {
      let candidates = GroupGuess.candidates(in: data, label: label?.column)
      yaml.line("groups: []  # \(SpecProposal.mark): the columns of the groups to compare")
      if !candidates.isEmpty {
        yaml.comment(
          "Columns of few values: " + candidates.map(SpecText.quoted).joined(separator: ", "))
      }
      note(.noGroups(candidates: candidates))
    } else {
      yaml.comment("Audited by default; keep those that matter.")
      yaml.line("groups:")
      for line in lines { yaml.line("  - " + line) }
    }
    yaml.line()
  }

  private mutating func writeOutput() {
    defer { yaml.line() }
    guard let output = model.outputs.first, isBinary else { return }
    if model.outputs.count > 1 {
      yaml.line()
      yaml.line("output:")
      yaml.line("  name: \(SpecText.quoted(output.name))  # guess: the first of several outputs")
      note(.classes(output: output.name))
    }
    let names = model.outputs.count > 1
    switch output.head {
    case .softmax where output.width > 1:
      if !names {
        yaml.line()
        yaml.line("output:")
      }
      let values = label.flatMap { data.column($0.column)?.sortedValues } ?? []
      var place = label.flatMap { values.firstIndex(of: $0.positive) } ?? output.width - 1
      if findings.isReversed, output.width == 2 { place = 1 - place }
      yaml.line("  kind: softmax")
      yaml.line("  positive_class: \(place)  # guess: the positive value's place, from 0")
      note(.classes(output: output.name))
    case .linear where output.width == 1 && model.isTrainedOnLogits == nil:
      if !names {
        yaml.line()
        yaml.line("output:")
      }
      yaml.line("  kind: logit  # guess: the last layer is linear")
      note(.scoreKind(output: output.name))
    default: break
    }
  }

  private mutating func writeInputs() {
    yaml.comment("One entry for each input of the model, its features side by side in this order.")
    if !hasTraining {
      yaml.comment(
        "Means, standard deviations and vocabularies are those of the test rows; take those of the training rows with --train FILE."
      )
    }
    yaml.line("inputs:")
    let matches = model.inputs.map { input in data.column(matching: input.name) }
    let taken = Set(matches.compactMap { $0?.name } + [label?.column].compactMap(\.self))
    for (input, match) in zip(model.inputs, matches) {
      yaml.line("  - name: \(SpecText.quoted(input.name))")
      if let array = array(for: input) {
        write(array, of: input)
        continue
      }
      yaml.line("    features:")
      write(input, match: match?.name == label?.column ? nil : match, taken: taken)
    }
  }

  // MARK: Inputs

  private mutating func write(
    _ input: ModelOutline.Input, match: ColumnProfile?, taken: Set<String>
  ) {
    let width = input.shape.reduce(1, *)
    if input.isImage { return writeImages(of: input) }
    guard input.shape.count <= 1 else {
      yaml.line("      # \(SpecProposal.mark): the input has the shape \(input.shape)")
      return note(.noTable(input: input.name, shape: input.shape))
    }
    if let match, width == 1 {
      return write(match, of: input)
    }
    if width > 1, input.categories != nil, let column = textColumn(match, taken: taken) {
      return writeSequence(column, of: input, length: width)
    }
    let candidates = self.candidates(taken: taken)
    guard let layout = LayoutSearch.find(width: width, among: candidates.map(\.candidate)) else {
      let columns = candidates.map { $0.candidate.categories ?? 1 }.reduce(0, +)
      yaml.line(
        "      # \(SpecProposal.mark): \(width) numbers; the columns make \(columns) as numbers and one-hot categories"
      )
      note(.noLayout(input: input.name, width: width, columns: columns))
      if !hasTraining, columns < width { note(.trainingMayHelp) }
      return
    }
    let ignored = data.columns.map(\.name).filter { name in
      !taken.contains(name) && !candidates.contains { $0.candidate.name == name }
    }
    let dropped = data.columns.map(\.name).filter {
      layout.dropped.contains($0) || ignored.contains($0)
    }
    if !dropped.isEmpty {
      yaml.comment(
        "guess: without " + dropped.map(SpecText.quoted).joined(separator: ", ")
          + (layout.isTied ? "; leaving out others would be as likely" : ""), indent: 6)
      note(.dropped(input: input.name, columns: dropped, isTied: layout.isTied))
    }
    let kept = candidates.filter { !layout.dropped.contains($0.candidate.name) }
    if layout.style != .onehot { note(.categories(input: input.name)) }
    for column in ordered(kept.map(\.profile), of: input) {
      guard !column.isNumeric else {
        writeNumber(column, isRaw: input.isPreprocessed, isGuessed: false)
        continue
      }
      let values = column.sortedValues
      switch layout.style {
      case .onehot: yaml.categories(column.name, "kind: onehot, unknown: zeros", values)
      case .onehotWithoutFirst:
        yaml.comment("guess: without the first value", indent: 6)
        yaml.categories(column.name, "kind: onehot, unknown: zeros", Array(values.dropFirst()))
      case .labelEncoded:
        yaml.comment("guess: the category's number", indent: 6)
        yaml.categories(column.name, "kind: label-encoded", values)
      }
    }
  }

  /// The columns in the order that was found to fit the labels, else the usual one.
  private mutating func ordered(
    _ columns: [ColumnProfile], of input: ModelOutline.Input
  ) -> [ColumnProfile] {
    if let found = findings.orders[input.name] {
      let sorted = found.columns.compactMap { name in columns.first { $0.name == name } }
      if sorted.count == columns.count {
        yaml.comment(
          "guess: the order under which the model tells the labels best; see what init said",
          indent: 6)
        note(
          .orderByLoss(
            input: input.name, rows: found.rows, loss: found.loss, usual: found.usualLoss))
        return sorted
      }
    }
    if columns.count > 1 {
      yaml.comment("guess: numbers before categories, each in the order of the data", indent: 6)
      note(.order(input: input.name))
    }
    return columns.filter(\.isNumeric) + columns.filter { !$0.isNumeric }
  }

  /// Writes the single column of an input of its name.
  private mutating func write(_ column: ColumnProfile, of input: ModelOutline.Input) {
    let column = source.column(column.name) ?? column
    let name = SpecText.quoted(column.name)
    if input.takesText {
      yaml.line("      - { column: \(name), kind: text }")
    } else if column.isNumeric {
      writeNumber(
        column, isRaw: input.isPreprocessed || input.categories != nil,
        isGuessed: true)
    } else {
      let values = column.sortedValues
      // One index more than there are values is kept for unknown ones.
      let offset = input.categories.map { $0 > values.count ? 1 : 0 } ?? 1
      yaml.comment("guess: counted from \(offset)", indent: 6)
      yaml.categories(
        column.name, "kind: index, offset: \(offset), unknown: \(offset == 1 ? "0" : "error")",
        values)
      note(.offset(column: column.name))
    }
  }

  private mutating func writeNumber(_ column: ColumnProfile, isRaw: Bool, isGuessed: Bool) {
    let name = SpecText.quoted(column.name)
    var missing = ""
    if let found = data.column(column.name), found.missing > 0 {
      missing = ", missing: \(shortestText(column.mean))"
      note(.missing(column: column.name))
    }
    let guess = missing.isEmpty ? "" : "  # guess: missing cells are read as the mean"
    // A constant has no deviation to divide by.
    if isRaw || column.standardDeviation == 0 {
      yaml.line("      - { column: \(name), kind: raw\(missing) }\(guess)")
      return
    }
    yaml.line(
      "      - { column: \(name), kind: numeric, mean: \(shortestText(column.mean)), "
        + "std: \(shortestText(column.standardDeviation))\(missing) }\(guess)")
    if isGuessed { note(.scaling(column: column.name)) }
    if !hasTraining { note(.statistics(file: data.path)) }
  }

  private mutating func writeSequence(
    _ column: ColumnProfile, of input: ModelOutline.Input, length: Int
  ) {
    yaml.line("      - column: \(SpecText.quoted(column.name))")
    yaml.line("        kind: sequence  # guess, with all that follows")
    yaml.line("        unit: characters")
    var letters = (source.column(column.name) ?? column).letters ?? []
    let known = (input.categories ?? 0) - 1
    // Where a few letters of the alphabet do not occur, the model knows them all the same.
    for alphabet in [UInt8(ascii: "A"), UInt8(ascii: "a")] where letters.count < known {
      let all = (alphabet..<alphabet + 26).map { String(Unicode.Scalar($0)) }
      if all.count == known, letters.allSatisfy(all.contains) { letters = all }
    }
    if letters.isEmpty {
      yaml.line("        vocabulary:  # \(SpecProposal.mark): the letters in the model's order")
      note(.noLayout(input: input.name, width: length, columns: 0))
    } else {
      yaml.line("        vocabulary: \(SpecText.quoted(letters.joined()))")
    }
    yaml.line("        offset: \(known >= letters.count ? 1 : 0)")
    yaml.line("        length: \(length)")
    yaml.line("        padding: right")
    yaml.line("        truncation: right")
    note(.sequence(column: column.name))
  }

  /// The column of texts that an input of letters may be made of.
  private func textColumn(_ match: ColumnProfile?, taken: Set<String>) -> ColumnProfile? {
    if let match { return match.isNumeric ? nil : match }
    let texts = data.columns.filter { !$0.isNumeric && !taken.contains($0.name) }
    return texts.max { ($0.values.count, $0.longest) < ($1.values.count, $1.longest) }
  }

  /// The columns that an input may be made of.
  private func candidates(
    taken: Set<String>
  ) -> [(candidate: LayoutSearch.Candidate, profile: ColumnProfile)] {
    var result: [(candidate: LayoutSearch.Candidate, profile: ColumnProfile)] = []
    let labelPlace = data.columns.firstIndex { $0.name == label?.column }
    for (place, column) in data.columns.enumerated() where !taken.contains(column.name) {
      let profile = source.column(column.name) ?? column
      // Nobody makes one number for each of so many values.
      if !profile.isNumeric, profile.hasMore || profile.values.count > 200 { continue }
      let isMade = source.columns.contains { profile.isMade(from: $0) }
      var weight = 12
      if NameHints.isSensitive(column.name) { weight = 8 }
      if isMade { weight = 4 }
      if let labelPlace, place > labelPlace { weight = min(weight, 2) }
      if NameHints.isScore(column.name) || NameHints.isIdentifier(column.name) { weight = 2 }
      result.append(
        (
          LayoutSearch.Candidate(
            name: column.name, categories: profile.isNumeric ? nil : profile.values.count,
            weight: weight), profile
        ))
    }
    return result
  }
}

extension TableProfile {
  /// The column that bears the name of a model input, letter case and punctuation aside.
  func column(matching name: String) -> ColumnProfile? {
    if let exact = column(name) { return exact }
    let key = NameHints.key(name)
    let alike = columns.filter { NameHints.key($0.name) == key }
    return alike.count == 1 && !key.isEmpty ? alike[0] : nil
  }
}
