import Foundation
import TestSupport
import Testing

@testable import HDF5

/// Contents that reach outside the file, load code, or claim more than they hold.
@Suite struct RefusalTests {
  private static let path = Repository.fixtures.appending(path: "hdf5/hostile.h5").path

  private func read(_ name: String, limits: Limits = Limits()) throws {
    let root = try File(path: Self.path, limits: limits).root()
    _ = try root.dataset(name).read(as: Float.self)
  }

  private static let refusals: [(String, HDF5Error.Refusal)] = [
    ("soft", .softLink), ("soft_group/inner", .softLink), ("dangling", .softLink),
    ("external", .externalLink), ("absolute", .externalLink),
    ("outside", .externalStorage), ("virtual", .virtualDataset),
    ("lzf", .filter(id: 32000)), ("scaled", .filter(id: 6)),
    ("huge", .tooLarge(bytes: 1 << 44, limit: 4 << 30)),
    ("overflow", .shapeOverflow(shape: [1 << 40, 1 << 40])),
    ("unwritten", .tooCompressed(bytes: 1 << 28, stored: 0)),
    ("small_of_large_chunk", .tooCompressed(bytes: 1 << 31, stored: 0)),
    ("compound", .elementType(.other(kind: "compound"))),
    ("complex", .elementType(.other(kind: "compound"))),
    ("boolean", .elementType(.other(kind: "enumeration"))),
    ("lists", .elementType(.other(kind: "variable-length list"))),
    ("text", .elementType(.string(bytes: nil))),
    ("opaque", .elementType(.opaque(bytes: 2))), ("opaque4", .elementType(.opaque(bytes: 4))),
    ("long_double", .elementType(.other(kind: "float of 16 bytes, 15 exponent bits"))),
  ]

  @Test(arguments: refusals)
  func refuses(name: String, refusal: HDF5Error.Refusal) throws {
    let error = try #require(throws: HDF5Error.self) { try read(name) }
    guard case .refused(let location, let found) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(found == refusal)
    #expect(location.file == Self.path)
    #expect(("/" + name).hasPrefix(location.object))
  }

  @Test func refusesZerosThatInflateTooFar() throws {
    let error = try #require(throws: HDF5Error.self) { try read("zeros") }
    guard case .refused(_, .tooCompressed(let bytes, let stored)) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(bytes == 1 << 26 && stored > 0 && stored < 1 << 18)
    try read("zeros", limits: Limits(ratio: 2100))
  }

  /// A header that claims a gigabyte of stored elements must not make room for it.
  @Test func refusesElementsThatCannotBeInTheFile() throws {
    let builder = try FileBuilder(path: "made")
    try builder.addDataset(
      "w", shape: [12_345], type: .float(bits: 32, exponentBits: 8),
      elements: Array(repeating: 1, count: 12_345))
    var bytes = try builder.finish()
    for (former, claimed) in [(12_345, 1 << 28), (4 * 12_345, 1 << 30)] {
      let pattern = (0..<8).map { UInt8(truncatingIfNeeded: former >> (8 * $0)) }
      var found = 0
      for start in 0..<bytes.count - 8 where bytes[start..<start + 8].elementsEqual(pattern) {
        for byte in 0..<8 { bytes[start + byte] = UInt8(truncatingIfNeeded: claimed >> (8 * byte)) }
        found += 1
      }
      try #require(found > 0)
    }
    let size = UInt64(bytes.count)
    let root = try File(bytes: bytes, path: "made").root()
    #expect(
      throws: HDF5Error.refused(
        HDF5Location(file: "made", object: "/w"), .beyondFile(stored: 1 << 30, file: size))
    ) { _ = try root.dataset("w") }
  }

  @Test func appliesLimits() {
    let location = HDF5Location(file: Self.path, object: "/real")
    #expect(throws: HDF5Error.refused(location, .tooLarge(bytes: 48, limit: 47))) {
      try read("real", limits: Limits(datasetBytes: 47))
    }
  }

  @Test func followsPathsOfHardLinks() throws {
    try read("real")
    try read("/group//inner")
    try read("./group/./inner")
    try read("group/loop/loop/inner")
  }

  @Test(arguments: [
    ("nothing", "/nothing"), ("nothing/real", "/nothing"), ("group/..", "/group/.."),
    ("real\0x", "/real\0x"),
  ])
  func namesWhatIsMissing(name: String, object: String) {
    #expect(throws: HDF5Error.missing(HDF5Location(file: Self.path, object: object))) {
      try read(name)
    }
  }

  @Test func namesWhatIsOfAnotherKind() throws {
    let root = try File(path: Self.path).root()
    let real = HDF5Location(file: Self.path, object: "/real")
    #expect(throws: HDF5Error.wrongKind(real, expected: .group, found: .dataset)) {
      _ = try root.group("real")
    }
    #expect(throws: HDF5Error.wrongKind(real, expected: .group, found: .dataset)) {
      _ = try root.dataset("real/inner")
    }
    let group = HDF5Location(file: Self.path, object: "/group")
    #expect(throws: HDF5Error.wrongKind(group, expected: .dataset, found: .group)) {
      _ = try root.dataset("group")
    }
    let type = HDF5Location(file: Self.path, object: "/a_type")
    #expect(throws: HDF5Error.wrongKind(type, expected: .dataset, found: .other)) {
      _ = try root.dataset("a_type")
    }
  }

  @Test(arguments: [
    ("bytes", HDF5Error.Refusal.invalidText),
    ("numbers", .elementType(.integer(bits: 64, isSigned: true))),
    ("two", .notScalar(count: 2)),
  ])
  func refusesAttributes(name: String, refusal: HDF5Error.Refusal) throws {
    let root = try File(path: Self.path).root()
    let location = HDF5Location(file: Self.path, attribute: name)
    #expect(throws: HDF5Error.refused(location, refusal)) {
      _ = try root.attribute(name).string()
    }
    #expect(throws: HDF5Error.missing(HDF5Location(file: Self.path, attribute: "no"))) {
      _ = try root.attribute("no")
    }
  }

  @Test func refusesLargeAttributes() throws {
    let path = Repository.fixtures.appending(path: "hdf5/encodings.h5").path
    for name in ["scalar", "matrix", "null_padded"] {
      let texts = try File(path: path, limits: Limits(attributeBytes: 10)).root().group("texts")
      let error = try #require(throws: HDF5Error.self) { _ = try texts.attribute(name).strings() }
      guard case .refused(_, .tooLarge(_, limit: 10)) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }
}
