/// Tells which cells hold no value.
struct MissingTexts {
  private let table: ByteTable
  /// The most bytes of a text: longer cells need no look into the table.
  private let longest: Int

  /// Empty cells, and those that hold one of the texts.
  init(_ texts: [String] = []) {
    table = ByteTable(texts)
    longest = texts.map(\.utf8.count).max() ?? 0
  }

  func contains(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.isEmpty || range.count <= longest && table.index(of: bytes, range) != nil
  }
}
