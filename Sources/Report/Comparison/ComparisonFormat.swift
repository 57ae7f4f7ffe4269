public import AuditResults

/// The forms that a comparison of two audits can be written in.
public enum ComparisonFormat: String, CaseIterable, Sendable {
  /// One self-contained page for people.
  case html
  /// Plain text for pull requests and wikis.
  case markdown = "md"
  /// The comparison itself, for programs.
  case json

  /// The base name of the file that the format is written to.
  public var fileName: String { "comparison.\(rawValue)" }

  /// The comparison as text that ends in a newline; equal comparisons give equal bytes.
  ///
  /// - Throws: ``ReportError/notFinite(path:)`` when a number is infinite or NaN.
  public func render(_ comparison: AuditComparison) throws(ReportError) -> String {
    switch self {
    case .html: try HTMLFormat.render(Page(comparison))
    case .markdown: try MarkdownFormat.render(Page(comparison))
    case .json: try JSONFormat.encode(comparison)
    }
  }
}

extension Page {
  /// The page of a comparison.
  init(_ comparison: AuditComparison) {
    let names = comparison.attributes.map { Text.name($0.name) }.joined(", ")
    self.init(
      kind: "Comparison of two model audits",
      title: "Comparison of \(Text.name(comparison.before.name).string) and "
        + Text.name(comparison.after.name).string,
      heading: comparison.before.name == comparison.after.name
        ? "Two audits of \(name: comparison.after.name)"
        : "\(name: comparison.before.name) and \(name: comparison.after.name)",
      lead: names.isEmpty
        ? "What changed from one audit to another."
        : "What changed from one audit to another, per subgroup: \(names).",
      parts: ComparisonPart.all.map {
        Part(id: $0.id, title: $0.title, blocks: $0.blocks(comparison))
      },
      footer: """
        Made by \(name: comparison.tool.name) \(name: comparison.tool.version) from the JSON of both \
        audits alone. Numbers are decided unrounded and printed rounded.
        """,
      id: comparison.contentDigest.map { String($0.prefix(16)) },
      fileName: ComparisonFormat.html.fileName)
  }
}

/// One part of a comparison and the function that makes its blocks.
struct ComparisonPart: Sendable {
  var id: String
  var title: String
  var blocks: @Sendable (AuditComparison) -> [Block]

  /// Every part, one row each.
  static let all: [ComparisonPart] = [
    ComparisonPart(id: "result", title: "Result", blocks: comparedResultBlocks),
    ComparisonPart(id: "findings", title: "Findings in plain language", blocks: comparedFindings),
    ComparisonPart(id: "groups", title: "Groups before and after", blocks: comparedGroupBlocks),
    ComparisonPart(id: "disparities", title: "Disparities", blocks: comparedDisparityBlocks),
    ComparisonPart(id: "network", title: "Inside the network", blocks: comparedNetworkBlocks),
    ComparisonPart(id: "limits", title: "Limits and gates", blocks: comparedLimitBlocks),
    ComparisonPart(id: "methods", title: "Methods and definitions", blocks: comparedMethodBlocks),
    ComparisonPart(id: "provenance", title: "Provenance", blocks: comparedProvenanceBlocks),
  ]
}
