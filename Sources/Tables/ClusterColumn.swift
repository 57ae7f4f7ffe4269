/// Which rows belong together, such as those of one person or household.
public struct Clusters: Sendable, Hashable {
  /// The cluster of each row, from 0.
  public var codes: [Int32]

  /// Creates clusters; no code is negative.
  public init(codes: [Int32]) { self.codes = codes }
}

/// Collects which rows belong together.
///
/// A row without a value belongs to no other: it is a cluster of its own.
struct ClusterColumn {
  let columnIndex: Int
  private var values = ByteTable()
  /// The number of each row's value; -1 where it is missing.
  private var codes: [Int32] = []

  init(columnIndex: Int) { self.columnIndex = columnIndex }

  mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>, isMissing: Bool) {
    codes.append(isMissing ? -1 : Int32(values.insert(bytes, range)))
  }

  /// The clusters, in the order in which they came in, single rows last.
  func finish() -> Clusters {
    var next = Int32(values.count)
    return Clusters(
      codes: codes.map { code in
        if code >= 0 { return code }
        next += 1
        return next - 1
      })
  }
}
