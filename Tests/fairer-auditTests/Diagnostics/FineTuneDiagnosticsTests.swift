import Audit
import Engine
import Testing

@testable import fairer_audit

@Suite struct FineTuneDiagnosticsTests {
  static let errors: [(error: FineTuneError, code: Int32, words: [String])] = [
    (.invalidSetting(name: "batch size", value: 0), 2, ["--batch-size", "'0'"]),
    (.invalidSetting(name: "lambda", value: .nan), 2, ["--lambda", "nan"]),
    (.model(.noLabels), 2, ["labels"]),
    (.noRows(.validation), 4, ["validation rows"]),
    (.fewGroups(["A"]), 4, ["'A'"]),
    (.fewGroups([]), 4, ["no group"]),
    (.groupsDiffer(.test, expected: ["A"], found: ["B"]), 4, ["test rows", "'A'", "'B'"]),
    (.emptyCell(.training, group: "A", label: nil), 4, ["training row", "'A'"]),
    (.emptyCell(.training, group: "A", label: 0), 4, ["negative label"]),
    (.nothingTrainable, 4, ["frozen"]),
    (.nothingAligned, 2, ["two neurons"]),
    (.mixupNeedsPairs, 2, ["pairs"]),
    (.mixupNeedsNumbers(layer: "words"), 2, ["'words'"]),
    (.noise(layer: "drop", .inputsDiffer(shapes: [])), 4, ["'drop'"]),
    (.otherState, 4, ["another run"]),
    (.nonFiniteStart, 4, ["finite"]),
  ]

  @Test(arguments: errors)
  func everyErrorIsASentenceWithARemedy(
    _ example: (error: FineTuneError, code: Int32, words: [String])
  ) {
    let diagnostic = example.error.diagnostic
    #expect(diagnostic.status.rawValue == example.code)
    #expect(!diagnostic.hint.isEmpty)
    for word in example.words { #expect(diagnostic.message.contains(word), "\(diagnostic)") }
  }
}
