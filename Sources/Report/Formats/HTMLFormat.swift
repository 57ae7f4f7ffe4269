import AuditResults
import Crypto
import Mustache

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The page for people: one file that loads nothing and runs nothing.
enum HTMLFormat {
  /// The page, laid out for `paper` where it is made to be printed.
  static func render(_ page: Page, on paper: Paper? = nil) throws(ReportError) -> String {
    var numbering = Numbering()
    let sections = page.parts.enumerated().map { index, part -> [String: Any] in
      [
        "id": part.id, "number": index + 1, "title": part.title,
        "blocks": part.blocks.map { block($0, &numbering) },
      ]
    }
    let styles = [
      StyleSheet.screen, StyleSheet.print(kind: page.kind, id: printedID(page), paper: paper),
    ]
    let hashes = styles.map { "'sha256-\(base64Digest($0))'" }
    return try Templates.render(
      "page",
      [
        "policy": "default-src 'none'; style-src \(hashes.joined(separator: " ")); "
          + "base-uri 'none'; form-action 'none'",
        "kind": page.kind, "title": page.title, "heading": text(page.heading),
        "lead": text(page.lead), "styles": styles, "sections": sections,
        "first": page.parts.first?.id ?? "", "footer": text(page.footer),
      ], in: library())
  }

  private static func library() throws(ReportError) -> MustacheLibrary {
    var sources = PageTemplates.partials
    sources["page"] = PageTemplates.page
    return try Templates.library(sources)
  }

  /// The document's id for the printed page, where it has the form of one.
  private static func printedID(_ page: Page) -> String? {
    guard let id = page.id, !id.isEmpty else { return nil }
    return id.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) } ? id : nil
  }

  private static func base64Digest(_ style: String) -> String {
    Data(SHA256.hash(data: Array(style.utf8))).base64EncodedString()
  }

  private static func text(_ text: Text) -> [String: Any] { ["markup": HTMLText.markup(text)] }

  private static func block(_ block: Block, _ numbering: inout Numbering) -> [String: Any] {
    switch block {
    case .paragraph(let words): text(words).with("template", "paragraph")
    case .heading(let level, let words): text(words).with("template", "heading\(level)")
    case .note(let words): text(words).with("template", "note")
    case .list(let items): ["template": "list", "items": items.map(text)]
    case .steps(let items): ["template": "steps", "items": items.map(text)]
    case .facts(let facts):
      [
        "template": "facts",
        "facts": facts.map { ["term": text($0.term), "text": text($0.text)] as [String: Any] },
      ]
    case .pair(let sides):
      [
        "template": "pair",
        "sides": sides.map { text($0.title).with("items", $0.items.map(text)) },
      ]
    case .volatile(let label, let blocks):
      [
        "template": "volatile", "label": label.isEmpty ? [] : [text(label)],
        "blocks": blocks.map { Self.block($0, &numbering) },
      ]
    case .table(let table): Self.table(table, &numbering)
    case .figure(let figure): Self.figure(figure, &numbering)
    }
  }

  private static func table(_ table: Table, _ numbering: inout Numbering) -> [String: Any] {
    // Columns of words are named by their places, so that no cell needs a class.
    let left = table.columns.indices.dropFirst().filter { table.columns[$0].alignment == .left }
    let names =
      left.prefix { $0 < StyleSheet.mostColumns }.map { "l\($0 + 1)" }
      + (left.last == table.columns.count - 1 && left.count > 0 ? ["words"] : [])
    return [
      "template": "table", "number": numbering.nextTable(), "caption": text(table.caption),
      "leftColumns": names.isEmpty ? [] : [names.joined(separator: " ")],
      "columns": table.columns.map { "<th scope=\"col\">\(HTMLText.markup($0.title))</th>" }
        .joined(),
      "rows": table.rows.map(row).joined(),
      "remark": table.remark.map { [text($0)] } ?? [],
      "extent": (table.rows.count > 8 ? " long" : "") + (isWide(table) ? " dense" : ""),
    ]
  }

  /// Whether a table would be wider than a page, with every number and its interval on one line;
  /// then intervals stand under their numbers.
  private static func isWide(_ table: Table) -> Bool {
    func length(_ text: Text) -> Int {
      text.runs.reduce(0) { $0 + $1.characters.unicodeScalars.count }
    }
    let columns = table.columns.enumerated().map { index, column in
      let cells = table.rows.map { index < $0.count ? length($0[index]) : 0 }
      let word = column.title.string.split(separator: " ").map(\.count).max() ?? 0
      let longest = max(word, cells.max() ?? 0)
      // Names of rows and words break their lines, and so do reasons why a number is absent.
      return 3
        + (index == 0 || column.alignment == .left ? min(max(longest, 12), 18) : min(longest, 26))
    }
    return columns.reduce(0, +) > mostCharacters
  }

  /// What fits side by side on a screen of 1,440 pixels.
  private static let mostCharacters = 128

  private static func row(_ cells: [Text]) -> String {
    var markup = "<tr><th scope=\"row\">\(HTMLText.markup(cells.first ?? ""))</th>"
    for cell in cells.dropFirst() { markup += "<td>\(HTMLText.markup(cell))</td>" }
    return markup + "</tr>\n"
  }

  private static func figure(_ figure: Figure, _ numbering: inout Numbering) -> [String: Any] {
    let number = numbering.nextFigure()
    var values = table(figure.table, &numbering)
    values["template"] = "figure"
    values["figureNumber"] = number
    values["figureCaption"] = text(figure.caption)
    values["panels"] = figure.panels.map(\.markup)
    // Two drawings fill the page, and four make a square rather than a row of three and one more.
    values["layout"] =
      figure.panels.count == 1
      ? "single" : [2, 4].contains(figure.panels.count) ? "square" : "many"
    return values
  }
}

/// Numbers of figures and tables, each in the order of the page.
struct Numbering {
  private var figures = 0
  private var tables = 0

  mutating func nextFigure() -> Int {
    figures += 1
    return figures
  }

  mutating func nextTable() -> Int {
    tables += 1
    return tables
  }
}

extension [String: Any] {
  fileprivate func with(_ key: String, _ value: Any) -> [String: Any] {
    var changed = self
    changed[key] = value
    return changed
  }
}
