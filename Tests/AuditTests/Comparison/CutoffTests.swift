import AuditResults
import Engine
import Tables
import Testing

@testable import Audit

@Suite struct CutoffTests {
  private static func search(
    _ fairness: FairnessObjective = .demographicParity, unknown: Bool = false
  ) -> CutoffSearch {
    CutoffSearch(
      scores: [0.9, 0.8, 0.4, 0.2, 0.7, 0.3, 0.1, 0.05],
      rows: LabelledRows(
        inputs: [], labels: [1, 1, 0, 0, 1, 1, 0, 0],
        codes: [0, 0, 0, 0, 1, 1, 1, unknown ? -1 : 1], groups: ["a", "b"]),
      fairness: fairness, comparison: .pairs)
  }

  @Test func stopsByHand() {
    let stop = Self.search().stop([0.5], other: 0.5)
    #expect(stop == CutoffSearch.Stop(cutoffs: [0.5], accuracy: 7.0 / 8, gap: 0.25))
    let odds = Self.search(.equalizedOdds).stop([0.5], other: 0.5)
    #expect(odds.gap == 0.5)
    let specific = Self.search().stop([0.5, 0.25], other: 0.5)
    #expect(specific.gap == 0 && specific.accuracy == 1)
    // A row of unknown group counts in the accuracy at the common cut-off.
    let unknown = Self.search(unknown: true).stop([0.5, 0.01], other: 0.02)
    #expect(unknown.accuracy == 6.0 / 8)
  }

  @Test func everyCutoffForAllIsTried() {
    let stops = Self.search().groupBlind()
    #expect(stops.count == 8)
    for stop in stops {
      #expect(stop == Self.search().stop(stop.cutoffs, other: stop.cutoffs[0]))
    }
    #expect(stops.map { $0.cutoffs[0] } == stops.map { $0.cutoffs[0] }.sorted(by: >))
    #expect(stops.contains { $0.accuracy == 1 && $0.gap == 0 } == false)
    #expect(stops.last?.gap == 0, "all are selected")
  }

  @Test func cutoffsOfGroupsSelectEqualShares() throws {
    let stops = Self.search().groupSpecific(other: 0.5)
    let best = try #require(CutoffSearch.best(stops, gap: 0, floor: 0.9))
    #expect(best.accuracy == 1 && best.gap == 0 && best.cutoffs.count == 2)
    let odds = try #require(
      CutoffSearch.best(
        Self.search(.equalizedOdds).groupSpecific(other: 0.5), gap: 0, floor: nil))
    #expect(odds.accuracy == 1 && odds.gap == 0)
  }

  @Test func bestKeepsTheOrderOfWishes() {
    func stop(_ name: Double, _ accuracy: Double, _ gap: Double) -> CutoffSearch.Stop {
      CutoffSearch.Stop(cutoffs: [name], accuracy: accuracy, gap: gap)
    }
    let stops = [stop(1, 0.9, 0.3), stop(2, 0.85, 0.1), stop(3, 0.8, 0.05), stop(4, 0.7, 0)]
    func best(_ gap: Double, _ floor: Double?) -> Double? {
      CutoffSearch.best(stops, gap: gap, floor: floor)?.cutoffs[0]
    }
    #expect(best(0.1, 0.75) == 2, "the most accurate that reaches the gap")
    #expect(best(0.01, 0.75) == 3, "none reaches it above the floor: the smallest gap above it")
    #expect(best(0.01, nil) == 4)
    #expect(best(0.1, 0.99) == 4, "none is above the floor")
    #expect(CutoffSearch.best([], gap: 1, floor: nil) == nil)
  }

  @Test(arguments: [FairnessObjective.demographicParity, .equalizedOdds])
  func comparisonIsOfTheSameTestRows(_ fairness: FairnessObjective) throws {
    let request = try BiasedRows.request(
      Objective(.gapReg, fairness, gapWeight: 3), selection: .gapAboveFloor(.accuracy, floor: 0.6))
    let result = try fineTune(request)
    let rows = try #require(request.test)
    let subgroups = Subgroups(
      name: "team", columns: ["team"], groups: rows.groups, codes: rows.codes)
    let input = try #require(rows.inputs[0] as? Tensor<Float>)
    let dataset = Dataset(
      rows: rows.count, inputs: [Dataset.Input(name: "x", rows: input)], labels: rows.labels,
      positiveLabel: "1", negativeLabel: "0", subgroups: [subgroups], features: [])
    let cutoffs = try cutoffComparison(
      request, tuned: result.model, floor: 0.6, usesGroups: true, on: dataset, by: subgroups,
      confidence: 0.95)
    #expect(cutoffs.ways.map(\.kind) == FineTuningCutoffs.Way.Kind.allCases)
    let tuned = cutoffs.ways[1]
    #expect(tuned.reachesGap && tuned.cutoffs == [0.5] && cutoffs.ways[0].test == nil)
    let paired = try pairedChange(
      from: request.model, to: result.model, on: dataset, by: subgroups, output: request.output,
      threshold: 0.5, confidence: 0.95)
    #expect(tuned.test?.overall["accuracy"] == paired.overall["accuracy"])
    #expect(
      tuned.test?.gaps.first { $0.metric == "tpr" } == paired.gaps.first { $0.metric == "tpr" })
    #expect(tuned.test?.averagePrecision == nil && tuned.test?.overall["mean_score"] == nil)
    for way in cutoffs.ways.dropFirst(2) {
      #expect(way.cutoffs.count == way.groups?.count ?? 1)
      #expect(way.test?.rows == rows.count)
    }
    let blind = try cutoffComparison(
      request, tuned: result.model, floor: nil, usesGroups: false, on: dataset, by: subgroups,
      confidence: 0.95)
    #expect(blind.ways.map(\.kind) == [.given, .fineTuned, .groupBlind])
  }
}
