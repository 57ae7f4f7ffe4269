/// A text that equals another only if all bytes do, as TensorFlow compares texts.
///
/// Swift takes texts for equal that Unicode holds to be the same, such as "é" in one and in two code
/// points.
struct Token: Sendable, Hashable {
  var text: String

  init(_ text: String) {
    self.text = text
  }

  static func == (a: Token, b: Token) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

  /// Texts of equal bytes are equal to Swift too, and have one hash.
  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
