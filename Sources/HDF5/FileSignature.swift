#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The eight bytes by which the format is known.
///
/// Looked for before the library sees the file, so that a wrong path gets the system's own reason,
/// a pipe does not hang, and other formats never reach the parser.
enum FileSignature {
  private static let bytes: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Where bytes hold the signature, among the places where it may stand.
  static func offset(in content: [UInt8]) -> Int? {
    var offset = 0
    while offset + bytes.count <= content.count {
      if content[offset...].starts(with: bytes) { return offset }
      offset = offset == 0 ? 512 : 2 * offset
    }
    return nil
  }

  /// Checks that the path leads to a plain file that holds the signature at 0, 512, 1024, 2048 and
  /// so on: a block of the user's may stand before it.
  static func check(path: String) throws(HDF5Error) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(file: path, reason: reason(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(file: path, reason: reason(errno))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .unreadable(file: path, reason: reason(EISDIR))
    default: throw .notHDF5(file: path)
    }
    var offset = 0
    while offset + bytes.count <= Int(status.st_size) {
      if try read(descriptor, at: offset, path: path) == bytes { return }
      offset = offset == 0 ? 512 : 2 * offset
    }
    throw .notHDF5(file: path)
  }

  private static func read(
    _ descriptor: CInt, at offset: Int, path: String
  ) throws(HDF5Error) -> [UInt8] {
    var failure: CInt?
    let found = unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, filled in
      let count = unsafe pread(descriptor, buffer.baseAddress, bytes.count, off_t(offset))
      if count < 0 { failure = errno }
      filled = max(count, 0)
    }
    if let failure { throw .unreadable(file: path, reason: reason(failure)) }
    return found
  }

  private static func reason(_ code: CInt) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }
}

extension File {
  /// Checks that a path leads to a plain file that holds the format's signature, without the library.
  ///
  /// - Throws: ``HDF5Error/unreadable(file:reason:)`` with the system's own reason, or
  ///   ``HDF5Error/notHDF5(file:)``.
  public static func checkSignature(path: String) throws(HDF5Error) {
    try FileSignature.check(path: path)
  }
}
