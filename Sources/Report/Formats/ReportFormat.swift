public import AuditResults

/// The forms that an audit's result can be written in.
public enum ReportFormat: String, CaseIterable, Sendable {
  /// One self-contained page for people.
  case html
  /// Plain text for pull requests and wikis.
  case markdown = "md"
  /// The result itself, for programs; the other formats are made from its decoded value.
  case json

  /// The base name of the file that the format is written to.
  public var fileName: String {
    switch self {
    case .html: "report.html"
    case .markdown: "report.md"
    case .json: "audit.json"
    }
  }

  /// The result as text that ends in a newline; equal results give equal bytes.
  ///
  /// - Throws: ``ReportError/notFinite(path:)`` when a number is infinite or NaN, and
  ///   ``ReportError/inconsistent(path:expected:found:)`` when counts or lengths do not fit each
  ///   other.
  public func render(_ result: AuditResult) throws(ReportError) -> String {
    try validate(result)
    return switch self {
    case .html: try HTMLFormat.render(Page(result))
    case .markdown: try MarkdownFormat.render(Page(result))
    case .json: try JSONFormat.encode(result)
    }
  }
}
