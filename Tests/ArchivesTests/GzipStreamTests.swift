import Foundation
import TestSupport
import Testing

@testable import Archives

struct GzipStreamTests {
  private let lines = (0..<2000).map { "\($0),\(["a", "b", "c"][$0 % 3])\n" }.joined()

  private func compressed(_ name: String) throws -> [UInt8] {
    try FileBytes.all(of: Repository.fixtures.appending(path: "archives/\(name)").path)
  }

  private func inflate(
    _ bytes: [UInt8], piece: Int, limit: Int
  ) throws(ArchiveError) -> String {
    var stream = GzipStream(file: "x")
    var output: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: piece) {
      var input = bytes[start..<min(start + piece, bytes.count)]
      while true {
        let found = try stream.inflate(&input, limit: limit)
        #expect(found.count <= limit)
        output += found
        if input.isEmpty && found.count < limit { break }
      }
    }
    try stream.finish()
    return String(decoding: output, as: UTF8.self)
  }

  @Test(
    arguments: ["lines.csv.gz", "lines_members.csv.gz"],
    [(1, 1), (1, 4096), (7, 100), (4096, 1), (1 << 20, 1 << 20)])
  func inflatesInPieces(file: String, sizes: (piece: Int, limit: Int)) throws {
    let text = try inflate(compressed(file), piece: sizes.piece, limit: sizes.limit)
    #expect(text == lines)
  }

  @Test func skipsPadding() throws {
    let padded = try compressed("lines.csv.gz") + Array(repeating: 0, count: 600)
    #expect(try inflate(padded, piece: 100, limit: 1000) == lines)
  }

  @Test func refusesTrailingBytes() throws {
    let bytes = try compressed("lines.csv.gz")
    #expect(throws: ArchiveError.invalid(file: "x", entry: nil, reason: .trailingBytes)) {
      try inflate(bytes + [0, 0, 1], piece: 1 << 20, limit: 1000)
    }
    #expect(
      throws: ArchiveError.invalid(
        file: "x", entry: nil, reason: .damagedStream(detail: "incorrect header check"))
    ) { try inflate(bytes + Array("more".utf8), piece: 1 << 20, limit: 1000) }
  }

  @Test func refusesEveryTruncation() throws {
    let bytes = try compressed("lines.csv.gz")
    for length in stride(from: 0, to: bytes.count, by: 37) {
      #expect(throws: ArchiveError.invalid(file: "x", entry: nil, reason: .truncated)) {
        try inflate(Array(bytes.prefix(length)), piece: 512, limit: 1 << 16)
      }
    }
  }

  @Test func checksTheChecksum() throws {
    var bytes = try compressed("lines.csv.gz")
    bytes[bytes.count - 8] ^= 1
    #expect(
      throws: ArchiveError.invalid(
        file: "x", entry: nil, reason: .damagedStream(detail: "incorrect data check"))
    ) { try inflate(bytes, piece: 1 << 20, limit: 1 << 20) }
  }
}
