import AuditResults

/// Text of a report before it has a format: runs that each know where their characters come from.
///
/// Literals are the program's own words. Text from outside (a name in the data, a statement of the
/// user) enters as `\(name:)`: it is cleaned, and renderers escape and isolate it. A bare `String`
/// does not compile, so that none slips in.
struct Text: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// What a run is, which decides how a format sets and escapes it.
  enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The program's words and numbers.
    case plain
    /// The program's words, stressed.
    case strong
    /// The program's words, stepping back.
    case muted
    /// Text from outside.
    case name
    /// Text from outside that leads a sentence.
    case title
    /// A digest, id, formula or command, character by character.
    case code
    /// An interval, such as `[0.59, 0.83]`.
    case interval
    /// Why a number is absent.
    case undefined
    /// How a gate came out.
    case meetsLimit, belowLimit, inconclusive, notAssessed
    /// The title of a section, with a link to it.
    case link
  }

  /// Characters of one kind.
  struct Run: Sendable, Hashable {
    var kind: Kind
    var characters: String
    /// The section that a link leads to.
    var target: SectionID?
  }

  var runs: [Run]

  init(_ runs: [Run] = []) { self.runs = runs }

  init(_ kind: Kind, _ characters: String) {
    runs = characters.isEmpty ? [] : [Run(kind: kind, characters: characters)]
  }

  init(stringLiteral value: String) { self.init(.plain, value) }

  init(stringInterpolation: Interpolation) { runs = stringInterpolation.runs }

  /// The characters alone, as titles and charts need them.
  var string: String { runs.map(\.characters).joined() }

  var isEmpty: Bool { runs.allSatisfy { $0.characters.isEmpty } }

  static func + (left: Text, right: Text) -> Text { Text(left.runs + right.runs) }

  /// Text from outside, one line of at most `limit` scalars.
  static func name(_ characters: String, limit: Int = 200) -> Text {
    let cleaned = clean(characters, limit: limit)
    let isBlank = cleaned.allSatisfy(\.isWhitespace)
    return isBlank ? Text(.muted, "(blank)") : Text(.name, cleaned)
  }

  /// Text from outside that leads a sentence, with a full stop.
  static func title(_ characters: String) -> Text {
    Text(name(characters).runs.map { Run(kind: .title, characters: $0.characters + ".") })
  }

  /// Characters from outside or from the program, set as code.
  static func code(_ characters: String) -> Text { Text(.code, clean(characters, limit: 2000)) }

  static func strong(_ words: String) -> Text { Text(.strong, words) }

  static func muted(_ words: String) -> Text { Text(.muted, words) }

  static func link(_ section: SectionID) -> Text {
    Text([Run(kind: .link, characters: Section.title(of: section), target: section)])
  }

  /// Collects the runs of a string literal.
  struct Interpolation: StringInterpolationProtocol {
    var runs: [Run] = []

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) {
      runs += Text(.plain, literal).runs
    }

    mutating func appendInterpolation(name outside: String) {
      runs += Text.name(outside).runs
    }

    mutating func appendInterpolation(_ text: Text) {
      runs += text.runs
    }
  }
}

extension Sequence where Element == Text {
  /// The texts in one, `separator` between them.
  func joined(_ separator: Text) -> Text {
    var runs: [Text.Run] = []
    var isFirst = true
    for text in self {
      if !isFirst { runs += separator.runs }
      runs += text.runs
      isFirst = false
    }
    return Text(runs)
  }
}
