import Foundation
import TestSupport
import Testing

@testable import Archives

@Suite struct ScratchFileTests {
  @Test func readsBackInAnyOrder() throws {
    let folder = try TemporaryFolder()
    let file = try ScratchFile(folder: folder.url.path)
    try file.append([0, 1, 2])
    try file.append([])
    try file.append([3, 4, 5, 6, 7])
    #expect(try file.numbers(of: 2, starts: [6, 0, 2, 0], count: 4) == [6, 7, 0, 1, 2, 3, 0, 1])
    #expect(try file.numbers(of: 8, starts: [0], count: 1) == [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(try file.numbers(of: 0, starts: [0, 0], count: 2).isEmpty)
  }

  @Test func leavesNothingInItsFolder() throws {
    let folder = try TemporaryFolder()
    let file = try ScratchFile(folder: folder.url.path)
    try file.append([1])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    #expect(try file.numbers(of: 1, starts: [0], count: 1) == [1])
  }

  @Test func tellsOfNumbersThatAreNotThere() throws {
    let folder = try TemporaryFolder()
    let file = try ScratchFile(folder: folder.url.path)
    try file.append([1, 2])
    let error = #expect(throws: ArchiveError.self) {
      try file.numbers(of: 2, starts: [1], count: 1)
    }
    guard case .scratch(folder.url.path, let reason)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test func tellsOfAFolderThatIsNotThere() throws {
    let folder = try TemporaryFolder()
    #expect(throws: ArchiveError.self) { try ScratchFile(folder: folder.path("none")) }
  }
}
