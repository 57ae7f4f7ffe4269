#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that is open for reading; closed at the end of the value's life.
public struct FileBytes: ~Copyable {
  /// The path as it was given.
  public let path: String
  private let descriptor: CInt

  /// Opens the file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - isPlain: Whether it must be a plain file: a pipe that nobody writes to would never be opened.
  /// - Throws: ``ArchiveError/unreadable(file:reason:)`` where there is none, it is a folder, or
  ///   it may not be read.
  public init(path: String, isPlain: Bool = false) throws(ArchiveError) {
    self.path = path
    let mode = O_RDONLY | O_CLOEXEC
    descriptor = unsafe open(path, isPlain ? mode | O_NONBLOCK : mode)
    guard descriptor >= 0 else {
      throw .unreadable(file: path, reason: systemReason(errno))
    }
    guard isPlain else { return }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw .unreadable(
        file: path, reason: isFolder ? systemReason(EISDIR) : "it is no plain file")
    }
  }

  deinit { close(descriptor) }

  /// Appends the next bytes of the file to `bytes`; none at its end.
  ///
  /// - Returns: How many bytes were appended, at most `count`.
  public func read(_ count: Int, appendingTo bytes: inout [UInt8]) throws(ArchiveError) -> Int {
    let piece = try read(count)
    bytes += piece
    return piece.count
  }

  /// The next bytes of the file, at most `count` (at least 1); none at its end.
  public func read(_ count: Int) throws(ArchiveError) -> [UInt8] {
    var failure: CInt?
    let piece = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var result: Int
      repeat {
        result = unsafe systemRead(descriptor, buffer.baseAddress, count)
      } while result < 0 && errno == EINTR
      if result < 0 { failure = errno }
      filled = max(result, 0)
    }
    if let failure { throw .unreadable(file: path, reason: systemReason(failure)) }
    return piece
  }

  /// The whole content of a file.
  public static func all(of path: String) throws(ArchiveError) -> [UInt8] {
    let file = try FileBytes(path: path)
    var bytes: [UInt8] = []
    while try file.read(1 << 20, appendingTo: &bytes) > 0 {}
    return bytes
  }
}

// Inside `FileBytes` the name `read` means its own methods.
private func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int
{
  unsafe read(descriptor, buffer, count)
}
