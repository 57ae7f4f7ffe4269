#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reading and writing by number, without what Foundation loads for it.
enum FileDescriptor {
  /// The next bytes, empty at the end; `nil` where reading fails.
  static func read(_ descriptor: CInt, upTo count: Int) -> [UInt8]? {
    var failed = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var found = -1
      repeat {
        #if canImport(Glibc)
          found = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
        #else
          found = unsafe Darwin.read(descriptor, buffer.baseAddress, count)
        #endif
      } while found < 0 && errno == EINTR
      failed = found < 0
      filled = max(found, 0)
    }
    return failed ? nil : bytes
  }

  /// All bytes up to the end; `nil` where reading fails.
  static func readAll(_ descriptor: CInt) -> [UInt8]? {
    var status = stat()
    var result: [UInt8] = []
    if unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
      result.reserveCapacity(Int(status.st_size))
    }
    while true {
      guard let piece = read(descriptor, upTo: 1 << 20) else { return nil }
      if piece.isEmpty { return result }
      result += piece
    }
  }

  /// Writes all bytes; whether that succeeded.
  static func write(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    unsafe bytes.withUnsafeBytes { buffer in
      var rest = unsafe buffer[...]
      while unsafe !rest.isEmpty {
        let piece = unsafe UnsafeRawBufferPointer(rebasing: rest)
        #if canImport(Glibc)
          let count = unsafe Glibc.write(descriptor, piece.baseAddress, piece.count)
        #else
          let count = unsafe Darwin.write(descriptor, piece.baseAddress, piece.count)
        #endif
        if count > 0 {
          unsafe rest = rest.dropFirst(count)
        } else if count == 0 || errno != EINTR {
          return false
        }
      }
      return true
    }
  }
}
