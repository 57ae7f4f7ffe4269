import Foundation
import Testing

@testable import fairer_audit

/// A program is run with bytes, and stopped where it answers with too much or too late.
struct ChildProcessTests {
  init() {
    // As the command does: a closed pipe is an error of the write that meets it.
    _ = signal(SIGPIPE, SIG_IGN)
  }

  private static func shell(
    _ script: String, limit: Int = 1 << 20, seconds: Int = 20
  ) -> ChildProcess {
    ChildProcess(
      executable: "/bin/sh", arguments: ["-c", script], environment: ["A=b"], outputLimit: limit,
      seconds: seconds)
  }

  @Test func passesBytesBothWays() throws {
    // More than a pipe holds.
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let outcome = try Self.shell("sleep 0.1; f=$(mktemp); cat >$f; cat $f; rm $f").run(
      .bytes(bytes))
    #expect(outcome.end == .exit(0) && outcome.output == bytes)
  }

  @Test func passesAnOpenFile() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try Data("content".utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    let outcome = try Self.shell("cat").run(.descriptor(file.fileDescriptor))
    #expect(outcome.output == Array("content".utf8))
  }

  @Test(arguments: [
    ("exit 3", ChildProcess.End.exit(3)), ("kill -9 $$", .signal(9)), ("kill -11 $$", .signal(11)),
    ("exec 0<&-; exit 5", .exit(5)),
  ])
  func tellsTheEnd(script: String, end: ChildProcess.End) throws {
    let outcome = try Self.shell(script).run(.bytes(Array(repeating: 0, count: 200_000)))
    #expect(outcome.end == end)
  }

  @Test func passesNoOtherVariables() throws {
    let outcome = try Self.shell("echo $A; echo $HOME; echo $USER").run(.bytes([]))
    #expect(String(decoding: outcome.output, as: UTF8.self) == "b\n\n\n")
  }

  @Test func stopsWhatAnswersTooMuch() throws {
    let outcome = try Self.shell("exec cat /dev/zero", limit: 3 << 20).run(.bytes([]))
    #expect(outcome.end == .stopped && outcome.output.isEmpty)
  }

  @Test func stopsWhatTakesTooLong() throws {
    let clock = ContinuousClock.now
    let outcome = try Self.shell("exec sleep 60", seconds: 1).run(.bytes([]))
    #expect(outcome.end == .tooLate)
    #expect(ContinuousClock.now - clock < .seconds(30))
  }

  @Test func tellsWhatDoesNotStart() {
    let child = ChildProcess(
      executable: "/no/such/program", arguments: [], environment: [], outputLimit: 1, seconds: 1)
    #expect(throws: ChildProcess.Failure.self) { _ = try child.run(.bytes([])) }
  }
}
