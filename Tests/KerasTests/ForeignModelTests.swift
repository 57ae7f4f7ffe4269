import Foundation
import Keras
import TestSupport
import Testing

struct ForeignModelTests {
  /// The first bytes that each program's files really have.
  static let files: [(name: String, bytes: [UInt8], kind: ForeignModel?)] = [
    (
      "m.pt", [0x50, 0x4B, 3, 4] + Array(repeating: 0, count: 26) + "archive/data.pkl".utf8, .torch
    ),
    ("m.pth", [0x80, 2, 0x8A, 0x0A], .torch),
    ("m.pkl", [0x80, 4, 0x95, 0], .pickle),
    ("m.onnx", [8, 8, 0x12, 7] + "pytorch".utf8, .onnx),
    ("m.tflite", [0x1C, 0, 0, 0] + "TFL3".utf8, .tensorFlowLite),
    ("m.safetensors", [40, 0, 0, 0, 0, 0, 0, 0] + "{\"a\":{}}".utf8, .safetensors),
    ("m.gguf", Array("GGUF".utf8) + [3, 0, 0, 0], .gguf),
    ("saved_model.pb", [8, 1, 0x12], .savedModel),
    // What may be Keras's is left to its own readers.
    ("m.keras", [0x50, 0x4B, 3, 4] + Array(repeating: 0, count: 26) + "config.json".utf8, nil),
    ("m.h5", [0x89, 0x48, 0x44, 0x46], nil),
    ("m.weights.json", Array("{\"a\": 1}".utf8), nil),
    ("empty.h5", [], nil),
  ]

  @Test(arguments: files)
  func recognisesByContent(_ file: (name: String, bytes: [UInt8], kind: ForeignModel?)) throws {
    let folder = try TemporaryFolder()
    try Data(file.bytes).write(to: folder.url.appending(path: file.name))
    #expect(ForeignModel(path: folder.path(file.name)) == file.kind)
  }

  @Test func everyCheckpointOfTheFixturesIsKeras() throws {
    let found = FileManager.default.enumerator(
      at: Repository.fixtures.appending(path: "keras"), includingPropertiesForKeys: nil)
    var count = 0
    for case let file as URL in found ?? .init()
    where ["h5", "keras"].contains(file.pathExtension) {
      count += 1
      #expect(ForeignModel(path: file.path) == nil, "\(file.path)")
    }
    #expect(count > 100)
  }

  @Test func aFolderOfTensorFlowIsNamed() throws {
    let folder = try TemporaryFolder()
    try Data([8]).write(to: folder.url.appending(path: "saved_model.pb"))
    let path = folder.url.path
    #expect(ForeignModel(path: path) == .savedModel)
    #expect(throws: CheckpointError.foreign(file: path, .savedModel)) {
      try Checkpoint.read(path: path)
    }
    #expect(ForeignModel(path: path + "/absent") == nil)
  }
}
