import Foundation
import TestSupport
import Testing

@testable import Archives

struct ZipReaderTests {
  private static let content = Array("0123456789".utf8)

  /// Two stored entries, `a.txt` and `b.txt`, 45 bytes each, and the directory at 90.
  private static let plain: [UInt8] = {
    var zip = ZipWriter()
    zip.add(name: "a.txt", bytes: content)
    zip.add(name: "b.txt", bytes: content)
    return zip.finish()
  }()

  private static let directory = 90
  private static let secondRecord = directory + 46 + 5
  private static let end = secondRecord + 46 + 5

  /// One change to the archive, and what the reader must say.
  struct Attack: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var patches: [Int: [UInt8]]
    var entry: String?
    var reason: ArchiveError.Reason

    init(
      _ name: String, _ patches: [Int: [UInt8]], _ entry: String?, _ reason: ArchiveError.Reason
    ) {
      testDescription = name
      self.patches = patches
      self.entry = entry
      self.reason = reason
    }
  }

  private static func renamed(_ name: String) -> [Int: [UInt8]] {
    [45 + 30: Array(name.utf8), secondRecord + 46: Array(name.utf8)]
  }

  private static let attacks: [Attack] = [
    Attack("duplicate name", renamed("a.txt"), "a.txt", .duplicateName),
    Attack("absolute", renamed("/.txt"), "/.txt", .unsafeName),
    Attack("climbing", renamed("../xt"), "../xt", .unsafeName),
    Attack("climbing inside", renamed("x/../"), "x/../", .unsafeName),
    Attack("backslash", renamed("b\\txt"), "b\\txt", .unsafeName),
    Attack("drive", renamed("C:txt"), "C:txt", .unsafeName),
    Attack("NUL", renamed("b\0txt"), "b\0txt", .unsafeName),
    Attack(
      "invalid UTF-8", [45 + 30: [0xff], secondRecord + 46: [0xff]], "\u{fffd}.txt", .unsafeName),
    Attack("symbolic link", [secondRecord + 40: [0xed, 0xa1]], "b.txt", .notAFile),
    Attack("device", [secondRecord + 40: [0xed, 0x21]], "b.txt", .notAFile),
    Attack("folder with content", renamed("b.tx/"), "b.tx/", .notAFile),
    Attack("encrypted", [45 + 6: [1], secondRecord + 8: [1]], "b.txt", .encrypted),
    Attack("strongly encrypted", [secondRecord + 8: [0x40]], "b.txt", .encrypted),
    Attack("bzip2", [45 + 8: [12], secondRecord + 10: [12]], "b.txt", .unsupportedMethod(12)),
    Attack("local name", [45 + 30: [120]], "b.txt", .headersDisagree(field: "name")),
    Attack("local flags", [45 + 6: [2]], "b.txt", .headersDisagree(field: "flags")),
    Attack("local method", [45 + 8: [8]], "b.txt", .headersDisagree(field: "method")),
    Attack("local checksum", [45 + 14: [9]], "b.txt", .headersDisagree(field: "checksum")),
    Attack("local size", [45 + 22: [11]], "b.txt", .headersDisagree(field: "size")),
    Attack("local stored size", [45 + 18: [9]], "b.txt", .headersDisagree(field: "stored size")),
    Attack(
      "stored size differs", [secondRecord + 24: [11]], "b.txt",
      .wrongSize(expected: 11, found: 10)),
    Attack(
      "two entries at one place", [secondRecord + 42: [0]], "b.txt",
      .headersDisagree(field: "name")),
    Attack(
      "no local header", [secondRecord + 42: [46]], "b.txt", .malformed(record: "local header")),
    Attack("local header beyond", [secondRecord + 42: [200]], "b.txt", .truncated),
    Attack(
      "directory signature", [secondRecord: [0]], nil, .malformed(record: "central directory")),
    Attack("entry on another disk", [secondRecord + 34: [1]], "b.txt", .severalDisks),
    Attack("archive on disks", [end + 4: [1]], nil, .severalDisks),
    Attack("count on disks", [end + 8: [1]], nil, .severalDisks),
    Attack(
      "fewer entries", [end + 8: [1], end + 10: [1]], nil, .malformed(record: "central directory")),
    Attack("more entries", [end + 8: [3], end + 10: [3]], nil, .truncated),
    Attack(
      "directory moved", [end + 16: [89]], nil, .malformed(record: "end of central directory")),
    Attack("comment missing", [end + 20: [1]], nil, .notZip),
    Attack("not a zip", [end: [0]], nil, .notZip),
  ]

  @Test(arguments: attacks)
  func refuses(attack: Attack) throws {
    var bytes = Self.plain
    for (offset, patch) in attack.patches {
      bytes.replaceSubrange(offset..<offset + patch.count, with: patch)
    }
    #expect(
      throws: ArchiveError.invalid(file: "x", entry: attack.entry, reason: attack.reason)
    ) { try ZipReader(bytes: bytes, file: "x") }
  }

  @Test func theUnchangedArchiveIsRead() throws {
    let zip = try ZipReader(bytes: Self.plain, file: "x")
    #expect(zip.entries.map(\.name) == ["a.txt", "b.txt"])
    #expect(try zip.read(#require(zip["b.txt"])) == Self.content)
    #expect(zip["c.txt"] == nil)
  }

  @Test func refusesOverlappingEntries() throws {
    // The first entry claims the whole of the second as its content.
    var inner = ZipWriter()
    inner.add(name: "b", bytes: [1, 2, 3])
    let second = Array(inner.finish().prefix(34))
    var zip = ZipWriter()
    zip.add(name: "a", bytes: second)
    zip.add(name: "b", bytes: [1, 2, 3])
    var bytes = zip.finish()
    let local = 31 + 34  // of the second entry
    let record = local + 34 + 47
    bytes.replaceSubrange(record + 42..<record + 46, with: [31, 0, 0, 0])
    #expect(
      throws: ArchiveError.invalid(file: "x", entry: "b", reason: .overlapping(other: "a"))
    ) { try ZipReader(bytes: bytes, file: "x") }
  }

  @Test func checksTheContent() throws {
    var bytes = Self.plain
    bytes[40] ^= 1
    let zip = try ZipReader(bytes: bytes, file: "x")
    #expect(throws: ArchiveError.invalid(file: "x", entry: "a.txt", reason: .wrongChecksum)) {
      try zip.read(zip.entries[0])
    }
  }

  @Test func holdsToTheLimits() {
    func refusal(_ limits: ZipLimits) -> ArchiveError.Reason? {
      do throws(ArchiveError) {
        _ = try ZipReader(bytes: Self.plain, file: "x", limits: limits)
      } catch {
        if case .invalid(_, _, let reason) = error { return reason }
      }
      return nil
    }
    #expect(refusal(ZipLimits(entries: 2, entryBytes: 10, archiveBytes: 20)) == nil)
    #expect(refusal(ZipLimits(entries: 1)) == .tooManyEntries(found: 2, limit: 1))
    #expect(refusal(ZipLimits(entryBytes: 9)) == .entryTooLarge(bytes: 10, limit: 9))
    #expect(refusal(ZipLimits(archiveBytes: 19)) == .archiveTooLarge(bytes: 20, limit: 19))
  }

  private func streamed() throws -> [UInt8] {
    try FileBytes.all(of: Repository.fixtures.appending(path: "archives/streamed.zip").path)
  }

  @Test func readsSizesBehindTheData() throws {
    let zip = try ZipReader(bytes: streamed(), file: "x")
    #expect(zip.entries.map(\.name) == ["config.json", "assets/vocabulary.txt"])
    #expect(String(decoding: try zip.read(zip.entries[0]), as: UTF8.self) == #"{"a": 1}"#)
    #expect(String(decoding: try zip.read(zip.entries[1]), as: UTF8.self) == "[UNK]\nnaïve\n")
  }

  /// An archive whose only entry inflates to `size` zeros but says that it is `claimed` long.
  private func bomb(claimed: UInt32) throws -> [UInt8] {
    let path = Repository.fixtures.appending(path: "archives/zeros.zip").path
    var bytes = try FileBytes.all(of: path)
    let end = bytes.count - 22
    let directory = Int(bytes[end + 16]) | Int(bytes[end + 17]) << 8 | Int(bytes[end + 18]) << 16
    for place in [22, directory + 24] {
      for index in 0..<4 {
        bytes[place + index] = UInt8(truncatingIfNeeded: claimed >> UInt32(8 * index))
      }
    }
    return bytes
  }

  @Test func stopsInflatingBeyondTheClaim() throws {
    let zip = try ZipReader(bytes: bomb(claimed: 100), file: "x")
    #expect(
      throws: ArchiveError.invalid(
        file: "x", entry: "zeros", reason: .wrongSize(expected: 100, found: 101))
    ) { try zip.read(zip.entries[0]) }
  }

  @Test func noticesContentShorterThanTheClaim() throws {
    let zip = try ZipReader(bytes: bomb(claimed: 2_000_000), file: "x")
    #expect(
      throws: ArchiveError.invalid(
        file: "x", entry: "zeros", reason: .wrongSize(expected: 2_000_000, found: 1_000_000))
    ) { try zip.read(zip.entries[0]) }
  }

  @Test func refusesARatioOfBombs() throws {
    let bytes = try bomb(claimed: 1_000_000)
    #expect(throws: Never.self) { try ZipReader(bytes: bytes, file: "x") }
    let limits = ZipLimits(ratio: 100, ratioExemption: 999_999)
    #expect(
      throws: ArchiveError.invalid(
        file: "x", entry: "zeros", reason: .ratioTooHigh(ratio: 1015, limit: 100))
    ) { try ZipReader(bytes: bytes, file: "x", limits: limits) }
  }

  @Test func survivesEveryTruncationAndByteFlip() throws {
    let whole = try streamed()
    for length in 0..<whole.count {
      #expect(throws: ArchiveError.self) {
        try ZipReader(bytes: Array(whole.prefix(length)), file: "x")
      }
    }
    for index in 0..<whole.count {
      for bit in 0..<8 {
        var damaged = whole
        damaged[index] ^= 1 << bit
        if let zip = try? ZipReader(bytes: damaged, file: "x") {
          for entry in zip.entries { _ = try? zip.read(entry) }
        }
      }
    }
  }
}
