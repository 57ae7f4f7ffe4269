import AuditResults
import Testing

@testable import Report

/// Names that attack one context each.
let hostileNames = [
  "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"\u{301} onload=\"x",
  "' onmouseover='x", "a|b|c", "`code` ``` fence", "]]>", "--> <!-- ", "</style></title><b>",
  "</svg><b>", "&lt;b&gt; &amp; &#x3c;", "\u{0}\u{7}\u{1B}[31mred", "line\nbreak\r\n\ttab",
  "\u{202E}evil\u{2066}\u{200F}", "# heading", "- item", "1. item", "> quote",
  "![x](http://e.example)",
  "[x](javascript:alert(1))", "http://evil.example www.evil.example a@evil.example",
  "{{title}} {{{.}}}",
  "\\| \\", "*bold* _em_ ~~no~~ $x$", "=1+1", "", "   ", "e\u{301} é",
  "\(Unicode.Scalar(UInt32(0xFFFE)).map(String.init) ?? "")\u{E0041}x",
  String(repeating: "a", count: 10_240), String(repeating: "Z\u{335}", count: 5000),
]

/// The two-group sample with a hostile text wherever text from outside can stand.
func hostileResult(_ name: String) -> AuditResult {
  let second = name + "2"
  let groups = [
    group(name, attribute: name, 192, 80, 2514, 116), group(second, attribute: name, 9, 3, 8, 1),
  ]
  var result = twoGroupResult()
  result.attributes = [
    attribute(name, columns: [name], groups),
    attribute(name + " × y", columns: [name, "y"], groups, empty: [name]),
  ]
  result.influence = [
    influence(name, groups: [name, second], layers: [(name, 20), ("b", 1)], leftOut: [name])
  ]
  result.gates = result.gates.map { gate in
    var changed = gate
    (changed.attribute, changed.rationale) = (name, name)
    return changed
  }
  result.gates[1].metric = name
  result.tool = ToolFacts(name: name, version: name)
  let file = FileFacts(name: name, bytes: 1, sha256: name)
  result.model = ModelFacts(
    name: name,
    statements: [Statement(key: name, text: name), Statement(key: "version", text: name)],
    file: file, format: name, kerasVersion: name, backend: name,
    layers: [.init(name: name, className: name, outputShape: [1], parameters: 1)])
  result.data.file = file
  result.data.statements = [Statement(key: name, text: name)]
  result.data.features = [
    .init(
      input: name, column: name, kind: name, width: 1, missing: 1, unknown: 1,
      unknownValues: [.init(value: name, rows: 1)])
  ]
  result.decision = DecisionFacts(
    labelColumn: name, positiveLabel: name, negativeLabel: name, threshold: 0.5, output: name,
    scoreKind: .probability)
  result.definitions = [
    MetricDefinition(
      id: "selection_rate", name: name, formula: name, meaning: name, caution: name, ideal: nil,
      reference: name, equivalents: [name])
  ]
  result.methods = [MethodDefinition(id: name, name: name, description: name, reference: name)]
  result.contentDigest = name
  result.run = RunFacts(
    started: name, seconds: 1, commandLine: [name], system: name, architecture: name, threads: 1,
    libraries: [name])
  return result
}

struct HostileNameTests {
  @Test(arguments: hostileNames)
  func neverBecomesAnElement(name: String) throws {
    let page = try Markup(ReportFormat.html.render(hostileResult(name)))
    let plain = try Markup(ReportFormat.html.render(hostileResult("plain")))
    // A blank name is set in a span instead of a bdi; otherwise the skeleton must be the same.
    func skeleton(_ markup: Markup) -> [String] {
      markup.elements.map(\.name).filter {
        // How labels and shapes are joined depends on how long a name is.
        !["path", "text", "tspan", "bdi", "span", "code", "g", "rect"].contains($0)
      }
    }
    // Names that need it are isolated; a plain one does not.
    #expect(
      Set(page.elements.map(\.name)).subtracting(plain.elements.map(\.name) + ["bdi"]).isEmpty)
    #expect(page["script"].isEmpty && page["img"].isEmpty && page["b"].count == plain["b"].count)
    #expect(page.comments == plain.comments)
    let known: Set<String> = Set(plain.elements.flatMap(\.attributes.keys))
    #expect(Set(page.elements.flatMap(\.attributes.keys)).subtracting(known) == [])
    #expect(
      skeleton(page).filter { $0 != "line" && $0 != "circle" }.count
        == skeleton(plain).filter { $0 != "line" && $0 != "circle" }.count)
  }

  @Test(arguments: hostileNames, [ReportFormat.html, .markdown])
  func leavesNoControlCharacters(name: String, format: ReportFormat) throws {
    let text = try format.render(hostileResult(name))
    let bad = text.unicodeScalars.filter { scalar in
      scalar != "\n" && scalar.properties.generalCategory == .control
        || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        || scalar.properties.isNoncharacterCodePoint
    }
    #expect(bad.isEmpty)
  }

  @Test(arguments: hostileNames)
  func keepsMarkdownTablesInShape(name: String) throws {
    let lines = try ReportFormat.markdown.render(hostileResult(name)).split(separator: "\n")
    var columns: Int?
    var tables = 0
    for line in lines {
      guard line.hasPrefix("|") else {
        columns = nil
        continue
      }
      let count = cells(line)
      if columns == nil { tables += 1 }
      #expect(count == columns ?? count, "\(line.prefix(200))")
      columns = count
    }
    #expect(tables > 15)
  }

  /// How many pipes of a line separate cells, as GitHub's reader counts them.
  private func cells(_ line: Substring) -> Int {
    var count = 0
    var isEscaped = false
    for scalar in line.unicodeScalars {
      if isEscaped {
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == "|" {
        count += 1
      }
    }
    return count
  }

  @Test(arguments: hostileNames)
  func keepsMarkdownTextText(name: String) throws {
    let text = try ReportFormat.markdown.render(hostileResult(name))
    for line in text.split(separator: "\n") where !line.hasPrefix("<!-- volatile:") {
      #expect(!line.contains("<"), "\(line.prefix(200))")
      let words = line.split(separator: "`", omittingEmptySubsequences: false)
      for (index, part) in words.enumerated() where index.isMultiple(of: 2) {
        #expect(name.contains("`") || !part.contains("http:"), "\(line.prefix(200))")
      }
    }
    let plain = try ReportFormat.markdown.render(hostileResult("plain"))
    func headings(_ text: String) -> Int { text.split(separator: "\n").count { $0.hasPrefix("#") } }
    #expect(headings(text) == headings(plain))
  }

  @Test(arguments: hostileNames)
  func jsonKeepsTheNameItself(name: String) throws {
    let result = hostileResult(name)
    let json = try ReportFormat.json.render(result)
    #expect(try decodeAuditResult(Array(json.utf8)) == result)
  }

  @Test func longNamesAreCut() throws {
    let html = try ReportFormat.html.render(hostileResult(String(repeating: "a", count: 10_240)))
    #expect(html.utf8.count < 300_000)
    #expect(!html.contains(String(repeating: "a", count: 4001)))
  }
}
