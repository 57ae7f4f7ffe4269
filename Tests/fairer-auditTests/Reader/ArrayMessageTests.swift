import Archives
import HDF5
import Testing

@testable import fairer_audit

/// Arrays go through a message and come back; whatever is no message is none.
struct ArrayMessageTests {
  private static let arrays: [(name: String, array: NumPyArray)] = [
    ("a", NumPyArray(shape: [2, 2], storage: .integer([.max, .min, 0, 7]))),
    ("b", NumPyArray(shape: [3], storage: .float64([0.1, -.infinity, .leastNonzeroMagnitude]))),
    ("none", NumPyArray(shape: [0, 2], storage: .float64([]))),
  ]

  @Test func comesBack() throws {
    let message = try #require(ArrayMessage(ArrayMessage(.success(Self.arrays)).encoded()))
    let found = try message.result.get()
    #expect(found.map { $0.name } == Self.arrays.map { $0.name })
    #expect(found.map { $0.array } == Self.arrays.map { $0.array })
  }

  @Test func handsErrorsOn() throws {
    let error = HDF5Error.notHDF5(file: "x.h5")
    let message = try #require(ArrayMessage(ArrayMessage(.failure(error)).encoded()))
    #expect(throws: error) { _ = try message.result.get() }
  }

  @Test func refusesWhatIsCutOrTooLong() {
    let bytes = ArrayMessage(.success(Self.arrays)).encoded()
    for count in 0..<bytes.count { #expect(ArrayMessage(Array(bytes.prefix(count))) == nil) }
    #expect(ArrayMessage(bytes + [0]) == nil)
  }
}
