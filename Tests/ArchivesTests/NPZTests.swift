import Archives
import Foundation
import TestSupport
import Testing

/// Arrays that NumPy wrote, with the values that NumPy says they hold.
struct NPZTests {
  private struct Expected: Decodable {
    var kind: String
    var shape: [Int]
    var values: [Value]
  }

  private enum Value: Decodable {
    case number(Double), integer(Int64), boolean(Bool), text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Bool.self) {
        self = .boolean(value)
      } else if let value = try? container.decode(Int64.self) {
        self = .integer(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    var number: Double? {
      switch self {
      case .number(let value): value
      case .integer(let value): Double(value)
      case .text(let value): Double(value)
      case .boolean: nil
      }
    }

    var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    var text: String? { if case .text(let value) = self { value } else { nil } }
  }

  private static func fixture(_ name: String) -> String {
    Repository.fixtures.appending(path: "archives/\(name)").path
  }

  @Test(arguments: ["arrays.npz", "arrays_deflated.npz"])
  func readsWhatNumPyWrote(file: String) throws {
    let json = try Data(contentsOf: URL(filePath: Self.fixture("arrays.json")))
    let expected = try JSONDecoder().decode([String: Expected].self, from: json)
    let arrays = try NPZ.read(path: Self.fixture(file))
    #expect(Set(arrays.map(\.name)) == Set(expected.keys))
    for (name, array) in arrays {
      let want = try #require(expected[name])
      #expect(array.shape == want.shape, "\(name)")
      switch array.storage {
      case .float32(let found):
        #expect(want.kind == "float32", "\(name)")
        #expect(same(found, try want.values.map { Float(try #require($0.number)) }), "\(name)")
      case .float64(let found):
        #expect(want.kind == "float64", "\(name)")
        #expect(same(found, try want.values.map { try #require($0.number) }), "\(name)")
      case .integer(let found):
        #expect(want.kind == "integer", "\(name)")
        #expect(try found == want.values.map { try #require($0.integer) }, "\(name)")
      case .boolean(let found):
        #expect(want.kind == "boolean", "\(name)")
        #expect(try found == want.values.map { try #require($0.boolean as Bool?) }, "\(name)")
      case .string(let found):
        #expect(want.kind == "string", "\(name)")
        #expect(try found == want.values.map { try #require($0.text) }, "\(name)")
      }
    }
  }

  /// Equal, where NaN equals NaN and -0 differs from 0.
  private func same<T: BinaryFloatingPoint>(_ first: [T], _ second: [T]) -> Bool {
    first.count == second.count
      && zip(first, second).allSatisfy {
        $0.isNaN && $1.isNaN || $0 == $1 && $0.sign == $1.sign
      }
  }

  @Test func writesWhatItReads() throws {
    // Without the arrays that hold NaN, which is not equal to itself.
    let arrays = try NPZ.read(path: Self.fixture("arrays.npz"))
      .filter { !$0.name.hasPrefix("f") || $0.name.hasPrefix("folder") }
    #expect(arrays.count > 15)
    let bytes = NPZ.encode(arrays)
    let again = try NPZ.read(bytes, file: "again")
    #expect(arrays.map(\.name) == again.map(\.name))
    #expect(arrays.map(\.array) == again.map(\.array))
    #expect(NPZ.encode(again) == bytes)
  }

  @Test func refusesPythonObjects() {
    let path = Self.fixture("python_objects.npz")
    #expect(throws: ArchiveError.invalid(file: path, entry: "bad.npy", reason: .pythonObjects)) {
      try NPZ.read(path: path)
    }
  }

  @Test func refusesOtherEntries() {
    var zip = ZipWriter()
    zip.add(name: "readme.txt", bytes: [1, 2])
    let bytes = zip.finish()
    #expect(throws: ArchiveError.invalid(file: "x", entry: "readme.txt", reason: .notNumPy)) {
      try NPZ.read(bytes, file: "x")
    }
  }

  @Test func namesAMissingFile() {
    #expect(
      throws: ArchiveError.unreadable(
        file: "/nowhere/a.npz", reason: "No such file or directory")
    ) { try NPZ.read(path: "/nowhere/a.npz") }
  }
}
