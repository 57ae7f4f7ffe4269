public import Archives
public import AuditResults
import Crypto

/// Describes a file by base name, size and SHA-256, reading it in pieces.
///
/// - Throws: `ArchiveError` where it cannot be read.
public func fileFacts(_ path: String) throws(ArchiveError) -> FileFacts {
  let file = try FileBytes(path: path)
  var hash = SHA256()
  var bytes = 0
  while true {
    let piece = try file.read(1 << 20)
    if piece.isEmpty { break }
    hash.update(data: piece)
    bytes += piece.count
  }
  return FileFacts(name: baseName(path), bytes: bytes, sha256: hexadecimal(hash.finalize()))
}

/// Describes a file that is not written yet.
public func fileFacts(_ bytes: [UInt8], name: String) -> FileFacts {
  FileFacts(
    name: baseName(name), bytes: bytes.count, sha256: hexadecimal(SHA256.hash(data: bytes)))
}

/// The last part of a path.
package func baseName(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}
