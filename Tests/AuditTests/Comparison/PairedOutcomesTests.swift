import AuditResults
import Tables
import Testing

@testable import Audit

@Suite struct PairedOutcomesTests {
  /// Group a rises and b falls; a row of each group for each case.
  private func change(
    _ rows: [(group: Int32, label: UInt8, before: Double, after: Double)],
    groups: [String] = ["a", "b"], unknown: Int? = nil
  ) -> PairedChange {
    PairedOutcomes(
      before: rows.map(\.before), after: rows.map(\.after), labels: rows.map(\.label),
      threshold: 0.5, confidence: 0.95
    ).change(
      of: Subgroups(
        name: "g", columns: ["g"], groups: groups, unknownIndex: unknown, codes: rows.map(\.group)))
  }

  @Test func countsWhoseDecisionChanged() throws {
    let change = change([
      (0, 1, 0.2, 0.7), (0, 0, 0.3, 0.5), (0, 1, 0.9, 0.9), (0, 0, 0.1, 0.2),
      (1, 1, 0.8, 0.1), (1, 0, 0.6, 0.6), (1, 1, 0.9, 0.7), (1, 0, 0.7, 0.3),
    ])
    let (a, b) = (change.groups[0], change.groups[1])
    #expect(a.gained == 2 && a.gainedPositives == 1 && a.lost == 0 && a.lostPositives == 0)
    #expect(b.lost == 2 && b.lostPositives == 1 && b.gained == 0 && b.pValue == 0.5)
    #expect(change.overall.gained == 2 && change.overall.lost == 2 && change.overall.pValue == 1)
    #expect(a["selection_rate"]?.before == 0.25 && a["selection_rate"]?.after == 0.75)
    #expect(b["tpr"]?.change.value == -0.5 && b["accuracy"]?.change.value == 0)
    let gap = try #require(change.gaps.first { $0.metric == "selection_rate" })
    #expect(gap.highest == "b" && gap.lowest == "a" && gap.before == 0.75 && gap.after == -0.25)
    #expect(gap.levelling == .mixed && gap.fallShare == 0.5 && gap.change.value == -1)
    let precision = try #require(change.averagePrecision)
    #expect(precision.change.interval?.method == "infinitesimal.jackknife")
  }

  @Test(arguments: [
    (high: 0.2, low: 0.3, levelling: GapChange.Levelling.down),
    (high: 0.9, low: 0.6, levelling: .up),
    (high: 0.2, low: 0.6, levelling: .mixed),
    (high: 0.9, low: 0.3, levelling: .notNarrowed),
  ])
  func tellsWhoMoved(high: Double, low: Double, levelling: GapChange.Levelling) throws {
    // Of the higher group one of two rows moves, of the lower one of two.
    let change = change([
      (0, 1, 0.9, 0.9), (0, 1, 0.9, high), (1, 1, 0.1, 0.1), (1, 1, 0.3, low),
    ])
    let gap = try #require(change.gaps.first { $0.metric == "selection_rate" })
    #expect(gap.levelling == levelling)
    #expect((gap.fallShare == nil) == (levelling == .notNarrowed))
  }

  @Test func groupsOfMissingValuesAreInNoGap() {
    let rows: [(Int32, UInt8, Double, Double)] = [
      (0, 1, 0.9, 0.9), (1, 0, 0.6, 0.6), (2, 1, 0.1, 0.1),
    ]
    let change = change(
      rows.map { (group: $0.0, label: $0.1, before: $0.2, after: $0.3) },
      groups: ["a", "b", "unknown"], unknown: 2)
    #expect(change.groups.count == 3)
    #expect(change.gaps.allSatisfy { $0.highest != "unknown" && $0.lowest != "unknown" })
    // Neither group has rows of both labels, so there is no gap of error rates.
    #expect(!change.gaps.contains { $0.metric == "tpr" || $0.metric == "fpr" })
    #expect(change.groups[1]["tpr"]?.change.reason == .noPositives)
    #expect(change.groups[0]["fpr"]?.change.reason == .noNegatives)
  }

  @Test func pairedIntervalsCoverAsTheySay() {
    var random = RandomSource(seed: 11)
    let (trials, rows) = (2000, 60)
    var (covered, precise) = (0, 0)
    for _ in 0..<trials {
      var counts = PairedProportions()
      for _ in 0..<rows {
        // Both 0.3, gained 0.15, lost 0.05, neither 0.5.
        let draw = random.unit()
        counts.add(
          before: draw < 0.3 || (0.45..<0.5).contains(draw), after: draw < 0.45)
      }
      guard let ends = counts.newcombe(confidence: 0.95) else { continue }
      if ends.contains(0.1) { covered += 1 }
      if ends.upperBound - ends.lowerBound < 0.3 { precise += 1 }
    }
    // 1900 expected, standard deviation 10; the method is a little conservative.
    #expect((1880...1990).contains(covered), "\(covered)")
    #expect(precise > trials / 2)
  }

  @Test(arguments: [
    // Values of the independent computation in Tests/Fixtures/scripts/paired_newcombe.py.
    (counts: [36, 12, 2, 0], lower: 0.05692958400323875, upper: 0.3404276029749408),
    (counts: [0, 0, 0, 20], lower: -0.16112515805281935, upper: 0.16112515805281935),
    (counts: [10, 0, 0, 10], lower: -0.08975665937768049, upper: 0.08975665937768049),
    (counts: [1, 97, 2, 0], lower: 0.8504846635021238, upper: 0.9826368413395993),
  ])
  func agreesWithAnIndependentComputation(counts: [Int], lower: Double, upper: Double) throws {
    let paired = PairedProportions(
      both: counts[0], gained: counts[1], lost: counts[2], neither: counts[3])
    let ends = try #require(paired.newcombe(confidence: 0.95))
    #expect(abs(ends.lowerBound - lower) < 1e-9 && abs(ends.upperBound - upper) < 1e-9, "\(ends)")
  }

  @Test func nothingIsKnownWithoutRows() {
    #expect(PairedProportions().newcombe(confidence: 0.95) == nil)
    #expect(RankedPrecision(scores: [0.5], labels: [0]) == nil)
  }

  @Test func rankedPrecisionIsThatOfTheAuditWithItsError() throws {
    var random = RandomSource(seed: 2)
    let scores = (0..<300).map { _ in (random.unit() * 20).rounded() / 20 }
    let labels = scores.map { random.unit() < $0 ? UInt8(1) : 0 }
    let ranked = try #require(RankedPrecision(scores: scores, labels: labels))
    let pairs = zip(scores, labels)
    let audit = averagePrecision(
      positives: pairs.filter { $1 == 1 }.map(\.0).sorted(),
      negatives: pairs.filter { $1 == 0 }.map(\.0).sorted())
    #expect(agree(audit.value, ranked.value, relative: 1e-12))
    guard case .standard(let estimate) = audit else {
      Issue.record("no standard error")
      return
    }
    // The audit's error is unbiased: of each class by its own number of rows.
    let squares = [1, 0].reduce(0.0) { sum, label in
      let shares = labels.indices.filter { labels[$0] == label }.map { ranked.influences[$0] }
      let count = Double(shares.count)
      return sum + shares.reduce(0) { $0 + $1 * $1 } * count / (count - 1)
    }
    #expect(agree(estimate.squaredError, squares, relative: 1e-10))
  }
}
