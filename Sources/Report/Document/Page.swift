import AuditResults

/// A whole document before it has a format: what every rendering needs to know of it.
struct Page: Sendable {
  /// A numbered part of the document.
  struct Part: Sendable {
    /// What links name it by.
    var id: String
    var title: String
    var blocks: [Block]
  }

  /// What sort of document it is, such as `Model audit report`.
  var kind: String
  /// The title of the window.
  var title: String
  var heading: Text
  var lead: Text
  var parts: [Part]
  var footer: Text
  /// What names the document on every printed page; printed only where it is hexadecimal.
  var id: String?
  /// The base name of the HTML rendering, which the Markdown names where it has no drawing.
  var fileName: String
}

extension Page {
  /// The report of an audit, which says where its digest is not that of its content.
  init(_ result: AuditResult, isDigestRight: Bool) {
    self.init(
      kind: "Model audit report", title: "Audit of \(Text.name(result.model.name).string)",
      heading: "Audit of \(name: result.model.name)", lead: ReportWords.lead(result),
      parts: Section.shown(in: result).map { section in
        let note = section.id == .result && !isDigestRight ? [wrongDigestNote] : []
        return Part(
          id: section.id.rawValue, title: section.title, blocks: note + section.blocks(result))
      },
      footer: ReportWords.footer(result), id: result.contentDigest.map(result.auditID),
      fileName: ReportFormat.html.fileName)
  }
}
