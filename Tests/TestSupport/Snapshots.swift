import Foundation
public import Testing

/// Compares text with the recorded snapshot `Tests/Snapshots/NAME`.
///
/// A missing snapshot is recorded, and so is every snapshot when `RECORD_SNAPSHOTS` is set; the run
/// that records fails, so that nothing is accepted unseen.
public func expectSnapshot(
  _ text: String, named name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = Repository.root.appending(path: "Tests/Snapshots/\(name)")
  let recorded = try? String(contentsOf: file, encoding: .utf8)
  if recorded == nil || ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
    Issue.record("recorded snapshot \(name); read it and run again", sourceLocation: sourceLocation)
    return
  }
  if text != recorded {
    let old = (recorded ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line =
      zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
    Issue.record(
      """
      snapshot \(name) differs at line \(line + 1):
      - \(line < old.count ? String(old[line]) : "(end)")
      + \(line < new.count ? String(new[line]) : "(end)")
      """, sourceLocation: sourceLocation)
  }
}
