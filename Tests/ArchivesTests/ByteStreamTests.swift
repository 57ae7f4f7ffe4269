import Archives
import Foundation
import TestSupport
import Testing

struct ByteStreamTests {
  private func text(of path: String) throws(ArchiveError) -> String {
    var stream = try ByteStream(path: path)
    var bytes: [UInt8] = []
    while true {
      let piece = try stream.next()
      if piece.isEmpty { break }
      #expect(piece.count <= ByteStream.pieceSize)
      bytes += piece
    }
    #expect(try stream.next().isEmpty)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: ["lines.csv.gz", "lines_members.csv.gz"])
  func inflatesWhateverTheName(file: String) throws {
    let folder = try TemporaryFolder()
    let source = Repository.fixtures.appending(path: "archives/\(file)")
    try FileManager.default.copyItem(at: source, to: folder.url.appending(path: "plain.csv"))
    let lines = (0..<2000).map { "\($0),\(["a", "b", "c"][$0 % 3])\n" }.joined()
    #expect(try text(of: folder.path("plain.csv")) == lines)
  }

  @Test(arguments: [0, 1, 2, ByteStream.pieceSize, ByteStream.pieceSize * 3 + 1])
  func readsPlainFiles(size: Int) throws {
    let folder = try TemporaryFolder()
    let content = String(repeating: "x", count: size)
    try content.write(toFile: folder.path("a.gz"), atomically: false, encoding: .utf8)
    #expect(try text(of: folder.path("a.gz")) == content)
  }

  @Test func tellsATruncatedFile() throws {
    let folder = try TemporaryFolder()
    let source = Repository.fixtures.appending(path: "archives/lines.csv.gz")
    try Data(contentsOf: source).prefix(900).write(to: folder.url.appending(path: "a"))
    #expect(
      throws: ArchiveError.invalid(file: folder.path("a"), entry: nil, reason: .truncated)
    ) { try text(of: folder.path("a")) }
  }

  @Test func namesAFolder() throws {
    let folder = try TemporaryFolder()
    #expect(
      throws: ArchiveError.unreadable(file: folder.url.path, reason: "Is a directory")
    ) { try text(of: folder.url.path) }
  }
}
