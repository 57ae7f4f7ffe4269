import Foundation
import TestSupport
import Testing

@testable import HDF5

@Suite struct FileEditorTests {
  private static let folder = Repository.fixtures.appending(path: "hdf5")

  private func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Self.folder.appending(path: name)))
  }

  @Test(
    arguments: ["encodings.h5", "latest.h5"],
    [
      "little/f2", "little/f4", "little/f8", "big/f2", "big/f4", "big/f8", "storage/contiguous",
      "storage/chunked", "storage/deflate", "storage/shuffle", "storage/fletcher32", "storage/all",
      "storage/compact", "shapes/scalar",
    ])
  func replacesElementsOfEveryEncoding(file: String, name: String) throws {
    if file == "latest.h5", name.hasPrefix("big") { return }
    let original = try bytes(file)
    let before = try File(bytes: original, path: file).root().dataset(name)
    // Exact in half precision.
    let numbers = try before.read(as: Float.self).indices.map { Float($0) / 4 - 3 }
    let editor = try FileEditor(bytes: original, path: file)
    try editor.replace(name, with: numbers)
    let edited = try editor.finish()
    let root = try File(bytes: edited, path: file).root()
    let after = try root.dataset(name)
    #expect(try after.read(as: Float.self) == numbers)
    #expect(after.type == before.type && after.shape == before.shape)
    // The others stay.
    #expect(
      try root.dataset("little/i4").read(as: Int64.self)
        == File(bytes: original, path: file).root().dataset("little/i4").read(as: Int64.self))
    #expect(try root.group("texts").attribute("variable").strings().count == 3)
  }

  @Test func replacesBrainFloats() throws {
    let numbers: [Float] = [1, -2.5, 1.0e30, .infinity, 1.00390625]
    let editor = try FileEditor(bytes: bytes("encodings.h5"), path: "x")
    try editor.replace("bfloat16/opaque", with: numbers)
    let root = try File(bytes: editor.finish(), path: "x").root()
    let read = try root.dataset("bfloat16/opaque").read(as: Float.self)
    // The last lies halfway; the even neighbour is below.
    #expect(read[0] == 1 && read[1] == -2.5 && read[3] == .infinity && read[4] == 1)
    #expect(abs(read[2] / 1e30 - 1) < 0x1p-8)
  }

  private static let roundings: [(Float, UInt16)] = [
    (1, 0x3F80), (-0.0, 0x8000), (.infinity, 0x7F80), (1.01171875, 0x3F82),
    (.greatestFiniteMagnitude, 0x7F80), (Float(bitPattern: 0x7F80_0001), 0x7FC0),
  ]

  @Test(arguments: roundings)
  func roundsToBrainFloats(value: Float, bits: UInt16) {
    #expect(Dataset.bfloat16(of: value) == bits)
  }

  @Test func removesNames() throws {
    let editor = try FileEditor(bytes: bytes("encodings.h5"), path: "x")
    try editor.remove("big")
    try editor.remove("nothing")
    let names = try File(bytes: editor.finish(), path: "x").root().names()
    #expect(!names.contains("big") && names.contains("little"))
  }

  @Test func refuses() throws {
    let editor = try FileEditor(bytes: bytes("encodings.h5"), path: "x")
    let place = HDF5Location(file: "x", object: "/little/f4")
    #expect(throws: HDF5Error.refused(place, .elementCount(expected: 6, found: 1))) {
      try editor.replace("little/f4", with: [1])
    }
    let whole = HDF5Location(file: "x", object: "/little/i4")
    #expect(
      throws: HDF5Error.refused(whole, .elementType(.integer(bits: 32, isSigned: true)))
    ) { try editor.replace("little/i4", with: [1, 2, 3, 4, 5, 6]) }
    #expect(throws: HDF5Error.self) { try editor.replace("nothing", with: []) }
  }

  /// Values of Bob Jenkins's own driver in lookup3.c.
  @Test func computesChecksums() {
    #expect(Superblock.lookup3([]) == 0xdead_beef)
    #expect(Superblock.lookup3(Array("Four score and seven years ago".utf8)[...]) == 0x1777_0551)
  }
}
