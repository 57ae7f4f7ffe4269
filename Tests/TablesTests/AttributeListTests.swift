import Foundation
import TestSupport
import Testing

@testable import Tables

struct AttributeListTests {
  private func rows(_ text: String) throws -> (header: [String], rows: [[String]]) {
    let folder = try TemporaryFolder()
    let path = folder.path("list_attr_celeba.txt")
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    do throws(TableError) {
      var reader = try TableReader(path: path, data: DataSpec(), wanted: [])
      var rows: [[String]] = []
      try reader.forEachRow { (bytes, cells, line) throws(TableError) in
        var row = ["\(line)"]
        for index in cells.indices {
          let range = cells[index].range
          row.append(String(decoding: range.map { bytes[$0] }, as: UTF8.self))
        }
        rows.append(row)
      }
      return (reader.header, rows)
    } catch {
      throw Unnamed(error: error, folder: folder.url.path)
    }
  }

  @Test func readsRunsOfSpaces() throws {
    let found = try rows(
      "2\r\nSmiling Male Young \r\n000001.jpg -1  1 -1\r\n000002.jpg  1 -1  1\r\n")
    #expect(found.header == ["file", "Smiling", "Male", "Young"])
    #expect(
      found.rows == [["3", "000001.jpg", "-1", "1", "-1"], ["4", "000002.jpg", "1", "-1", "1"]])
    // Without an end of the last line, and with an empty one in between.
    #expect(try rows("1\nA\n\nx.jpg 1").rows == [["4", "x.jpg", "1"]])
  }

  @Test(arguments: [
    ("2\nA B\nx.jpg 1 1\n", 3, CSVProblem.rowCount(expected: 2, found: 1)),
    ("1\nA B\nx.jpg 1\n", 3, .ragged(expected: 3, found: 2)),
    ("1\nA A\nx.jpg 1 1\n", 2, .duplicateColumn("A")),
    ("1\nA file\nx.jpg 1 1\n", 2, .duplicateColumn("file")),
  ])
  func refuses(text: String, line: Int, problem: CSVProblem) {
    #expect(
      throws: Unnamed(.malformed(file: "list_attr_celeba.txt", line: line, problem: problem))
    ) {
      try rows(text)
    }
  }

  /// Under its own name a list is told by its first lines; a table under that name is CSV.
  @Test func tellsListsFromTables() throws {
    #expect(try rows("a,b\n1,2\n").header == ["a", "b"])
    #expect(DataFormat(path: "x/LIST_attr_celeba.txt") == .images)
    #expect(DataFormat(path: "x/list.txt") == .csv)
    let table = try profile("2\nA B\nx.jpg 1 -1\ny.jpg -1 -1\n", name: "any.txt")
    #expect(table.data.format == .images)
    #expect(table.columns.map(\.name) == ["file", "A", "B"])
    #expect(table.imageColumn?.name == "file")
  }
}
