import Archives

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Models of other programs, which people give for Keras's.
public enum ForeignModel: String, Sendable, CaseIterable {
  case savedModel = "TensorFlow SavedModel"
  case torch = "PyTorch file"
  case onnx = "ONNX model"
  case tensorFlowLite = "TensorFlow Lite model"
  case safetensors = "safetensors file"
  case pickle = "Python pickle"
  case gguf = "GGUF model"

  /// Recognises a model of another program by its first bytes, by what a folder or an archive holds,
  /// and last by its name; `nil` where it may be Keras's, or anything.
  public init?(path: String) {
    let name = path.lowercased()
    if FileManager.default.fileExists(atPath: path + "/saved_model.pb") {
      self = .savedModel
      return
    }
    guard let start = try? FileBytes(path: path, isPlain: true).read(65_536), !start.isEmpty
    else { return nil }
    func holds(_ text: String, at offset: Int = 0) -> Bool {
      start.dropFirst(offset).starts(with: text.utf8)
    }
    let isArchive = holds("PK")
    // The first member of what torch.save writes is NAME/data.pkl.
    if isArchive, String(decoding: start.prefix(512), as: UTF8.self).contains("/data.pkl") {
      self = .torch
    } else if holds("TFL3", at: 4) {
      self = .tensorFlowLite
    } else if holds("GGUF") {
      self = .gguf
    } else if start.count > 9, start[8] == UInt8(ascii: "{"), name.hasSuffix(".safetensors") {
      self = .safetensors
    } else if start[0] == 0x80, start.count > 1, (2...5).contains(start[1]) {
      self = name.hasSuffix(".pt") || name.hasSuffix(".pth") ? .torch : .pickle
    } else if name.hasSuffix("saved_model.pb") {
      self = .savedModel
    } else if name.hasSuffix(".onnx"), !isArchive {
      // Protocol buffers begin with nothing of their own.
      self = .onnx
    } else {
      return nil
    }
  }
}
