import Testing

@testable import fairer_audit

@Suite struct TextTableTests {
  @Test func alignsColumns() {
    var table = TextTable([("group", .left), ("n", .right)])
    table.add(["Female", "2 902"])
    table.add(["é", "7"])
    #expect(table.lines == ["group       n", "Female  2 902", "é           7"])
  }

  @Test func leavesNoTrailingSpaces() {
    var table = TextTable([("a", .left), ("b", .left)])
    table.add(["1", ""])
    #expect(table.lines == ["a  b", "1"])
  }
}
