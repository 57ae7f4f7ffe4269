import Foundation
import Tables

/// The data file of a run; standard input is kept in a file of its own while the run needs it.
///
/// The data are read more than once, for their hash and for their rows, and standard input can be
/// read only once.
struct DataInput: ~Copyable {
  /// The path to read.
  let path: String
  private let folder: URL?

  /// Takes the path that the user gave; `-` is standard input.
  init(_ path: String) throws(OutputError) {
    guard path == CSVReader.standardInput else {
      self.path = path
      folder = nil
      return
    }
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "fairer-audit-\(UUID().uuidString)")
    let file = folder.appending(path: "stdin")
    do {
      // Nobody else may read the rows.
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try Data().write(to: file)
      let handle = try FileHandle(forWritingTo: file)
      while let piece = try FileHandle.standardInput.read(upToCount: 1 << 20), !piece.isEmpty {
        try handle.write(contentsOf: piece)
      }
      try handle.close()
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw .failed(
        path: file.path, operation: "keep standard input", reason: error.localizedDescription)
    }
    self.path = file.path
    self.folder = folder
  }

  /// A message in which the file that stands for standard input goes by that name.
  static func told(_ message: String) -> String {
    let folder = FileManager.default.temporaryDirectory.path
    guard let start = message.range(of: "fairer-audit-"),
      let end = message.range(of: "/stdin", range: start.upperBound..<message.endIndex),
      UUID(uuidString: String(message[start.upperBound..<end.lowerBound])) != nil,
      let root = message.range(of: folder, range: message.startIndex..<start.lowerBound)
    else { return message }
    return message.replacingCharacters(
      in: root.lowerBound..<end.upperBound, with: "standard input")
  }

  deinit {
    if let folder { try? FileManager.default.removeItem(at: folder) }
  }
}
