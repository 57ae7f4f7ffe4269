public import Foundation

extension Tool {
  /// Runs the tool, sends it SIGINT once it has said something on standard error, and waits.
  ///
  /// - Parameters:
  ///   - arguments: What follows the tool's name.
  ///   - folder: The working folder.
  ///   - words: What standard error must hold before the signal.
  ///   - looking: Called with the process's number just before the signal.
  /// - Returns: The exit code and what was printed.
  /// - Throws: What keeps the tool from being started.
  public static func interrupt(
    _ arguments: [String], in folder: URL, after words: String,
    looking: (Int32) throws -> Void = { _ in }
  ) throws -> Run {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let name = UUID().uuidString
    let output = FileManager.default.temporaryDirectory.appending(path: "\(name).out")
    let errors = FileManager.default.temporaryDirectory.appending(path: "\(name).err")
    for file in [output, errors] { try Data().write(to: file) }
    defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    func text(_ file: URL) throws -> String {
      String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }
    try process.run()
    while process.isRunning, !(try text(errors).contains(words)) { usleep(20_000) }
    if process.isRunning { try looking(process.processIdentifier) }
    process.interrupt()
    process.waitUntilExit()
    return Run(
      status: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: try text(output), errors: try text(errors))
  }
}
