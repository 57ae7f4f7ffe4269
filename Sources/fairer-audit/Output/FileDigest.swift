import Archives
import AuditResults
import Crypto

/// Describes a file by base name, size and SHA-256, reading it in pieces.
func fileFacts(_ path: String) throws(ArchiveError) -> FileFacts {
  let file = try FileBytes(path: path)
  var hash = SHA256()
  var bytes = 0
  while true {
    let piece = try file.read(1 << 20)
    if piece.isEmpty { break }
    hash.update(data: piece)
    bytes += piece.count
  }
  let digits = hash.finalize().map { byte in
    let text = String(byte, radix: 16)
    return text.count == 1 ? "0" + text : text
  }
  return FileFacts(
    name: path.split(separator: "/").last.map(String.init) ?? path, bytes: bytes,
    sha256: digits.joined())
}
