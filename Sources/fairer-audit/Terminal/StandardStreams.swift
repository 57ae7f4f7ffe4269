import Foundation

/// The process's two output streams.
enum StandardStreams {
  /// Writes text to standard output.
  static func print(_ text: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
  }

  /// Writes text to standard error.
  static func diagnose(_ text: String, terminator: String = "\n") {
    try? FileHandle.standardError.write(contentsOf: Data((text + terminator).utf8))
  }
}
