import Foundation
import TestSupport
import Testing

@testable import HDF5

/// What h5py wrote, against the values that h5py was given.
@Suite struct EncodingTests {
  private struct Expected: Decodable {
    /// A number, or the word for one that JSON has not.
    enum Value: Decodable {
      case number(Double)

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
          self = .number(number)
        } else {
          self = .number(try #require(Double(try container.decode(String.self))))
        }
      }

      var double: Double {
        switch self {
        case .number(let number): number
        }
      }
    }

    var numbers: [String: [Value]]
    var strings: [String: [String]]
  }

  private static let folder = Repository.fixtures.appending(path: "hdf5")
  private static let expected: Expected = {
    guard let data = try? Data(contentsOf: folder.appending(path: "encodings.json")),
      let expected = try? JSONDecoder().decode(Expected.self, from: data)
    else { return Expected(numbers: [:], strings: [:]) }
    return expected
  }()

  private static func root(_ name: String) throws -> Group {
    try File(path: folder.appending(path: name).path).root()
  }

  @Test func thereAreCases() {
    #expect(Self.expected.numbers.count >= 34 && Self.expected.strings.count >= 12)
  }

  @Test(arguments: expected.numbers.keys.sorted())
  func readsNumbers(name: String) throws {
    let values = try #require(Self.expected.numbers[name]).map(\.double)
    let dataset = try Self.root("encodings.h5").dataset(name)
    #expect(dataset.shape.reduce(1, *) == values.count)
    #expect(try dataset.read(as: Double.self) == values)
    #expect(try dataset.read(as: Float.self) == values.map { Float($0) })
    if values.allSatisfy({ abs($0) < 1e18 }) {
      #expect(try dataset.read(as: Int64.self) == values.map { Int64($0) })
    }
  }

  @Test(arguments: ["little/f2", "little/i8", "storage/all", "storage/compact", "shapes/scalar"])
  func readsTheNewestFileFormat(name: String) throws {
    let values = try #require(Self.expected.numbers[name]).map(\.double)
    #expect(try Self.root("latest.h5").dataset(name).read(as: Double.self) == values)
  }

  @Test(arguments: ["encodings.h5", "latest.h5"], expected.strings.keys.sorted())
  func readsStrings(file: String, name: String) throws {
    let strings = try #require(Self.expected.strings[name])
    let texts = try Self.root(file).group("texts")
    #expect(try texts.hasAttribute(name))
    let attribute = try texts.attribute(name)
    #expect(attribute.shape.reduce(1, *) == strings.count)
    #expect(try attribute.strings() == strings)
    if strings.count == 1 { #expect(try attribute.string() == strings[0]) }
  }

  @Test func readsEveryHalf() throws {
    let halves = try Self.root("encodings.h5").dataset("halves")
    #expect(halves.type == .float(bits: 16, exponentBits: 5))
    for (bits, value) in try halves.read(as: Float.self).enumerated() {
      let exponent = bits >> 10 & 31
      let fraction = Float(bits & 1023)
      let size: Float =
        switch exponent {
        case 0: fraction * 0x1p-24
        case 31: fraction == 0 ? .infinity : .nan
        default: (1024 + fraction) * Float(sign: .plus, exponent: exponent - 25, significand: 1)
        }
      let expected = bits & 0x8000 == 0 ? size : -size
      #expect(expected.isNaN ? value.isNaN : value == expected, "\(bits)")
    }
  }

  @Test(arguments: [
    ("little/f2", "float16"), ("big/f4", "float32"), ("big/f8", "float64"), ("little/i1", "int8"),
    ("big/u4", "uint32"), ("bfloat16/float", "bfloat16"), ("bfloat16/opaque", "opaque2"),
  ])
  func namesTypes(name: String, type: String) throws {
    #expect(try Self.root("encodings.h5").dataset(name).type.description == type)
  }
}
