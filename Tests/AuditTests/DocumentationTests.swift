import Foundation
import TestSupport
import Testing

@testable import Audit

/// docs/statistics.md names every metric and method, so that it cannot fall behind.
@Suite struct DocumentationTests {
  private func page() throws -> String {
    try String(
      contentsOf: Repository.root.appending(path: "docs/statistics.md"), encoding: .utf8)
  }

  @Test func everyMetricIsDocumented() throws {
    let page = try page()
    for metric in Metric.all { #expect(page.contains("`\(metric.id)`"), "\(metric.id)") }
  }

  @Test func everyMethodIsDocumented() throws {
    let page = try page()
    for method in Method.allCases {
      #expect(page.contains("`\(method.rawValue)`"), "\(method.rawValue)")
    }
  }
}
