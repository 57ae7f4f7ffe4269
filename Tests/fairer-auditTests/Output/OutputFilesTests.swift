import Foundation
import TestSupport
import Testing

@testable import fairer_audit

@Suite struct OutputFilesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder.path(name), encoding: .utf8)
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() }
  }

  @Test func writesIntoNewFoldersAndLeavesNothingElse() throws {
    var files = OutputFiles()
    files.add(folder.path("deep/er/a.txt"), "a")
    files.add(folder.path("b.bin"), [1, 2])
    try files.write(inputs: [], force: false)
    #expect(try text("deep/er/a.txt") == "a")
    #expect(try names == ["b.bin", "deep"])
  }

  @Test func keepsWhatIsThereUnlessForced() throws {
    var files = OutputFiles()
    files.add(folder.path("a.txt"), "new")
    try "old".write(toFile: folder.path("a.txt"), atomically: true, encoding: .utf8)
    #expect(throws: OutputError.exists(path: folder.path("a.txt"))) {
      try files.write(inputs: [], force: false)
    }
    #expect(try text("a.txt") == "old")
    try files.write(inputs: [], force: true)
    #expect(try text("a.txt") == "new")
  }

  /// Before any work is done: a training can take hours.
  @Test func aPlaceThatCannotBeWrittenIsRefusedBeforehand() throws {
    try "no folder".write(toFile: folder.path("file"), atomically: true, encoding: .utf8)
    for (name, operation, code) in [
      ("file/a.txt", "create", ENOTDIR), ("file/deep/er/a.txt", "create", ENOTDIR),
      (".", "put in place", EISDIR),
    ] {
      let path = folder.path(name)
      #expect(
        throws: OutputError.failed(
          path: path, operation: operation, reason: unsafe String(cString: strerror(code)))
      ) {
        try OutputFiles.check([path], inputs: [], force: true)
      }
    }
    try OutputFiles.check([folder.path("new/deep/a.txt")], inputs: [], force: false)
    #expect(try names == ["file"])
  }

  @Test(.enabled(if: geteuid() != 0, "whoever may write everywhere"))
  func aReadOnlyFolderIsRefusedBeforehand() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.url.path)
    defer {
      try? FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder.url.path)
    }
    let path = folder.path("new/a.txt")
    #expect(
      throws: OutputError.failed(
        path: path, operation: "create", reason: unsafe String(cString: strerror(EACCES)))
    ) {
      try OutputFiles.check([path], inputs: [], force: false)
    }
  }

  @Test func whatAKilledRunLeftDoesNotStandInTheWay() throws {
    let own = ProcessInfo.processInfo.processIdentifier
    try "half".write(toFile: folder.path("a.txt.\(own).tmp"), atomically: true, encoding: .utf8)
    var files = OutputFiles()
    files.add(folder.path("a.txt"), "whole")
    try files.write(inputs: [], force: false)
    #expect(try text("a.txt") == "whole")
  }

  @Test func neverReplacesAnInputEvenThroughALink() throws {
    try "data".write(toFile: folder.path("in.csv"), atomically: true, encoding: .utf8)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link.csv"), withDestinationPath: folder.path("in.csv"))
    var files = OutputFiles()
    files.add(folder.path("link.csv"), "x")
    #expect(throws: OutputError.isInput(path: folder.path("link.csv"))) {
      try files.write(inputs: [folder.path("in.csv")], force: true)
    }
    #expect(try text("in.csv") == "data")
  }

  /// What killed processes left is removed, of this process's own number too; the rest stays.
  @Test func removesWhatKilledProcessesLeft() throws {
    let gone = Process()
    gone.executableURL = URL(filePath: "/bin/true")
    try gone.run()
    gone.waitUntilExit()
    let own = ProcessInfo.processInfo.processIdentifier
    for name in [
      "a.txt.\(gone.processIdentifier).tmp", "a.txt.\(own).tmp", "a.txt.1.tmp",
      "b.txt.\(gone.processIdentifier).tmp", "a.txt.x.tmp", "a.txt.tmp",
    ] {
      try "half".write(toFile: folder.path(name), atomically: true, encoding: .utf8)
    }
    var files = OutputFiles()
    files.add(folder.path("a.txt"), "whole")
    try files.write(inputs: [], force: false)
    #expect(
      try names == [
        "a.txt", "a.txt.1.tmp", "a.txt.tmp", "a.txt.x.tmp", "b.txt.\(gone.processIdentifier).tmp",
      ])
    #expect(try text("a.txt") == "whole")
  }

  @Test func aFailureLeavesNoneOfTheFiles() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path("taken/inner"), withIntermediateDirectories: true)
    var files = OutputFiles()
    files.add(folder.path("new/first.txt"), "1")
    files.add(folder.path("taken/inner/file/x.txt"), "2")
    try "blocks the folder".write(
      toFile: folder.path("taken/inner/file"), atomically: true, encoding: .utf8)
    #expect(throws: OutputError.self) { try files.write(inputs: [], force: true) }
    #expect(try names == ["taken"])
  }
}
