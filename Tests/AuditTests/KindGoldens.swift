import AuditResults
import Tables
import Testing

@testable import Audit

/// Rows of `kinds.json`, for tests of labels of every kind.
enum KindGoldens {
  static func cases(_ key: String) throws -> [JSON] { try Goldens.rows("kinds.json", key) }

  static func subgroups(_ golden: JSON) -> Subgroups {
    let groups = golden["groups"].numbers
    let names = (0...Int(groups.max() ?? 0)).map { "g\($0)" }
    return Subgroups(name: "g", columns: ["g"], groups: names, codes: groups.map(Int32.init))
  }

  static func weights(_ golden: JSON) -> [Double]? {
    let weights = golden["weights"].numbers
    return weights.isEmpty ? nil : weights
  }

  /// Compares the values of a group's metrics with those of an object by their ids.
  static func compare(
    _ outcome: GroupOutcome, _ golden: JSON, _ metrics: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for metric in metrics {
      #expect(
        agree(outcome[metric]?.value, golden[metric].number, relative: 1e-9, absolute: 1e-12),
        "\(outcome.id) \(metric)", sourceLocation: sourceLocation)
    }
  }

  /// The squared standard error that an interval shows on a scale.
  static func squaredError(
    _ estimate: Estimate?, degrees: Double, scale: (Double) -> Double, slope: Double
  ) -> Double? {
    guard let interval = estimate?.interval else { return nil }
    let half = abs(scale(interval.upper) - scale(interval.lower)) / 2
    let error =
      half / StudentT.criticalValue(confidence: interval.level, degrees: degrees) / abs(slope)
    return error * error
  }
}
