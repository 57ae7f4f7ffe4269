/// How much a zip file may hold before it is refused.
public struct ZipLimits: Sendable, Equatable {
  /// The most entries.
  public var entries: Int
  /// The most bytes of one inflated entry.
  public var entryBytes: Int
  /// The most bytes of all entries, inflated.
  public var archiveBytes: Int
  /// The most times its stored size that an entry may inflate to.
  public var ratio: Int
  /// Entries up to this many inflated bytes are not held to ``ratio``: arrays of zeros pack well.
  public var ratioExemption: Int

  /// Creates limits.
  public init(
    entries: Int = 10_000, entryBytes: Int = 8 << 30, archiveBytes: Int = 16 << 30,
    ratio: Int = 200, ratioExemption: Int = 16 << 20
  ) {
    self.entries = entries
    self.entryBytes = entryBytes
    self.archiveBytes = archiveBytes
    self.ratio = ratio
    self.ratioExemption = ratioExemption
  }

  /// Wide enough for checkpoints of every usual size.
  public static let `default` = ZipLimits()
}

/// A file in a zip archive.
public struct ZipEntry: Sendable, Equatable {
  /// Its name with `/` between folders.
  public let name: String
  /// Its size in bytes, inflated.
  public let size: Int
  /// Whether it is stored deflated.
  public let isDeflated: Bool

  let data: Range<Int>
  let checksum: UInt32
}

/// Reads zip archives that come from anywhere, and refuses those that are built to mislead.
///
/// What readers of the same archive could take differently is an error: names that occur twice or
/// leave the archive, entries that overlap, local headers that disagree with the central
/// directory, bytes that belong to nothing at the end. So are encryption, links, methods other
/// than stored and deflate, and content that inflates beyond ``ZipLimits``.
public struct ZipReader: Sendable {
  /// The files in the order of the central directory; folders are left out.
  public let entries: [ZipEntry]

  let bytes: [UInt8]
  let file: String

  /// Checks an archive's structure; nothing is inflated.
  ///
  /// Errors name the archive as `file`.
  ///
  /// - Complexity: O(*n* log *n*) in the number of entries.
  public init(
    bytes: [UInt8], file: String, limits: ZipLimits = .default
  ) throws(ArchiveError) {
    var directory = ZipDirectory(bytes: bytes, file: file, limits: limits)
    entries = try directory.read()
    self.bytes = bytes
    self.file = file
  }

  /// The file with a name.
  public subscript(name: String) -> ZipEntry? {
    entries.first { $0.name == name }
  }

  /// The content of an entry of this archive, checked against its size and CRC-32.
  public func read(_ entry: ZipEntry) throws(ArchiveError) -> [UInt8] {
    let stored = bytes[entry.data]
    let content = entry.isDeflated ? try inflate(stored, entry) : Array(stored)
    guard checksum(content) == entry.checksum else { throw invalid(entry, .wrongChecksum) }
    return content
  }

  private func inflate(
    _ stored: ArraySlice<UInt8>, _ entry: ZipEntry
  ) throws(ArchiveError) -> [UInt8] {
    let inflater = Inflater(.none)
    var input = stored
    var content: [UInt8] = []
    while true {
      // One byte more than is left, so that an entry larger than it says is noticed at once.
      let room = min(1 << 20, entry.size - content.count + 1)
      let step: Inflater.Step
      do throws(Inflater.Damage) {
        step = try inflater.inflate(input, limit: room)
      } catch {
        throw invalid(entry, .damagedStream(detail: error.detail))
      }
      input = input.dropFirst(step.consumed)
      content += step.output
      if content.count > entry.size {
        throw invalid(entry, .wrongSize(expected: entry.size, found: content.count))
      }
      if step.isFinished { break }
      if step.consumed == 0 && step.output.isEmpty { throw invalid(entry, .truncated) }
    }
    guard content.count == entry.size else {
      throw invalid(entry, .wrongSize(expected: entry.size, found: content.count))
    }
    guard input.isEmpty else { throw invalid(entry, .trailingBytes) }
    return content
  }

  private func invalid(_ entry: ZipEntry, _ reason: ArchiveError.Reason) -> ArchiveError {
    .invalid(file: file, entry: entry.name, reason: reason)
  }
}
