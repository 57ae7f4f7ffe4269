import Foundation
import TestSupport
import Testing

@testable import Tables

/// Random tables after random edits: read as Python's csv module reads them, or refused with it.
struct CSVDamageTests {
  struct Case: Codable, Sendable {
    var separator: String
    var text: String
    /// The rows, the header first; absent where the text is refused.
    var rows: [[String]]?
  }

  private func rows(_ test: Case, in path: String) throws -> [[String]]? {
    let separator = try #require(test.separator.utf8.first)
    do throws(TableError) {
      var reader = try CSVReader(path: path, dialect: CSVDialect(separator: separator))
      var rows = [reader.header]
      try reader.forEachRow { (bytes, cells, _) throws(TableError) in
        var row: [String] = []
        for index in cells.indices { row.append(cellText(bytes, cells[index].range)) }
        rows.append(row)
      }
      return rows
    } catch {
      guard case .malformed = error else { throw error }
      return nil
    }
  }

  @Test func readsOrRefusesAsPythonDoes() throws {
    let file = Repository.fixtures.appending(path: "tables/csv_damages.json")
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    #expect(cases.count == 400)
    #expect((100...300).contains(cases.count { $0.rows == nil }))
    let folder = try TemporaryFolder()
    for test in cases {
      try Data(test.text.utf8).write(to: folder.url.appending(path: "a.csv"))
      let found = try rows(test, in: folder.path("a.csv"))
      #expect(found == test.rows, "\(test.text.debugDescription)")
    }
  }
}
