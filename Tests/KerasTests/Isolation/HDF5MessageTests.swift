import Foundation
import HDF5
import TestSupport
import Testing

@testable import Keras

struct HDF5MessageTests {
  private static let content: HDF5Content = {
    let path = Repository.fixtures.appending(path: "keras/k3_compas_float64/model.h5").path
    return (try? HDF5Reader.inProcess.content(of: .file(path))) ?? HDF5Content()
  }()

  @Test func contentArrivesUnchanged() throws {
    #expect(!Self.content.layers.isEmpty)
    let message = HDF5Message(.success(Self.content))
    #expect(try HDF5Message(message.encoded())?.result.get() == Self.content)
  }

  @Test(arguments: [
    HDF5Error.notHDF5(file: "a.h5"),
    .refused(HDF5Location(file: "a.h5", object: "/w"), .tooLarge(bytes: 9, limit: 8)),
    .refused(HDF5Location(file: "a.h5"), .elementType(.float(bits: 16, exponentBits: 8))),
    .failed(
      HDF5Location(file: "a.h5", attribute: "names"), doing: .readData,
      stack: [.init(function: "H5Dread", text: "no")]),
  ])
  func errorsArriveUnchanged(error: HDF5Error) {
    #expect(HDF5Message(HDF5Message(.failure(error)).encoded()) == HDF5Message(.failure(error)))
  }

  @Test func refusesEveryTruncationOfTheHeadAndTail() {
    let bytes = HDF5Message(.success(Self.content)).encoded()
    for count in Array(0..<600) + Array(bytes.count - 600..<bytes.count) {
      #expect(HDF5Message(Array(bytes.prefix(count))) == nil, "\(count) of \(bytes.count) bytes")
    }
    #expect(HDF5Message(bytes + [0]) == nil)
  }

  @Test func refusesCountsThatTheBytesOrShapesDoNotBear() {
    let text =
      #"{"counts":[9000000000000000000],"content":{"kind":"weights","config":"","ownWeights":[{"name":"0","path":"/","shape":[9000000000000000000],"elements":[],"dtype":"f"}],"layers":[]}}"#
    let small =
      #"{"counts":[0],"content":{"kind":"weights","config":"","ownWeights":[{"name":"0","path":"/","shape":[2],"elements":[],"dtype":"f"}],"layers":[]}}"#
    let fair = small.replacingOccurrences(of: "[2]", with: "[0]")
    for (text, isRefused) in [(text, true), (small, true), (fair, false)] {
      let length = (0..<8).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) }
      #expect((HDF5Message(length + Array(text.utf8)) == nil) == isRefused, "\(text)")
    }
  }

  @Test func numbersOf64BitsArriveUnchanged() throws {
    var content = Self.content
    content.layers[1].arrays[0].setElements(
      content.layers[1].arrays[0].elements.indices.map { 0.1 * Double($0) })
    #expect(content.layers[1].arrays[0].exact != nil)
    let bytes = HDF5Message(.success(content)).encoded()
    #expect(try HDF5Message(bytes)?.result.get() == content)
    #expect(HDF5Message(Array(bytes.dropLast(4))) == nil)
  }

  private static let edit: HDF5Edit = {
    var edit = HDF5Edit()
    edit.replacements = [
      .init(path: "/a/ü", elements: [1, -2.5, .infinity]), .init(path: "b", elements: []),
    ]
    edit.removals = ["optimizer"]
    return edit
  }()

  @Test func editsArriveUnchanged() throws {
    let bytes = Self.edit.encoded(for: [1, 2, 3])
    let (edit, image) = try #require(HDF5Edit.decoded(bytes))
    #expect(edit == Self.edit && image == [1, 2, 3])
    for count in 0..<bytes.count - 3 {
      #expect(HDF5Edit.decoded(Array(bytes.prefix(count))) == nil)
    }
  }

  @Test(arguments: [
    Result<[UInt8], HDF5Error>.success([1, 2, 3]), .success([]),
    .failure(.notHDF5(file: "a.h5")),
  ])
  func editedFilesArriveUnchanged(result: Result<[UInt8], HDF5Error>) {
    #expect(HDF5EditMessage(HDF5EditMessage(result).encoded())?.result == result)
    #expect(HDF5EditMessage([1, 2, 3]) == nil)
  }
}
