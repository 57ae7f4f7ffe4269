import Testing

@testable import Archives

struct ZipWriterTests {
  private static func archive(widest: UInt64) -> [UInt8] {
    var zip = ZipWriter(widest: widest)
    zip.add(name: "config.json", bytes: Array("{}".utf8))
    zip.add(name: "assets/naïve.txt", bytes: Array(repeating: 7, count: 1000))
    zip.add(name: "empty", bytes: [])
    return zip.finish()
  }

  /// With `widest` small, sizes and offsets are written as those of an archive beyond 4 GiB.
  @Test(arguments: [UInt64(UInt32.max) - 1, 10, 0])
  func readsBack(widest: UInt64) throws {
    let zip = try ZipReader(bytes: Self.archive(widest: widest), file: "x")
    #expect(zip.entries.map(\.name) == ["config.json", "assets/naïve.txt", "empty"])
    #expect(zip.entries.map(\.size) == [2, 1000, 0])
    #expect(try zip.read(zip.entries[0]) == Array("{}".utf8))
    #expect(try zip.read(zip.entries[1]) == Array(repeating: 7, count: 1000))
    #expect(try zip.read(zip.entries[2]) == [])
  }

  @Test func isDeterministic() {
    #expect(Self.archive(widest: 10) == Self.archive(widest: 10))
  }

  @Test func emptyArchive() throws {
    let zip = try ZipReader(bytes: ZipWriter().finish(), file: "x")
    #expect(zip.entries.isEmpty)
  }

  @Test func manyEntries() throws {
    var zip = ZipWriter()
    for index in 0..<9_999 { zip.add(name: "\(index)", bytes: []) }
    #expect(try ZipReader(bytes: zip.finish(), file: "x").entries.count == 9_999)
  }
}
