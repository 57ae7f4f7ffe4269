import Foundation
import Testing

@testable import Audit

/// Every metric of the table has a number by another tool, or by its definition in another language, among
/// the goldens.
@Suite struct OracleTests {
  /// Metrics whose golden does not name them by their id: where it stands, and under which key.
  private let otherwise = [
    "cmh.odds_ratio": ("kinds.json", "odds_ratio"),
    "influence.taylor": ("adult/k3_adult_mlp200.influence.json", "influence"),
    "influence.log_ratio": ("adult/k3_adult_mlp200.influence.json", "influence"),
    "parity.layer": ("adult/k3_adult_mlp200.influence.json", "parity"),
    "parity.network": ("adult/k3_adult_mlp200.influence.json", "parity"),
  ]

  @Test func everyMetricHasAGolden() throws {
    let files = ["measures.json", "kinds.json", "rankings.json"]
    var keys: Set<String> = []
    for file in files { collect(try Goldens.read(file), &keys) }
    for metric in Metric.all where otherwise[metric.id] == nil {
      #expect(
        keys.contains(metric.id) || keys.contains(Self.complements[metric.id] ?? ""), "\(metric.id)"
      )
    }
    for (id, place) in otherwise {
      var found: Set<String> = []
      collect(try Goldens.read(place.0), &found)
      #expect(found.contains { $0.contains(place.1) }, "\(id)")
    }
  }

  /// Rates that are one minus another.
  private static let complements = ["fnr": "tpr", "tnr": "fpr"]

  private func collect(_ value: JSON, _ keys: inout Set<String>) {
    for (key, child) in value.object {
      keys.insert(key)
      collect(child, &keys)
    }
    for child in value.list where child.numbers.isEmpty { collect(child, &keys) }
  }
}
