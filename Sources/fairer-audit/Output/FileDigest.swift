import AuditResults
import Crypto

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Describes a file by base name, size and SHA-256, reading it in pieces.
func fileFacts(_ path: String) throws(InputError) -> FileFacts {
  guard let handle = FileHandle(forReadingAtPath: path) else {
    let reason = FileSystem.exists(path) ? "permission denied" : "no such file"
    throw .unreadable(path: path, reason: reason)
  }
  var hash = SHA256()
  var bytes = 0
  do {
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      hash.update(data: piece)
      bytes += piece.count
    }
  } catch {
    throw .unreadable(path: path, reason: "\(error)")
  }
  let digits = hash.finalize().map { byte in
    let text = String(byte, radix: 16)
    return text.count == 1 ? "0" + text : text
  }
  return FileFacts(
    name: URL(filePath: path).lastPathComponent, bytes: bytes, sha256: digits.joined())
}
