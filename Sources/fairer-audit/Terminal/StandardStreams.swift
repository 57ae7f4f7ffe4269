import Foundation

/// The process's two output streams.
enum StandardStreams {
  /// Writes text to standard output.
  ///
  /// Whoever closed the pipe, as `head` does, has read enough; that is no error.
  static func print(_ text: String) throws(OutputError) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    } catch {
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      guard cause?.code != Int(EPIPE) else { return }
      throw .failed(
        path: "standard output", operation: "be written",
        reason: cause?.localizedDescription ?? error.localizedDescription)
    }
  }

  /// Writes text to standard error.
  static func diagnose(_ text: String, terminator: String = "\n") {
    try? FileHandle.standardError.write(contentsOf: Data((text + terminator).utf8))
  }
}
