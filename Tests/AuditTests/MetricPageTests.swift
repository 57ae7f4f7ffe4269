import Foundation
import TestSupport
import Testing

@testable import Audit

@Suite struct MetricPageTests {
  private let file = Repository.root.appending(path: "docs/metrics.md")

  /// With RECORD_SNAPSHOTS set, the file is written instead.
  @Test func documentIsWhatTheTableSays() throws {
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
      try MetricPage.markdown.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == MetricPage.markdown)
  }

  @Test func everyMetricHasItsPlace() {
    let headings = MetricPage.markdown.split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(headings.count == Metric.all.count + 1)
  }
}
