/// How a text becomes a fixed number of indices, as models of letters or words take them.
public struct SequenceSpec: Sendable, Hashable {
  /// What a text is cut into.
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    /// Unicode scalars, as Python iterates over a text.
    case characters
    /// What stands between separators.
    case tokens
  }

  /// An end of a sequence.
  public enum Side: String, Sendable, Hashable, CaseIterable {
    /// The beginning; what Keras calls `pre`.
    case left
    /// The end; what Keras calls `post`.
    case right
  }

  /// What a text is cut into.
  public var unit: Unit
  /// The known units; the index of each is its place plus the offset.
  public var vocabulary: [String]
  /// How many indices a text gives, at least 1.
  public var length: Int
  /// What is added to a unit's place.
  public var offset: Int
  /// The index of every unknown unit; `nil` to treat it as an error.
  public var unknown: Int?
  /// The index that fills up short texts.
  public var pad: Int
  /// The end at which short texts are filled up.
  public var padding: Side
  /// The end at which long texts are cut off.
  public var truncation: Side
  /// The byte between tokens; `nil` for any run of spaces and tabs.
  public var separator: UInt8?

  /// Creates an encoding.
  public init(
    unit: Unit, vocabulary: [String], length: Int, offset: Int = 1, unknown: Int? = nil,
    pad: Int = 0, padding: Side = .right, truncation: Side = .right, separator: UInt8? = nil
  ) {
    self.unit = unit
    self.vocabulary = vocabulary
    self.length = length
    self.offset = offset
    self.unknown = unknown
    self.pad = pad
    self.padding = padding
    self.truncation = truncation
    self.separator = separator
  }

  /// Hands the places of the text's units to `body`, in order.
  func forEachUnit(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ body: (Range<Int>) -> Void
  ) {
    var start = range.lowerBound
    switch unit {
    case .characters:
      while start < range.upperBound {
        var end = start + 1
        // Bytes 0b10… continue the scalar that the byte before them begins.
        while end < range.upperBound, bytes[end] & 0xc0 == 0x80 { end += 1 }
        body(start..<end)
        start = end
      }
    case .tokens:
      while start <= range.upperBound {
        var end = start
        while end < range.upperBound, !separates(bytes[end]) { end += 1 }
        // Runs of spaces hold no tokens; between two separators of one's own stands an empty one.
        if end > start || separator != nil && !range.isEmpty { body(start..<end) }
        start = end + 1
      }
    }
  }

  private func separates(_ byte: UInt8) -> Bool {
    separator.map { $0 == byte } ?? (byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t"))
  }
}
