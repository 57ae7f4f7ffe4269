import AuditResults
import Engine
import Testing

@testable import Tables

struct SequenceTests {
  private func encoded(_ keys: String, _ cells: [String]) throws -> [Float] {
    let data = try readDataset(
      "x,y\n" + cells.map { "\"\($0)\",1\n" }.joined(),
      features: "{ column: x, kind: sequence, \(keys) }")
    #expect(data.inputs[0].tensor.shape[0] == cells.count)
    return data.inputs[0].tensor.elements
  }

  @Test(arguments: [
    ("", [1, 2, 3, 0, 0, 2, 3, 1, 2, 3] as [Float]),
    (", padding: left", [0, 0, 1, 2, 3, 2, 3, 1, 2, 3]),
    (", truncation: left", [1, 2, 3, 0, 0, 3, 1, 2, 3, 1]),
    (", padding: left, pad: -1, offset: 4", [-1, -1, 4, 5, 6, 5, 6, 4, 5, 6]),
  ])
  func fillsAndCuts(keys: String, expected: [Float]) throws {
    #expect(
      try encoded("unit: characters, vocabulary: abc, length: 5\(keys)", ["abc", "bcabca"])
        == expected)
  }

  @Test func countsLettersNotBytes() throws {
    #expect(
      try encoded("unit: characters, vocabulary: [é, 日, \"🙂\"], length: 4", ["🙂é日"])
        == [3, 1, 2, 0])
  }

  @Test func cutsWords() throws {
    #expect(
      try encoded(
        "unit: tokens, vocabulary: [new, york], length: 3", ["  new  york ", "york\tnew"])
        == [1, 2, 0, 2, 1, 0])
    // An empty token of one's own separator is a token.
    #expect(
      try encoded(
        "unit: tokens, vocabulary: [a, b], length: 4, separator: \"|\", unknown: 7",
        ["a||b", "a b"])
        == [1, 7, 2, 0, 7, 0, 0, 0])
  }

  @Test func countsRowsWithUnknownLetters() throws {
    let data = try readDataset(
      "x,y\nqaq,1\naz,1\n,1\n",
      features:
        "{ column: x, kind: sequence, unit: characters, vocabulary: a, length: 3, unknown: 9 }")
    #expect(data.inputs[0].tensor.elements == [9, 1, 9, 1, 9, 0, 0, 0, 0])
    #expect(data.features[0].unknown == 2)
    #expect(data.features[0].missing == 1)
    // The first row holds one of them twice, and is one row.
    #expect(
      data.features[0].unknownValues
        == [.init(value: "q", rows: 1), .init(value: "z", rows: 1)])
  }

  @Test func refusesUnknownLettersUnlessTold() {
    #expect(
      throws: Unnamed(.unknownValue(file: "a.csv", line: 2, column: "x", found: "z"))
    ) { try encoded("unit: characters, vocabulary: a, length: 2", ["az"]) }
  }

  @Test func readsMissingTextsAsTold() throws {
    #expect(
      try encoded("unit: characters, vocabulary: ab, length: 2, missing: ba", [""]) == [2, 1])
  }
}
