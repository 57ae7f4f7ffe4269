import AuditResults
import Engine
import Foundation
import TestSupport
import Testing

@testable import Tables

struct SpecProposalTests {
  private static let score = ModelOutline.Output(name: "score", width: 1, head: .sigmoid)

  private func propose(
    _ text: String, inputs: [ModelOutline.Input], output: ModelOutline.Output = score,
    training: String? = nil, logits: Bool? = nil
  ) throws -> SpecProposal {
    SpecProposal.propose(
      model: ModelOutline(
        name: "m", inputs: inputs, outputs: [output], isTrainedOnLogits: logits),
      data: try profile(text), testPath: "a.csv",
      training: try training.map { try profile($0) }, trainPath: training.map { _ in "t.csv" })
  }

  private func spec(_ proposal: SpecProposal) throws -> AuditSpec {
    try AuditSpec.parse(proposal.text, path: "m.audit.yaml")
  }

  /// Rows of two numbers, two categories and what a model or somebody else made of them.
  private var credit: String {
    var text = "age,job,amount,sex,age_group,decile_score,approved\n"
    for row in 0..<600 {
      let age = 20 + row * 7 % 50
      let job = ["clerk", "cook", "driver"][row * 5 % 3]
      let sex = row * 11 % 4 == 0 ? "f" : "m"
      text += "\(age),\(job),\(row * 13 % 997),\(sex),\(age < 30 ? "young" : "old"),\(row % 10),"
      text += row % 3 == 0 ? "yes\n" : "no\n"
    }
    return text
  }

