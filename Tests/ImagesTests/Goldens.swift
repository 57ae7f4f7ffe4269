import Archives
import Foundation
import TestSupport
import Testing

@testable import Images

/// What Pillow, TensorFlow and Keras make of the files beside it (`scripts/images.py`).
enum Goldens {
  static let folder = Repository.fixtures.appending(path: "images")

  /// Every golden array, by its name.
  static let arrays: [String: NumPyArray] = {
    let found = (try? NPZ.read(path: folder.appending(path: "golden.npz").path)) ?? []
    return Dictionary(found.map { ($0.name, $0.array) }) { first, _ in first }
  }()

  /// The shape and elements of an array.
  static func array(_ name: String) throws -> (shape: [Int], elements: [Float]) {
    let array = try #require(arrays[name.replacing("/", with: "|")])
    guard case .float32(let elements) = array.storage else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return (array.shape, elements)
  }

  /// The bytes of a file.
  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }

  /// The files that can be read.
  static let files = [
    "alpha.png", "bilevel.png", "deep.png", "default.jpg", "full.jpg", "gray.jpg", "gray.png",
    "gray_alpha.png", "interlaced.png", "palette.png", "progressive.jpg", "rgb.png",
  ]
}

/// The largest distance of two lists of numbers of one length.
func distance(_ left: [Float], _ right: [Float]) -> Float {
  guard left.count == right.count else { return .infinity }
  return zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
