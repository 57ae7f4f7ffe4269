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
    try PreparedReport(of: result).text(self)
  }
}

/// An audit's report before it has a form; several forms share the work.
public struct PreparedReport: Sendable {
  private let result: AuditResult
  private let page: Page

  /// The report of an audit.
  ///
  /// - Parameters:
  ///   - result: The audit.
  ///   - isDigestRight: Whether its digest is known to be that of its content, see
  ///     ``hasRightDigest(_:readFrom:)``; `nil` for it to be computed again.
  /// - Throws: ``ReportError/inconsistent(path:expected:found:)`` when counts or lengths do not fit
  ///   each other.
  public init(of result: AuditResult, isDigestRight: Bool? = nil) throws(ReportError) {
    try validate(result)
    self.result = result
    var isRight = isDigestRight ?? true
    if isDigestRight == nil, let stated = result.contentDigest {
      isRight = try stated == contentDigest(of: result)
    }
    page = Page(result, isDigestRight: isRight)
  }

  /// The report as text that ends in a newline; equal results give equal bytes.
  ///
  /// - Throws: ``ReportError/notFinite(path:)`` when a number is infinite or NaN.
  public func text(_ format: ReportFormat) throws(ReportError) -> String {
    switch format {
    case .html: try HTMLFormat.render(page)
    case .markdown: try MarkdownFormat.render(page)
    case .json: try JSONFormat.encode(result)
    }
  }
  /// The page as a browser is given it to print: the same but for the size of its sheets.
  ///
  /// The report itself leaves the sheets to the reader's printer.
  public func printedPage(on paper: Paper) throws(ReportError) -> String {
    try HTMLFormat.render(page, on: paper)
  }
}
