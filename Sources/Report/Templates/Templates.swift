import Mustache

/// What the templates of both renderings share.
enum Templates {
  /// The name under which ``MarkupEscaping`` is known to Mustache.
  static let contentType = "REPORT_MARKUP"

  /// Escapes over bytes; Mustache's own escaping works over characters and lets a quotation mark
  /// with a combining mark pass.
  private struct MarkupEscaping: MustacheContentType {
    func escapeText(_ text: String) -> String { escapeMarkup(text) }
  }

  private static let isRegistered: Bool = {
    MustacheContentTypes.register(MarkupEscaping(), named: contentType)
    return true
  }()

  /// A library of templates.
  ///
  /// - Throws: ``ReportError/template(name:)`` when one does not parse.
  static func library(_ sources: [String: String]) throws(ReportError) -> MustacheLibrary {
    precondition(isRegistered)
    var library = MustacheLibrary()
    for (name, source) in sources {
      do {
        try library.register(source, named: name)
      } catch {
        throw .template(name: name)
      }
    }
    return library
  }

  /// Renders a template of a library.
  static func render(
    _ name: String, _ value: [String: Any], in library: MustacheLibrary
  ) throws(ReportError) -> String {
    guard let text = library.render(value, withTemplate: name) else { throw .template(name: name) }
    return text
  }

  /// The shape that tells a status apart without colour.
  static func shape(_ kind: Text.Kind) -> String {
    switch kind {
    case .meetsLimit: "●"
    case .belowLimit: "▼"
    case .inconclusive: "◆"
    default: "○"
    }
  }
}
