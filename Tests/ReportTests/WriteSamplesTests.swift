import AuditResults
import Foundation
import Report
import Testing

/// A way to look at the reports: `WRITE_REPORTS=FOLDER swift test --filter writesSamples`.
@Test(
  .enabled(if: ProcessInfo.processInfo.environment["WRITE_REPORTS"] != nil),
  arguments: Sample.allCases)
func writesSamples(sample: Sample) throws {
  let folder = try #require(ProcessInfo.processInfo.environment["WRITE_REPORTS"])
  let target = URL(filePath: folder).appending(path: sample.rawValue)
  try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
  var result = sample.result
  result.contentDigest = try contentDigest(of: result)
  for format in ReportFormat.allCases {
    let start = ContinuousClock.now
    let text = try format.render(result)
    print("\(sample.rawValue)/\(format.fileName): \(ContinuousClock.now - start)")
    try text.write(to: target.appending(path: format.fileName), atomically: true, encoding: .utf8)
  }
}
