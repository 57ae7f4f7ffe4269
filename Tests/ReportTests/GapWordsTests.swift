import AuditResults
import Testing

@testable import Report

struct GapWordsTests {
  private static func gap(
    _ before: Double, _ after: Double, _ levelling: GapChange.Levelling = .notNarrowed,
    metric: String = "tpr", arm: Double = 0.01
  ) -> GapChange {
    GapChange(
      metric: metric, highest: "A", lowest: "B", before: before, after: after,
      change: Estimate(
        after - before,
        interval: Interval(
          lower: after - before - arm, upper: after - before + arm, level: 0.95, method: "mover")),
      levelling: levelling,
      fallShare: levelling == .notNarrowed
        ? nil : levelling == .up ? 0 : levelling == .down ? 1 : 0.3)
  }

  private static func estimate(_ lower: Double, _ upper: Double) -> Estimate {
    Estimate(
      (lower + upper) / 2,
      interval: Interval(lower: lower, upper: upper, level: 0.95, method: "score"))
  }

  static let moves: [(GapChange, Estimate?, GapMove)] = [
    (gap(0.1, 0.2), nil, .wider), (gap(0.1, 0.1), nil, .unchanged),
    (gap(0.1, 0.05, .up), nil, .narrower), (gap(0.1, 0.05, .mixed), nil, .levelledDownInPart),
    (gap(0.1, 0.05, .down), nil, .levelledDown),
    (gap(0.1, 0.05, .down, metric: "fpr"), nil, .narrower),
    (gap(0.1, -0.05, .down, metric: "fpr"), nil, .reversed),
    (gap(0.1, 0.05, .down, metric: "fpr"), nil, .narrower),
    (gap(0.1, -0.05, .down, metric: "fpr"), nil, .reversed),
    (gap(0.1, -0.05, .down), nil, .reversed),
    (gap(0.1, -0.2), nil, .reversed), (gap(0.1, -0.05, .up), estimate(-0.07, -0.03), .reversed),
    (gap(0.1, -0.05, .up), estimate(-0.11, 0.01), .reversedWithinNoise),
    (gap(0.1, 0, .up), estimate(-0.01, 0.01), .narrower), (gap(0, -0.1), nil, .wider),
  ]

  @Test(arguments: moves)
  func tellsWhatBecameOfAGap(gap: GapChange, later: Estimate?, move: GapMove) {
    #expect(GapMove(gap, later: later) == move)
  }

  @Test func harmWeighsMoreThanHelp() {
    let sorted = GapMove.allCases.sorted { $0.weight > $1.weight }
    #expect(sorted.first == .reversed && sorted.last == .unchanged)
    #expect(sorted.dropLast(2).allSatisfy { $0.weight > GapMove.narrower.weight })
    #expect(Set(GapMove.allCases.map(\.alarm)).count == GapMove.allCases.count)
  }

  @Test func sentencesNameGroupsNumbersAndUnits() {
    func words(_ gap: GapChange) -> String { gap.sentence("recall", GapMove(gap)).string }
    #expect(
      words(Self.gap(0.1, -0.2)) == """
        Gap reversed. In the recall, A was 10.0 percentage points above B; now B is 20.0 percentage \
        points above A. The gap is wider than before, the other way round.
        """)
    #expect(
      words(Self.gap(0.1, 0.04, .mixed)) == """
        Levelling down in part. In the recall, A was 10.0 percentage points above B, and is 4.0 \
        percentage points now. Of these moves, 30.0% is A falling and the rest B rising.
        """)
    #expect(
      words(Self.gap(0.1, 0.104)) == """
        Gap wider. In the recall, A was 10.0 percentage points above B, and is 10.4 percentage points \
        now. The interval of the change holds zero: it may be chance.
        """)
    #expect(words(Self.gap(0.3, 0.1, .down, metric: "mean_score")).contains("A was 0.300 above B"))
  }
}
