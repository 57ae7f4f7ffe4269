import Foundation
import TestSupport
import Testing

@testable import Tables

/// The rows of a CSV text, read from a file.
private func rows(
  _ bytes: [UInt8], dialect: CSVDialect = CSVDialect()
) throws -> [CSVReaderTests.Row] {
  let folder = try TemporaryFolder()
  try Data(bytes).write(to: folder.url.appending(path: "a.csv"))
  var rows: [CSVReaderTests.Row] = []
  do throws(TableError) {
    var reader = try CSVReader(path: folder.path("a.csv"), dialect: dialect)
    rows.append(CSVReaderTests.Row(line: 1, cells: reader.header))
    try reader.forEachRow { (bytes, cells, line) throws(TableError) in
      var texts: [String] = []
      for index in cells.indices { texts.append(text(bytes, cells[index].range)) }
      rows.append(CSVReaderTests.Row(line: line, cells: texts))
    }
  } catch {
    guard case .malformed(_, let line, let problem) = error else { throw error }
    throw CSVReaderTests.Problem(line: line, problem: problem)
  }
  return rows
}

private func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
  var content: [UInt8] = []
  for index in range { content.append(bytes[index]) }
  return String(decoding: content, as: UTF8.self)
}

/// The same numbers every time.
private struct Lottery: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}

struct CSVReaderTests {
  struct Row: Codable, Equatable {
    var line: Int
    var cells: [String]
  }

  struct Problem: Error, Equatable {
    var line: Int
    var problem: CSVProblem
  }

  /// A text and what Python's csv module makes of it.
  struct Case: Codable, Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var rows: [Row]
    var testDescription: String { name }

