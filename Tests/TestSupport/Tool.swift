public import Foundation

/// The built command-line tool, run as its users run it.
public enum Tool {
  /// What a run left.
  public struct Run: Sendable {
    /// The exit code; 128 plus the signal where a signal ended it.
    public var status: Int32
    /// Standard output.
    public var output: String
    /// Standard error.
    public var errors: String
  }

  /// Runs the tool in a folder and waits for its end.
  ///
  /// - Parameters:
  ///   - arguments: What follows the tool's name.
  ///   - folder: The working folder.
  ///   - environment: Variables besides those of this process.
  ///   - fileBytes: How many bytes a file may get, in whole blocks of 1,024; `nil` for as many as fit.
  /// - Returns: The exit code and what was printed.
  /// - Throws: What keeps the tool from being started.
  public static func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:],
    fileBytes: Int? = nil
  ) throws -> Run {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    if let fileBytes {
      // The shell's limit stays with what takes its place.
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments =
        [
          "-c", "trap '' XFSZ; ulimit -f \(fileBytes / 1_024); exec \"$0\" \"$@\"", executable.path,
        ] + arguments
    }
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files rather than pipes: nobody has to read while the tool runs.
    let name = UUID().uuidString
    let output = FileManager.default.temporaryDirectory.appending(path: "\(name).out")
    let errors = FileManager.default.temporaryDirectory.appending(path: "\(name).err")
    for file in [output, errors] { try Data().write(to: file) }
    defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    return Run(
      status: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }

  /// The tool lies beside the bundle of tests that was built with it.
  public static let executable: URL = {
    var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    while folder.path.contains(".xctest") { folder.deleteLastPathComponent() }
    return folder.appending(path: "fairer-audit")
  }()
}
