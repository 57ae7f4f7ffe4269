import AuditResults
import Tables

@testable import Audit

/// Scores and labels of rows in groups, for tests.
struct Rows {
  var scores: [Double] = []
  var labels: [UInt8] = []
  var codes: [Int32] = []
  var names: [String] = []

  /// Adds a group with the given cells; selected rows score 0.75 and others 0.25.
  mutating func add(_ name: String, tp: Int = 0, fp: Int = 0, tn: Int = 0, fn: Int = 0) {
    let code = Int32(names.count)
    names.append(name)
    for (count, score, label) in [
      (tp, 0.75, UInt8(1)), (fp, 0.75, 0), (tn, 0.25, 0), (fn, 0.25, 1),
    ] {
      scores += Array(repeating: score, count: count)
      labels += Array(repeating: label, count: count)
      codes += Array(repeating: code, count: count)
    }
  }

  var subgroups: Subgroups {
    Subgroups(name: "group", columns: ["group"], groups: names, codes: codes)
  }

  func outcome(settings: SettingsFacts = .quick) -> AttributeOutcome {
    Outcomes(scores: scores, labels: labels, threshold: 0.5, settings: settings)
      .attribute(subgroups)
  }
}

extension SettingsFacts {
  /// Few replicates: tests run unoptimised as well.
  static var quick: SettingsFacts { SettingsFacts(resamples: 200) }
}
