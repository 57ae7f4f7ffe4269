public import AuditResults

/// The version that reports and `--version` print.
package let toolVersion = "0.1.0"

extension ToolFacts {
  /// This library, where no program names itself.
  public static var library: ToolFacts { ToolFacts(name: "FairerAudit", version: toolVersion) }
}
