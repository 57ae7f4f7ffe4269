/// The bytes of a file in order, inflated where the file is gzipped, in bounded memory.
///
/// Whether a file is gzipped is told by its first bytes, not by its name.
public struct ByteStream: ~Copyable {
  /// The most bytes that ``next()`` returns.
  public static let pieceSize = 1 << 18

  private let file: FileBytes
  private var gzip: GzipStream?
  private var pending: ArraySlice<UInt8>
  private var isAtEnd = false

  /// Opens a file.
  public init(path: String) throws(ArchiveError) {
    let file = try FileBytes(path: path)
    var head: [UInt8] = []
    while head.count < GzipStream.magic.count, try file.read(Self.pieceSize, appendingTo: &head) > 0
    {}
    gzip = head.starts(with: GzipStream.magic) ? GzipStream(file: path) : nil
    pending = head[...]
    self.file = file
  }

  /// The next bytes; none at the end.
  ///
  /// - Throws: ``ArchiveError`` where the file cannot be read or its compressed data are damaged.
  public mutating func next() throws(ArchiveError) -> [UInt8] {
    if gzip == nil {
      if pending.isEmpty { return try file.read(Self.pieceSize) }
      let piece = Array(pending)
      pending = []
      return piece
    }
    while true {
      if pending.isEmpty && !isAtEnd {
        pending = try file.read(Self.pieceSize)[...]
        isAtEnd = pending.isEmpty
      }
      // Input used up does not mean that all output came out: ask once more before the end.
      let piece = try gzip?.inflate(&pending, limit: Self.pieceSize) ?? []
      if !piece.isEmpty { return piece }
      if pending.isEmpty && isAtEnd {
        try gzip?.finish()
        return []
      }
    }
  }
}