    static let all: [Case] = {
      let file = Repository.fixtures.appending(path: "tables/csv_cases.json")
      return (try? JSONDecoder().decode([Case].self, from: Data(contentsOf: file))) ?? []
    }()
  }

  @Test func thereAreCases() {
    #expect(Case.all.count == 66)
  }

  @Test(arguments: Case.all)
  func readsAsPythonDoes(of example: Case) throws {
    #expect(try rows(Array(example.text.utf8)) == example.rows)
  }

  /// The rows again and again, so that pieces of the file end everywhere in them.
  @Test(arguments: Case.all.filter { $0.rows.count > 1 && $0.text.utf8.count % 3 == 0 })
  func readsAcrossPieces(of example: Case) throws {
    func written(_ row: Row) -> String {
      row.cells.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
    }
    let header = written(example.rows[0])
    let body = example.rows.dropFirst().map(written).joined(separator: "\r\n")
    let times = 600_000 / body.utf8.count
    let text = header + String(repeating: "\r\n" + body, count: times)
    let found = try rows(Array(text.utf8)).dropFirst().map(\.cells)
    let expected = example.rows.dropFirst().map(\.cells)
    #expect(found.count == expected.count * times)
    for (index, cells) in found.enumerated() where cells != expected[index % expected.count] {
      Issue.record("row \(index): \(cells)")
      break
    }
  }

  @Test(arguments: [
    ("", 1, CSVProblem.emptyFile),
    ("\u{feff}", 1, .emptyFile),
    ("\n1,2\n", 1, .noHeader),
    ("a,b,a\n", 1, .duplicateColumn("a")),
    ("a,b\n1,2\n1\n", 3, .ragged(expected: 2, found: 1)),
    ("a,b\n1,2,3\n", 2, .ragged(expected: 2, found: 3)),
    ("a,b\n\"x\ny\",2\n1,2,3\n", 4, .ragged(expected: 2, found: 3)),
    ("a,b\n1,2\n\n\n3,4\n", 3, .ragged(expected: 2, found: 1)),
    ("a,b\n1,\"2\n3,4\n", 2, .unterminatedQuote),
    ("a,b\n\"1\n\",\"2\n3,4\n", 3, .unterminatedQuote),
    ("a,b\n1,\"2\"x\n", 2, .bytesAfterQuote),
    ("a,b\n\"1\n\" ,2\n", 3, .bytesAfterQuote),
  ])
  func refuses(text: String, line: Int, problem: CSVProblem) {
    #expect(throws: Problem(line: line, problem: problem)) { try rows(Array(text.utf8)) }
  }

  @Test(arguments: [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x99]] as [[UInt8]])
  func refusesInvalidUTF8(bytes: [UInt8]) {
    let text = Array("a,b\n1,2\n3,".utf8) + bytes + Array("\n5,6\n".utf8)
    #expect(throws: Problem(line: 3, problem: .invalidUTF8)) { try rows(text) }
    #expect(throws: Problem(line: 1, problem: .invalidUTF8)) { try rows(bytes + text) }
  }

  @Test func holdsToTheLimits() {
    let text = Array("a,b\n1,2\n".utf8)
    #expect(throws: Problem(line: 1, problem: .tooManyColumns(limit: 1))) {
      try rows(text, dialect: CSVDialect(columns: 1))
    }
    let long = text + Array(repeating: UInt8(ascii: "x"), count: 2 << 20)
    #expect(throws: Problem(line: 3, problem: .recordTooLong(limit: 1 << 20))) {
      try rows(long, dialect: CSVDialect(recordBytes: 1 << 20))
    }
  }

  @Test func emptyLinesInOneColumnAreEmptyCells() throws {
    let found = try rows(Array("a\n1\n\n\n2\n\n".utf8))
    #expect(found.map(\.cells) == [["a"], ["1"], [""], [""], ["2"]])
    #expect(found.map(\.line) == [1, 2, 3, 4, 5])
  }

  @Test(arguments: [";", "\t", "|"])
  func takesOtherSeparators(separator: String) throws {
    let byte = try #require(separator.utf8.first)
    let text = "a\(separator)b\n1,5\(separator)\"x\(separator)\"\n"
    let found = try rows(Array(text.utf8), dialect: CSVDialect(separator: byte))
    #expect(found.map(\.cells) == [["a", "b"], ["1,5", "x\(separator)"]])
  }

  /// Fields of every length around that of a word, of bytes that differ from separators and line ends
  /// in one bit, against a plain split.
  @Test func findsEverySeparator() throws {
    var random = Lottery(state: 5)
    let letters = Array("+-\u{b}\u{c}\u{e}\u{8}*.,|ab\u{7f}\u{1}".utf8).filter {
      $0 != UInt8(ascii: ",")
    }
    for _ in 0..<300 {
      let table = (0..<20).map { _ in
        (0..<5).map { _ -> String in
          let bytes = (0..<Int.random(in: 1...20, using: &random)).map { _ in
            letters.randomElement(using: &random) ?? 0x61
          }
          let text = String(decoding: bytes, as: UTF8.self)
          return Bool.random(using: &random) ? text : "é" + text
        }
      }
      let header = ["v", "w", "x", "y", "z"]
      let end = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
      let text = ([header] + table).map { $0.joined(separator: ",") }.joined(separator: end)
      let found = try rows(Array(text.utf8)).map(\.cells)
      #expect(found == [header] + table, "\(text.debugDescription)")
    }
  }

  @Test func readsGzip() throws {
    let path = Repository.fixtures.appending(path: "archives/lines.csv.gz").path
    var count = 1
    var reader = try CSVReader(path: path)
    #expect(reader.header == ["0", "a"])
    try reader.forEachRow { (_, _, _) in count += 1 }
    #expect(count == 2000)
  }

  @Test func survivesEveryTruncation() throws {
    let text = Array("\u{feff}\"a\",b\r\n\"1\"\"\n\",2\r\n3,\"ü\"".utf8)
    for length in 0..<text.count {
      _ = try? rows(Array(text.prefix(length)))
    }
  }
}
