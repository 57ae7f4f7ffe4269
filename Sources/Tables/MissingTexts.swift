/// Tells which cells hold no value.
struct MissingTexts {
  private let table: ByteTable
  private let isEmpty: Bool

  /// Empty cells, and those that hold one of the texts.
  init(_ texts: [String] = []) {
    table = ByteTable(texts)
    isEmpty = texts.isEmpty
  }

  func contains(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.isEmpty || !isEmpty && table.index(of: bytes, range) != nil
  }
}
