import Foundation
import TestSupport
import Testing

@testable import Archives

struct NumPyArrayTests {
  private func bytes(_ name: String) throws -> [UInt8] {
    try FileBytes.all(of: Repository.fixtures.appending(path: "archives/\(name)").path)
  }

  @Test(arguments: 1...3)
  func readsEveryVersion(_ version: Int) throws {
    let array = try NumPyArray(npy: bytes("version_\(version).npy"), name: "a")
    #expect(array == NumPyArray(shape: [4], storage: .float32([0, 1, 2, 3])))
  }

  @Test(arguments: [
    ("record.npy", ArchiveError.Reason.unsupportedType("record")),
    ("complex.npy", .unsupportedType("<c8")),
    ("too_large.npy", .integerTooLarge(.max)),
  ])
  func refuses(file: String, reason: ArchiveError.Reason) throws {
    let npy = try bytes(file)
    #expect(throws: ArchiveError.invalid(file: "a", entry: nil, reason: reason)) {
      try NumPyArray(npy: npy, name: "a")
    }
  }

  private static func npy(_ header: String, version: UInt8 = 1, data: [UInt8] = []) -> [UInt8] {
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
    bytes.appendLittleEndian(UInt16(header.utf8.count))
    return bytes + Array(header.utf8) + data
  }

  @Test(arguments: [
    (
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"),
      ArchiveError.Reason.wrongSize(expected: 8, found: 0)
    ),
    (
      npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }", data: [1, 2, 3]),
      .wrongSize(expected: 2, found: 3)
    ),
    (npy("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }"), .pythonObjects),
    (npy("{'descr': '<f4', 'fortran_order': False}"), .malformedHeader),
    (npy("{'descr': '<f4', 'fortran_order': Maybe, 'shape': ()}"), .malformedHeader),
    (
      npy("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}"),
      .malformedHeader
    ),
    (
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 2)}"),
      .malformedHeader
    ),
    (
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}"),
      .malformedHeader
    ),
    (npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}"), .malformedHeader),
    (
      npy("{'descr': '<U0', 'fortran_order': False, 'shape': (9223372036854775807,)}"),
      .malformedHeader
    ),
    (npy("{'descr': '<f16', 'fortran_order': False, 'shape': ()}"), .unsupportedType("<f16")),
    (npy("{'descr': '<i3', 'fortran_order': False, 'shape': ()}"), .unsupportedType("<i3")),
    (npy("{'descr': '|f4', 'fortran_order': False, 'shape': ()}"), .unsupportedType("|f4")),
    (npy("{'descr': '<f4', 'fortran_order': False, 'shape': ()} x"), .malformedHeader),
    (npy("{}", version: 9), .unsupportedVersion(9)),
    (
      npy("{'descr': '<U1', 'fortran_order': False, 'shape': (1,)}", data: [0, 0xd8, 0, 0]),
      .invalidText
    ),
    (npy("{'descr': '|S1', 'fortran_order': False, 'shape': (1,)}", data: [0xff]), .invalidText),
    (Array("PK".utf8), .notNumPy),
    (Array(npy("{'descr'").prefix(7)), .truncated),
  ])
  func refusesMalformed(npy: [UInt8], reason: ArchiveError.Reason) {
    #expect(throws: ArchiveError.invalid(file: "a", entry: nil, reason: reason)) {
      try NumPyArray(npy: npy, name: "a")
    }
  }

  @Test func readsAnEmptyArrayOfVastExtents() throws {
    let header = "{'descr': '<f4', 'fortran_order': True, 'shape': (0, 4611686018427387904, 8)}"
    let array = try NumPyArray(npy: Self.npy(header), name: "a")
    #expect(array.storage == .float32([]))
  }

  @Test func survivesEveryTruncationAndByteFlip() throws {
    let whole = try bytes("version_1.npy")
    for length in 0..<whole.count {
      #expect(throws: ArchiveError.self) {
        try NumPyArray(npy: Array(whole.prefix(length)), name: "a")
      }
    }
    for index in 0..<whole.count {
      var damaged = whole
      damaged[index] ^= 0x10
      _ = try? NumPyArray(npy: damaged, name: "a")
    }
  }

  @Test func floatsConvertsEveryNumber() {
    #expect(NumPyArray(shape: [2], storage: .integer([-3, 7])).floats == [-3, 7])
    #expect(NumPyArray(shape: [2], storage: .boolean([true, false])).floats == [1, 0])
    #expect(NumPyArray(shape: [1], storage: .float64([0.1])).floats == [0.1])
    #expect(NumPyArray(shape: [1], storage: .string(["1"])).floats == nil)
  }

  #if !(os(macOS) && arch(x86_64))
    @Test func convertsEveryHalfPrecisionNumber() {
      for bits in UInt16.min...UInt16.max {
        let value = ElementReader.single(bits)
        let expected = Float(Float16(bitPattern: bits))
        #expect(
          value == expected && value.sign == expected.sign || value.isNaN && expected.isNaN,
          "\(bits)")
      }
    }
  #endif
}
