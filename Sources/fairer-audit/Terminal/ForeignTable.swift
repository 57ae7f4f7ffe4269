import Audit
import AuditResults

/// An audit in the terms of another tool, with all digits, as the terminal shows it.
struct ForeignTable {
  let result: AuditResult
  let tool: ForeignTool

  init(_ result: AuditResult, tool: ForeignTool) {
    (self.result, self.tool) = (result, tool)
  }

  /// The lines: all rows, then each attribute by group and as a whole.
  var lines: [String] {
    var table = TextTable([
      ("attribute", .left), ("group", .left), (tool.rawValue, .left), ("value", .left),
    ])
    for value in tool.values(result) {
      table.add([
        value.attribute ?? "(overall)", value.group ?? "", value.name,
        value.number.map { "\($0)" } ?? "undefined",
      ])
    }
    return table.lines
  }
}