  @Test func matchesTheSampleByWidth() throws {
    let folder = Repository.samples.appending(path: "adult").path
    let sample = try AuditSpec.read(path: folder + "/model.audit.yaml")
    let path = try #require(sample.data.test)
    let table = try TableProfile.read(path: path)
    // The test rows hold one country less than the training rows did.
    let proposal = SpecProposal.propose(
      model: ModelOutline(
        name: "Adult", inputs: [.init(name: "features", shape: [103])], outputs: [Self.score]),
      data: table, testPath: path)
    let found = try spec(proposal)
    #expect(
      proposal.notes == [
        .label(column: "income", positive: ">50K"), .order(input: "features"),
        .statistics(file: path),
      ])
    #expect(found.label == sample.label)
    #expect(found.inputs[0].width == 103)
    #expect(found.inputs[0].features.map(\.column) == sample.inputs[0].features.map(\.column))
    for (mine, theirs) in zip(found.inputs[0].features, sample.inputs[0].features) {
      #expect(mine.encoding.kind == theirs.encoding.kind)
      let known = theirs.encoding.vocabulary ?? []
      #expect(mine.encoding.vocabulary ?? [] == known.filter { $0 != "Holand-Netherlands" })
    }
    #expect(
      found.groups.map(\.name) == ["age band", "marital-status", "race", "sex"])
    let data = try Dataset.read(
      DatasetRequest(path: path, spec: found, label: found.label, groups: found.groups))
    #expect(data.inputs[0].tensor.shape == [9044, 103])
    #expect(data.features.allSatisfy { $0.unknown == 0 })
  }

  @Test func leavesOutWhatWasMadeFromTheRest() throws {
    let proposal = try propose(credit, inputs: [.init(name: "x", shape: [7])], training: credit)
    let found = try spec(proposal)
    #expect(
      proposal.notes == [
        .label(column: "approved", positive: "yes"),
        .dropped(input: "x", columns: ["age_group", "decile_score"], isTied: false),
        .order(input: "x"),
      ])
    #expect(found.inputs[0].features.map(\.column) == ["age", "amount", "job", "sex"])
    #expect(found.data.train == "t.csv")
  }

  @Test func takesStatisticsFromTheTrainingRows() throws {
    let proposal = try propose(
      "x,y\n5,1\n6,0\n", inputs: [.init(name: "i", shape: [1])],
      training: "x,y\n0,1\n10,0\n")
    #expect(
      try spec(proposal).inputs[0].features
        == [FeatureSpec(column: "x", encoding: .numeric(mean: 5, std: 5))])
  }

  @Test func matchesColumnsByName() throws {
    let text = "age,job-title,Sex,label\n30,cook,f,1\n40,clerk,m,0\n"
    let proposal = try propose(
      text,
      inputs: [
        .init(name: "age", shape: [1], isPreprocessed: true),
        .init(name: "job_title", shape: [1], takesText: true),
        .init(name: "sex_input", shape: [1], categories: 3),
      ])
    #expect(
      try spec(proposal).inputs == [
        InputSpec(name: "age", features: [FeatureSpec(column: "age", encoding: .raw)]),
        InputSpec(name: "job_title", features: [FeatureSpec(column: "job-title", encoding: .text)]),
        InputSpec(
          name: "sex_input",
          features: [
            FeatureSpec(
              column: "Sex", encoding: .index(vocabulary: ["f", "m"], offset: 1, unknown: 0))
          ]),
      ])
    #expect(
      proposal.notes == [.label(column: "label", positive: "1"), .offset(column: "Sex")])
  }

  @Test func proposesSequencesOfLetters() throws {
    let text = "name,origin\nANNA,x\nBO,y\nCY,z\n"
    let proposal = try propose(
      text, inputs: [.init(name: "letters", shape: [5], categories: 27)],
      output: .init(name: "p", width: 3, head: .softmax))
    let found = try spec(proposal)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".map { String($0) }
    #expect(
      found.inputs[0].features == [
        FeatureSpec(
          column: "name",
          encoding: .sequence(SequenceSpec(unit: .characters, vocabulary: alphabet, length: 5)))
      ])
    #expect(
      found.label == LabelSpec(column: "origin", kind: .multiclass(classes: ["x", "y", "z"])))
    #expect(proposal.notes.filter(\.isOpen) == [.noGroups(candidates: ["name"])])
  }

  @Test func tellsOutputsApart() throws {
    let text = "x,label\n1,good\n2,bad\n"
    let input = ModelOutline.Input(name: "x", shape: [1])
    let softmax = try spec(
      try propose(text, inputs: [input], output: .init(name: "p", width: 2, head: .softmax)))
    #expect(softmax.output == OutputSpec(kind: .softmax, positiveClass: 1))
    let linear = ModelOutline.Output(name: "p", width: 1, head: .linear)
    #expect(try spec(propose(text, inputs: [input], output: linear)).output.kind == .logit)
    // Where the file says that the model was trained on logits, nothing needs saying.
    #expect(
      try spec(propose(text, inputs: [input], output: linear, logits: true)).output.kind == nil)
  }

  @Test func marksWhatIsLeftOpen() throws {
    let text = "x,y\n1,a\n2,b\n3,c\n"
    let proposal = try propose(
      text, inputs: [.init(name: "wide", shape: [9]), .init(name: "image", shape: [8, 8, 1])])
    #expect(
      proposal.notes == [
        .noLabel, .noGroups(candidates: ["x", "y"]), .noLayout(input: "wide", width: 9, columns: 4),
        .trainingMayHelp, .noImages(input: "image"),
      ])
    #expect(proposal.notes.allSatisfy { $0.isOpen })
    let marks = proposal.text.split(separator: "\n").filter {
      $0.contains("# " + SpecProposal.mark + ":")
    }
    #expect(marks.count == 5)
    #expect(throws: SpecError.self) { try spec(proposal) }
  }

  @Test func saysWhatMissingCellsAreReadAs() throws {
    let proposal = try propose(
      "x,label\n1,1\nNA,0\n3,1\n", inputs: [.init(name: "x", shape: [1])])
    let found = try spec(proposal)
    #expect(found.data.missing == ["NA"])
    #expect(found.inputs[0].features[0].missing == "2")
    #expect(proposal.notes.contains(.missing(column: "x")))
  }

  @Test func standsAnyName() throws {
    let names = [
      "a: b", "#x", "- y", "\"q\"", "it's", "{z}", "null", "~", "back\\slash", "ü", "tab\there",
      "line\nend", "\u{2028}", "*star", " spaced ",
    ]
    let header = names.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
    let text =
      header.joined(separator: ",") + ",label\n"
      + (0..<20).map { row in
        names.indices.map { "\(row * ($0 + 3) % 17)" }.joined(separator: ",") + ",\(row % 2)\n"
      }.joined()
    let proposal = try propose(text, inputs: [.init(name: "in: put", shape: [names.count])])
    let found = try spec(proposal)
    #expect(found.inputs[0].name == "in: put")
    #expect(found.inputs[0].features.map(\.column) == names)
    // The same texts as categories.
    let cells = header.map { "\($0),1\n\($0),0\n" }.joined()
    let categories = try spec(
      propose("c,label\n" + cells, inputs: [.init(name: "in", shape: [names.count])]))
    #expect(
      Set(categories.inputs[0].features[0].encoding.vocabulary ?? []) == Set(names))
  }

  @Test(arguments: [
    (["age", "sex"], ["age band", "sex"]),
    (["AgeGroup", "RaceEthnicity"], ["AgeGroup", "RaceEthnicity"]),
    (["passage", "essex", "x"], []),
  ])
  func offersSensitiveColumns(columns: [String], groups: [String]) throws {
    let text =
      columns.joined(separator: ",") + ",label\n"
      + (0..<60).map { row in
        columns.map { $0 == "age" ? "\(18 + row)" : ["p", "q"][row % 2] }.joined(separator: ",")
          + ",\(row % 3 == 0 ? 1 : 0)\n"
      }.joined()
    let table = try profile(text)
    #expect(
      GroupGuess.entries(in: table, label: "label").map { entry in
        entry.contains("band") ? "age band" : entry
      } == groups)
  }

  @Test(arguments: [
    ("id,income,zip\n1,a,7\n2,b,7\n", "income", "b"),
    ("y,label\n1,0\n0,1\n1,1\n", "label", "1"),
    ("x,what\n5,no\n6,yes\n7,no\n", "what", "yes"),
    ("x,two_year_recid,extra\n5,0,p\n6,1,q\n", "two_year_recid", "1"),
  ])
  func guessesTheLabel(text: String, column: String, positive: String) throws {
    #expect(
      LabelGuess.label(in: try profile(text), outputs: [Self.score])
        == LabelSpec(column: column, positive: positive))
  }

  @Test(arguments: [
    ("AgeGroup", ["age", "group"]), ("age_group", ["age", "group"]),
    ("hours-per-week", ["hours", "per", "week"]),
    ("ID", ["id"]), ("", []), ("x1", ["x1"]),
  ])
  func cutsNames(name: String, words: [String]) {
    #expect(NameHints.words(name) == words)
  }

  private static func softmax(_ width: Int) -> ModelOutline.Output {
    ModelOutline.Output(name: "kind", width: width, head: .softmax)
  }

  private func table(_ label: [String], name: String = "label") -> String {
    "x,sex,\(name)\n"
      + (0..<60).map { "\($0 * 7 % 31).5,\($0 % 2 == 0 ? "f" : "m"),\(label[$0 % label.count])\n" }
      .joined()
  }

  private let one = [ModelOutline.Input(name: "x", shape: [1])]

  /// No cut-off is proposed where no score is compared with one.
  @Test func severalClassesHaveNoThreshold() throws {
    let proposal = try propose(table(["a", "b", "c"]), inputs: one, output: Self.softmax(3))
    let found = try spec(proposal)
    #expect(found.label?.kind == .multiclass(classes: ["a", "b", "c"]))
    #expect(!found.isThresholdDeclared && found.output.positiveClass == nil)
  }

  @Test func classesThatRowsLackAreAskedFor() throws {
    let text = table(["a", "c"])
    let proposal = try propose(text, inputs: one, output: Self.softmax(3))
    let open = proposal.notes.filter(\.isOpen)
    #expect(open == [.missingClasses(output: "kind", count: 3, found: ["a", "c"])])
    let line = try #require(
      proposal.text.split(separator: "\n").first { $0.hasPrefix("  classes:") })
    let filled = proposal.text.replacingOccurrences(
      of: String(line), with: "  classes: [a, b, c]")
    #expect(
      try AuditSpec.parse(filled, path: "m").label?.kind == .multiclass(classes: ["a", "b", "c"]))
    // Training rows may hold all of them, and numbers are counted.
    let trained = try propose(
      text, inputs: one, output: Self.softmax(3), training: table(["a", "b", "c"]))
    #expect(try spec(trained).label?.kind == .multiclass(classes: ["a", "b", "c"]))
    let numbers = try propose(table(["0", "3"]), inputs: one, output: Self.softmax(4))
    #expect(try spec(numbers).label?.kind == .multiclass(classes: ["0", "1", "2", "3"]))
  }

  @Test func aLabelThatIsNowhereIsAskedForWithItsClasses() throws {
    let text = "x,sex\n" + (0..<60).map { "\($0).5,\($0 % 2 == 0 ? "f" : "m")\n" }.joined()
    let proposal = try propose(text, inputs: one, output: Self.softmax(4))
    #expect(proposal.notes.contains(.noLabel))
    #expect(proposal.text.contains("kind: multiclass") && !proposal.text.contains("positive"))
  }

  /// A linear output of one number predicts a number where no column has two values.
  @Test(arguments: ["price", "cost"])
  func numbersAreLabelsOfLinearOutputs(name: String) throws {
    let many = (0..<1100).map { "\($0 * 3).25" }
    let text =
      "x,sex,\(name)\n"
      + many.enumerated().map { "\($0).5,\($0 % 2 == 0 ? "f" : "m"),\($1)\n" }.joined()
    let proposal = try propose(
      text, inputs: one, output: ModelOutline.Output(name: "out", width: 1, head: .linear))
    let found = try spec(proposal)
    #expect(found.label == LabelSpec(column: name, kind: .numeric))
    #expect(!found.isThresholdDeclared)
    #expect(!proposal.notes.contains(.noLabel))
  }
}
