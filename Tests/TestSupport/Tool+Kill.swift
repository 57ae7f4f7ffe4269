public import Foundation

#if canImport(Glibc)
  import Glibc
#endif

extension Tool {
  /// Runs the tool, and ends it without warning (SIGKILL) as soon as a condition holds.
  ///
  /// - Parameters:
  ///   - arguments: What follows the tool's name.
  ///   - folder: The working folder.
  ///   - condition: Asked every few milliseconds.
  /// - Returns: Whether the tool was killed; if not, it had ended before.
  /// - Throws: What keeps the tool from being started.
  public static func kill(
    _ arguments: [String], in folder: URL, when condition: () throws -> Bool
  ) throws -> Bool {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    while process.isRunning, !(try condition()) { usleep(2_000) }
    if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
  }
}
