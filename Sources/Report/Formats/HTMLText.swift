/// Runs of text as HTML.
///
/// Written here rather than by a template, since a report holds tens of thousands of them. Every
/// character passes ``escapeMarkup(_:)``.
enum HTMLText {
  /// The text as element content.
  static func markup(_ text: Text) -> String {
    var markup = ""
    for run in text.runs { markup += Self.markup(run) }
    return markup
  }

  private static func markup(_ run: Text.Run) -> String {
    let words = escapeMarkup(run.characters)
    return switch run.kind {
    case .plain: words
    case .strong: "<strong>\(words)</strong>"
    case .muted: "<span class=\"muted\">\(words)</span>"
    case .name: isolated(run.characters, words)
    case .title: "<strong>\(isolated(run.characters, words))</strong>"
    case .code: "<code>\(words)</code>"
    case .interval: "<i>\(words)</i>"
    case .undefined: "<span class=\"undefined\">\(words)</span>"
    case .meetsLimit, .belowLimit, .inconclusive, .notAssessed:
      """
      <span class="status \(run.kind.rawValue)"><span class="shape" aria-hidden="true">\
      \(Templates.shape(run.kind))</span> \(words)</span>
      """
    case .link: "<a href=\"#\(escapeMarkup(run.target?.rawValue ?? ""))\">\(words)</a>"
    }
  }

  /// A name that nothing outside it turns round or is turned by, and that may break anywhere where
  /// a word of it is very long; most names need neither.
  private static func isolated(_ characters: String, _ words: String) -> String {
    if hasLongWord(characters) { return "<bdi class=\"long\">\(words)</bdi>" }
    return mayRunLeftwards(characters) ? "<bdi>\(words)</bdi>" : words
  }

  private static func hasLongWord(_ text: String) -> Bool {
    text.utf8.split(separator: UInt8(ascii: " ")).contains { $0.count > 24 }
  }

  /// Whether a text may hold letters of a script that is written from right to left, the first of
  /// which is Hebrew.
  private static func mayRunLeftwards(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.value >= 0x590 && !(0x1E00...0x2BFF).contains($0.value) }
  }
}
