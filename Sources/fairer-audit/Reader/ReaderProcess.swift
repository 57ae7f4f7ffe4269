import Foundation
import HDF5
import Keras

/// The process that parses HDF5 for this one: the same executable under tight limits.
///
/// It gets the file's bytes on standard input and answers with an ``HDF5Message`` on standard
/// output. It opens nothing and writes no file; whatever a crafted file makes of it, the parent reads
/// bytes that it checks.
enum ReaderProcess {
  /// The word on the command line that makes a process a reader.
  static let command = "--read-hdf5-from-standard-input"

  /// Answers for one file and ends the process.
  static func serve(_ arguments: ArraySlice<String>) -> Never {
    let name = arguments.first ?? "standard input"
    var image: [UInt8] = []
    while let chunk = try? FileHandle.standardInput.read(upToCount: 1 << 22), !chunk.isEmpty {
      image += chunk
    }
    ReaderLimits.apply(imageBytes: image.count)
    let result = Result { () throws(HDF5Error) in try HDF5Content(image: image, name: name) }
    let message = HDF5Message(result).encoded()
    let isSent: Void? = try? FileHandle.standardOutput.write(contentsOf: Data(message))
    ReaderLimits.end(isSent == nil ? 1 : 0)
  }

  /// Runs a reader on a source.
  static func content(of source: HDF5Source) throws(HDF5Error) -> HDF5Content {
    switch source {
    case .file(let path):
      // What needs no parsing is found out here, in the words of the system.
      try File.checkSignature(path: path)
      let file: FileHandle
      do {
        file = try FileHandle(forReadingFrom: URL(filePath: path))
      } catch {
        throw .unreadable(file: path, reason: error.localizedDescription)
      }
      return try run(name: path, input: file) { _ in }
    case .image(let bytes, let name):
      let pipe = Pipe()
      return try run(name: name, input: pipe) { isRunning in
        defer { try? pipe.fileHandleForWriting.close() }
        // A reader that ended early has closed its end; its status tells why.
        if isRunning { try? pipe.fileHandleForWriting.write(contentsOf: Data(bytes)) }
      }
    }
  }

  private static func run(
    name: String, input: Any, feed: (Bool) -> Void
  ) throws(HDF5Error) -> HDF5Content {
    let process = Process()
    process.executableURL = Bundle.main.executableURL
    process.arguments = [command, name]
    process.environment = [:]
    process.standardInput = input
    process.standardError = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    do {
      try process.run()
    } catch {
      feed(false)
      throw .unreadable(
        file: name, reason: "the process that reads it did not start: \(error.localizedDescription)"
      )
    }
    feed(true)
    let bytes = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    guard let message = HDF5Message([UInt8](bytes)) else {
      let isSignal = process.terminationReason == .uncaughtSignal
      throw .readerEnded(file: name, signal: isSignal ? Int(process.terminationStatus) : nil)
    }
    return try message.result.get()
  }
}

extension HDF5Reader {
  /// Parses in a process of its own.
  static let separateProcess = HDF5Reader { source throws(HDF5Error) in
    try ReaderProcess.content(of: source)
  }
}
