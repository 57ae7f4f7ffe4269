public import Foundation

/// Where the repository's folders are, for tests that read fixtures.
public enum Repository {
  /// The repository's root.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  /// Small committed files that tests read.
  public static let fixtures = root.appending(path: "Tests/Fixtures")
  /// The checkpoints that the README runs.
  public static let samples = root.appending(path: "sample-checkpoints")
}

/// A folder that is removed when the value goes away.
public final class TemporaryFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Creates an empty folder.
  public init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "fairer-audit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a file in the folder.
  public func path(_ name: String) -> String { url.appending(path: name).path }
}
