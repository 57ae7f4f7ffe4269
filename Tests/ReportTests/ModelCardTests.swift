import AuditResults
import TestSupport
import Testing

@testable import Report

struct ModelCardTests {
  @Test func matchesTheSnapshot() throws {
    try expectSnapshot(modelCardText(of: twoGroupResult()), named: "Report/model-card.md")
  }

  @Test(arguments: Sample.allCases)
  func everySampleHasACard(sample: Sample) throws {
    let text = try modelCardText(of: sample.result)
    #expect(text.hasPrefix("---\nmodel-index:\n- name: \"Adult income\"\n"))
    #expect(text.split(separator: "\n").count { $0 == "---" } == 2)
    #expect(text.contains("## Bias, Risks, and Limitations"))
    #expect(text.contains("### What this does not show"))
  }

  /// No name ends its YAML string or begins a line of its own.
  @Test(arguments: hostileNames)
  func hostileNamesStayText(name: String) throws {
    let text = try modelCardText(of: hostileResult(name))
    let front = text.split(separator: "\n", omittingEmptySubsequences: false)
      .dropFirst().prefix { $0 != "---" }
    let keys = [
      "model-index", "- name", "results", "- task", "type", "dataset", "name",
      "revision", "metrics", "- type", "value", "verified",
    ]
    for line in front {
      let key = line.drop { $0 == " " }.prefix { $0 != ":" }
      #expect(keys.contains(String(key)), "\(line.prefix(100))")
      guard let start = line.firstIndex(of: "\"") else { continue }
      var isEscaped = false
      var ends = 0
      for scalar in line[line.index(after: start)...].unicodeScalars {
        if isEscaped {
          isEscaped = false
        } else if scalar == "\\" {
          isEscaped = true
        } else if scalar == "\"" {
          ends += 1
        }
      }
      #expect(ends == 1, "\(line.prefix(100))")
    }
  }
}
