#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Single-precision numbers that are kept on disk, in a file without a name.
///
/// The file is removed from its folder as soon as it is open, so nothing is left behind however the
/// process ends, and nobody else can open it. Reading is safe from several threads at once.
public final class ScratchFile: Sendable {
  /// The folder where the file was made.
  public let folder: String
  private let descriptor: CInt

  /// Makes an empty file; in the system's folder for temporary files unless told otherwise.
  ///
  /// - Throws: ``ArchiveError/scratch(folder:reason:)``.
  public init(folder: String? = nil) throws(ArchiveError) {
    let folder = folder ?? FileManager.default.temporaryDirectory.path
    self.folder = folder
    let path = folder + "/fairer-audit-\(UUID().uuidString)"
    // Nobody else may read the rows.
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .scratch(folder: folder, reason: systemReason(errno))
    }
    _ = unsafe unlink(path)
  }

  deinit { close(descriptor) }

  /// Appends numbers.
  ///
  /// - Throws: ``ArchiveError/scratch(folder:reason:)``, as where the disk is full.
  public func append(_ numbers: [Float]) throws(ArchiveError) {
    var failure: CInt?
    unsafe numbers.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count, failure == nil {
        let count = unsafe write(
          descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
        if count > 0 { done += count } else if errno != EINTR { failure = errno }
      }
    }
    if let failure { throw .scratch(folder: folder, reason: systemReason(failure)) }
  }

  /// The numbers in runs of equal length that start at the given places, one run after the other.
  ///
  /// - Throws: ``ArchiveError/scratch(folder:reason:)`` where they cannot be read.
  public func numbers(of length: Int, starts: some Sequence<Int>, count: Int) throws(ArchiveError)
    -> [Float]
  {
    var failure: CInt?
    let stride = MemoryLayout<Float>.stride
    let numbers = unsafe [Float](unsafeUninitializedCapacity: length * count) { buffer, filled in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      for start in starts where failure == nil {
        var done = 0
        while done < length * stride {
          let result = unsafe pread(
            descriptor, bytes.baseAddress.map { unsafe $0 + filled * stride + done },
            length * stride - done, off_t(start * stride + done))
          if result > 0 {
            done += result
          } else if result == 0 {
            failure = EIO
            return
          } else if errno != EINTR {
            failure = errno
            return
          }
        }
        filled += length
      }
    }
    if let failure { throw .scratch(folder: folder, reason: systemReason(failure)) }
    return numbers
  }
}

/// The operating system's text for an error number.
func systemReason(_ code: CInt) -> String {
  guard let text = unsafe strerror(code) else { return "error \(code)" }
  return unsafe String(cString: text)
}
