import AuditResults

/// The page as GitHub-flavoured Markdown; figures give way to their tables.
enum MarkdownFormat {
  static func render(_ page: Page) throws(ReportError) -> String {
    var numbering = Numbering()
    let sections = page.parts.enumerated().map { index, part -> [String: Any] in
      [
        "number": index + 1, "title": part.title, "slug": slug("\(index + 1) \(part.title)"),
        "blocks": part.blocks.map { block($0, &numbering, in: page) },
      ]
    }
    var sources = MarkdownTemplates.partials
    sources["page"] = MarkdownTemplates.page
    return try Templates.render(
      "page",
      [
        "heading": line(page.heading), "lead": line(page.lead), "sections": sections,
        "footer": line(page.footer),
      ], in: Templates.library(sources))
  }

  private static func block(
    _ block: Block, _ numbering: inout Numbering, in page: Page
  ) -> [String: Any] {
    switch block {
    case .paragraph(let text): ["template": "paragraph", "text": line(text)]
    case .heading(let level, let text): ["template": "heading\(level)", "text": line(text)]
    case .note(let text): ["template": "note", "text": line(text)]
    case .list(let items): ["template": "list", "items": items.map { line($0) }]
    case .steps(let items): ["template": "steps", "items": items.map { line($0) }]
    case .facts(let facts):
      [
        "template": "facts",
        "facts": facts.map { ["term": term($0.term), "text": line($0.text)] },
      ]
    case .pair(let sides):
      [
        "template": "pair",
        "sides": sides.map { side -> [String: Any] in
          ["text": line(side.title), "items": side.items.map { line($0) }]
        },
      ]
    case .volatile(let label, let blocks):
      [
        "template": "volatile", "label": label.isEmpty ? [] : [line(label)],
        "blocks": blocks.map { Self.block($0, &numbering, in: page) },
      ]
    case .table(let table): Self.table(table, &numbering)
    case .figure(let figure): Self.figure(figure, &numbering, in: page)
    }
  }

  private static func table(_ table: Table, _ numbering: inout Numbering) -> [String: Any] {
    var lines = [row(table.columns.map(\.title))]
    lines.append(
      "|" + table.columns.map { $0.alignment == .right ? " ---: |" : " :--- |" }.joined())
    lines += table.rows.map(row)
    return [
      "template": "table", "number": numbering.nextTable(), "caption": line(table.caption),
      "table": lines.joined(separator: "\n"), "remark": table.remark.map { [line($0)] } ?? [],
    ]
  }

  private static func figure(
    _ figure: Figure, _ numbering: inout Numbering, in page: Page
  ) -> [String: Any] {
    let number = numbering.nextFigure()
    var values = table(figure.table, &numbering)
    values["template"] = "figure"
    values["figureNumber"] = number
    values["drawnIn"] = page.fileName
    values["figureCaption"] = line(figure.caption)
    return values
  }

  private static func row(_ cells: [Text]) -> String {
    "|" + cells.map { " \(line($0, isCell: true)) |" }.joined()
  }

  /// GitHub's anchor for a heading.
  private static func slug(_ title: String) -> String {
    String(title.lowercased().map { $0 == " " ? "-" : $0 })
  }

  /// A term in bold, unless it already is.
  private static func term(_ text: Text) -> String {
    let isPlain = text.runs.allSatisfy { [.plain, .name, .code, .muted].contains($0.kind) }
    return isPlain ? "**\(line(text)):**" : line(text) + ":"
  }

  /// Text as one line of Markdown.
  static func line(_ text: Text, isCell: Bool = false) -> String {
    text.runs.map { run in
      switch run.kind {
      case .plain, .undefined: escape(run.characters)
      case .muted: escape(run.characters)
      case .strong: "**\(escape(run.characters))**"
      case .name: escapeName(run.characters)
      case .title: "**\(escapeName(run.characters))**"
      case .code: code(run.characters, isCell: isCell)
      case .interval: run.characters
      case .meetsLimit, .belowLimit, .inconclusive, .notAssessed:
        "\(Templates.shape(run.kind)) **\(run.characters)**"
      case .link: escape(run.characters)
      }
    }.joined()
  }

  /// The program's words: what could begin markup is escaped wherever it stands.
  static func escape(_ text: String) -> String {
    var escaped = ""
    let scalars = Array(text.unicodeScalars)
    func isLetter(_ index: Int) -> Bool {
      scalars.indices.contains(index) && scalars[index].isASCII
        && (scalars[index].properties.isAlphabetic || scalars[index].properties.numericType != nil)
    }
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      // An underscore inside a word never begins emphasis.
      case "_" where isLetter(index - 1) && isLetter(index + 1): escaped += "_"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "$":
        escaped += "\\"
        escaped.unicodeScalars.append(scalar)
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Text from outside: nothing in it may begin a list, a rule, a heading, an image or a link.
  static func escapeName(_ text: String) -> String {
    var escaped = ""
    var isAtStart = true
    var isNumber = true
    var wCount = 0
    var isAfterLetter = false
    let scalars = Array(escape(text).unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let isLast = index + 1 == scalars.count || scalars[index + 1].properties.isWhitespace
      let isActive =
        switch scalar {
        case "@": true
        case ":": isAfterLetter
        case "-", "+", "=", ">": isAtStart
        case ".", ")": isNumber && isLast || wCount == 3
        default: false
        }
      if isActive { escaped += "\\" }
      escaped.unicodeScalars.append(scalar)
      let isLetter = scalar.isASCIILetter || scalar.value >= 0x80 && scalar.properties.isAlphabetic
      let isSpace = !isLetter && scalar.properties.isWhitespace
      isAtStart = isAtStart && isSpace
      isNumber = isNumber && (isSpace || !isLetter && scalar.properties.numericType != nil)
      isAfterLetter = isLetter
      wCount = scalar == "w" || scalar == "W" ? wCount + 1 : 0
    }
    return escaped
  }

  /// Code between more backticks than it holds.
  ///
  /// Some text is set as a name instead: a cell's code cannot escape a pipe, and a tag in code is
  /// one only for readers that know code.
  static func code(_ text: String, isCell: Bool) -> String {
    let hasTag = zip(text.utf8, text.utf8.dropFirst()).contains { first, second in
      first == UInt8(ascii: "<") && second > UInt8(ascii: " ")
    }
    guard !text.isEmpty, !hasTag, !(isCell && text.contains("|")) else { return escapeName(text) }
    var (longest, current) = (0, 0)
    for character in text.utf8 {
      current = character == UInt8(ascii: "`") ? current + 1 : 0
      longest = max(longest, current)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let padding = longest > 0 ? " " : ""
    return fence + padding + text + padding + fence
  }
}

extension Unicode.Scalar {
  /// One of the 52 letters whose properties need not be looked up.
  fileprivate var isASCIILetter: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self)
  }
}
