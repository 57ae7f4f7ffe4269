/// Why an archive, a compressed stream or an array file could not be read.
public enum ArchiveError: Error, Equatable, Sendable {
  /// The operating system would not open or read the file; `reason` is its own text.
  case unreadable(file: String, reason: String)
  /// The content is damaged, hostile or of a kind that is not read.
  ///
  /// `entry` names the part of the archive, where the problem lies in one.
  case invalid(file: String, entry: String?, reason: Reason)
  /// Rows could not be kept in a temporary file of that folder; `reason` is the system's own text.
  case scratch(folder: String, reason: String)

  /// What is wrong with the content.
  public enum Reason: Equatable, Sendable {
    /// There is no end-of-central-directory record at the end of the file.
    case notZip
    /// A record or a stream ends before it is complete.
    case truncated
    /// The archive spans several files.
    case severalDisks
    /// A record does not hold what its place or signature promises; `record` names it.
    case malformed(record: String)
    /// There are more entries than the limit allows.
    case tooManyEntries(found: Int, limit: Int)
    /// One entry, inflated, is larger than the limit allows.
    case entryTooLarge(bytes: UInt64, limit: Int)
    /// All entries together, inflated, are larger than the limit allows.
    case archiveTooLarge(bytes: UInt64, limit: Int)
    /// An entry inflates to more times its stored size than the limit allows.
    case ratioTooHigh(ratio: Int, limit: Int)
    /// Two entries have the same name.
    case duplicateName
    /// The name is empty, absolute, climbs with `..`, or holds a backslash, NUL or invalid UTF-8.
    case unsafeName
    /// The entry is a symbolic link, a device or another thing that is no plain file.
    case notAFile
    /// The entry is encrypted.
    case encrypted
    /// The entry is compressed by a method other than stored (0) and deflate (8).
    case unsupportedMethod(Int)
    /// The entry's local header and the central directory disagree about `field`.
    case headersDisagree(field: String)
    /// The bytes of two entries overlap.
    case overlapping(other: String)
    /// The content's CRC-32 is not the recorded one.
    case wrongChecksum
    /// The compressed data are damaged; `detail` is zlib's own text.
    case damagedStream(detail: String)
    /// The content's size is not the recorded one.
    case wrongSize(expected: Int, found: Int)
    /// The stream is followed by bytes that belong to nothing.
    case trailingBytes

    /// The bytes are not a NumPy array: the magic string is absent.
    case notNumPy
    /// The array file has a format version that is not read.
    case unsupportedVersion(Int)
    /// The array's header is not the dictionary that the format prescribes.
    case malformedHeader
    /// The array holds pickled Python objects, which are never run.
    case pythonObjects
    /// The array has an element type that is not read.
    case unsupportedType(String)
    /// The array's text is not valid Unicode.
    case invalidText
    /// The array holds an unsigned integer that does not fit 64 signed bits.
    case integerTooLarge(UInt64)
  }
}
