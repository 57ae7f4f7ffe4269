import AuditResults
import Engine
import Foundation
import Tables
import Testing

@testable import Audit

@Suite struct AuditComparisonTests {
  private static let file = FileFacts(name: "audit.json", bytes: 1, sha256: "00")

  /// An audit of planted groups with a cut-off of its own, which stands for another model.
  private func result(threshold: Double, keepsDecisions: Bool = true) throws -> AuditResult {
    let (model, rows, labels, codes) = try Networks.planted(rowsPerGroup: 150, seed: 9)
    let file = FileFacts(name: "f", bytes: 1, sha256: "00")
    var request = AuditRequest(
      tool: ToolFacts(name: "fairer-audit", version: "0"), model: model,
      modelFacts: ModelFacts(
        name: "m", statements: [], file: file, format: "f", kerasVersion: nil, backend: nil,
        layers: []),
      dataset: Dataset(
        rows: labels.count,
        inputs: [.init(name: "x", tensor: Tensor(shape: [labels.count, 4], elements: rows))],
        labels: labels, positiveLabel: "yes", negativeLabel: "no",
        subgroups: [
          Subgroups(name: "g", columns: ["g"], groups: ["loud", "quiet"], codes: codes)
        ], features: []),
      dataFacts: DataFacts(file: file, spec: nil, statements: [], rows: labels.count, features: []),
      labelColumn: "label", threshold: threshold,
      gates: [GateSpec(metric: "dp.ratio.minmax", attribute: "g", limit: 0.8)], settings: .quick)
    request.keepsDecisions = keepsDecisions
    return try audit(request)
  }

  private func compare(_ one: AuditResult, _ other: AuditResult) -> AuditComparison {
    Audit.compare(
      (one, Self.file), with: (other, Self.file), tool: ToolFacts(name: "t", version: "0"))
  }

  @Test func pairsRowsWhoseDecisionsWereKept() throws {
    let (one, other) = (try result(threshold: 0.5), try result(threshold: 0.4))
    let comparison = compare(one, other)
    #expect(comparison.pairing == .paired)
    #expect(comparison.caveats == [.otherThreshold, .sameModel])
    let attribute = try #require(comparison.attributes.first)
    #expect(attribute.groups.map(\.name) == ["loud", "quiet"])
    for (group, name) in zip(attribute.groups, ["loud", "quiet"]) {
      let flips = try #require(group.flips)
      let (before, after) = (one.group(name)?.counts.selected, other.group(name)?.counts.selected)
      // A lower cut-off selects more, and takes nothing away.
      #expect(flips.lost == 0 && flips.gained == (after ?? 0) - (before ?? 0))
      let rate = try #require(group.metrics.first { $0.metric == "selection_rate" })
      #expect(rate.before == one.group(name)?["selection_rate"]?.value)
      #expect(rate.after == other.group(name)?["selection_rate"]?.value)
      #expect(rate.change.interval?.method == "newcombe.paired")
      #expect(!group.metrics.contains { $0.metric == "mean_score" && $0.change.value != 0 })
    }
    #expect(attribute.gaps.contains { $0.metric == "selection_rate" })
    #expect(comparison.gates.map(\.id) == ["g.dp.ratio.minmax"])
    #expect(comparison.methods.contains { $0.id == "newcombe.paired" })
    #expect(Set(comparison.definitions.map(\.id)).contains("selection_rate"))
  }

  @Test func pairedIntervalsAreNarrowerThanThoseOfUnrelatedSamples() throws {
    let paired = compare(try result(threshold: 0.5), try result(threshold: 0.45))
    let loose = compare(
      try result(threshold: 0.5), try result(threshold: 0.45, keepsDecisions: false))
    #expect(loose.pairing == .noDecisions && loose.caveats.contains(.noDecisions))
    func width(_ comparison: AuditComparison) throws -> Double {
      let interval = try #require(comparison.overall.metrics.first?.change.interval)
      return interval.upper - interval.lower
    }
    #expect(try width(paired) < 0.8 * width(loose))
    #expect(loose.attributes[0].groups.allSatisfy { $0.flips == nil })
    #expect(loose.overall.metrics.first?.change.interval?.method == "miettinen.nurminen")
  }

  @Test func otherRowsAreUnrelated() throws {
    let one = try result(threshold: 0.5)
    var other = one
    other.data.file.sha256 = "11"
    other.attributes[0].groups[1].name = "silent"
    other.settings.confidence = 0.9
    let comparison = compare(one, other)
    #expect(comparison.pairing == .otherRows)
    #expect(comparison.caveats == [.otherData, .otherConfidence, .sameModel])
    #expect(comparison.attributes[0].onlyBefore == ["quiet"])
    #expect(comparison.attributes[0].onlyAfter == ["silent"])
    #expect(comparison.attributes[0].gaps.isEmpty)
    // Intervals of another confidence are none of these changes'.
    #expect(
      comparison.attributes[0].disparities.allSatisfy { $0.change.interval?.method != "mover" })
  }

  @Test func decisionsThatContradictThemselvesAreNotPaired() throws {
    let one = try result(threshold: 0.5)
    for damage: (inout RowDecisions) -> Void in [
      { $0.labels = nil }, { $0.labels?.removeLast() }, { $0.selected += "0" },
      { $0.rows += 4 },
    ] {
      var other = one
      other.decisions = other.decisions.map {
        var kept = $0; damage(&kept); return kept
      }
      #expect(compare(one, other).pairing == .noDecisions)
    }
    var other = one
    other.decisions?.groups?[0].codes.removeLast()
    let comparison = compare(one, other)
    #expect(comparison.pairing == .paired)
    #expect(comparison.attributes[0].groups.allSatisfy { $0.flips == nil })
  }
}

extension AuditResult {
  fileprivate func group(_ name: String) -> GroupOutcome? {
    attributes.first?.groups.first { $0.name == name }
  }
}
