import Archives
import AuditResults
import Engine
import Foundation
import TestSupport
import Testing

@testable import Tables

/// How files are written: separators, decimal marks, encodings.
struct DataDescriptionTests {
  private func read(_ bytes: [UInt8], name: String, data: String) throws -> [Float] {
    let folder = try TemporaryFolder()
    try Data(bytes).write(to: folder.url.appending(path: name))
    let spec = try AuditSpec.parse(
      """
      data: \(data)
      inputs: [{ name: in, features: [{ column: naïve, kind: raw }, { column: y, kind: onehot, vocabulary: [ü, b] }] }]
      """, path: "a.yaml")
    return try Dataset.read(
      DatasetRequest(path: folder.path(name), spec: spec, label: nil, groups: [])
    ).inputs[0].tensor.elements
  }

  @Test(arguments: [
    ("a.tsv", "{}", "naïve\ty\n1.5\tü\n"),
    ("a.TAB", "{}", "naïve\ty\n1.5\tü\n"),
    ("a.txt", "{ format: tsv }", "naïve\ty\n1.5\tü\n"),
    ("a.txt", "{ separator: tab }", "naïve\ty\n1.5\tü\n"),
    ("a.tsv", "{ format: csv }", "naïve,y\n1.5,ü\n"),
    ("a.csv", "{ separator: \";\", decimal: \",\" }", "naïve;y\n1,5;ü\n"),
    ("a.csv", "{ decimal: \",\" }", "naïve,y\n\"1,5\",ü\n"),
    ("a.csv", "{ separator: \"|\" }", "\u{feff}naïve|y\r\n1.5|ü\r\n"),
  ])
  func readsWhatIsDeclared(name: String, data: String, text: String) throws {
    #expect(try read(Array(text.utf8), name: name, data: data) == [1.5, 1, 0])
  }

  @Test func readsLatin1() throws {
    let text = "naïve,y\n1.5,\"ü\"\n2,\u{ff}\n"
    let latin1 = try #require(text.data(using: .isoLatin1))
    #expect(
      try read(Array(latin1), name: "a.csv", data: "{ encoding: latin1 }")
        == [1.5, 1, 0, 2, 0, 0])
    #expect(throws: TableError.self) { try read(Array(latin1), name: "a.csv", data: "{}") }
  }

  @Test func decimalPointsAreNoDecimalCommas() {
    #expect(throws: TableError.self) {
      try read(
        Array("naïve;y\n1.5;ü\n".utf8), name: "a.csv",
        data: "{ separator: \";\", decimal: \",\" }")
    }
  }

  @Test func standardInputIsNoFileOfTheFolder() throws {
    let spec = try AuditSpec.parse(
      "data: { test: \"-\" }\ninputs: [{ name: i, features: [{ column: x, kind: raw }] }]",
      path: "folder/a.yaml")
    #expect(spec.data.test == CSVReader.standardInput)
  }
}
