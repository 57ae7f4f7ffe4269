import AuditResults
import Engine
import Synchronization
import Testing

@testable import Audit

@Suite struct FineTuneSeriesTests {
  private static func series(
    _ grid: [(setting: SweptSetting, values: [String])], seeds: [UInt64] = [5],
    selection: Selection = .minimumGap
  ) throws -> FineTuneSeries {
    try FineTuneSeries(
      BiasedRows.request(
        Objective(.gpa, alignment: 0.05, gapWeight: 1), selection: selection, epochs: 2),
      grid: grid, seeds: seeds)
  }

  private static func run(
    _ series: FineTuneSeries, threads: Int = 2
  ) throws -> [FineTuneSeries.Place: FineTuneState] {
    try series.run(
      threads: threads, stored: { _ in nil }, every: nil, keep: { _, _ in },
      isCancelled: { false }, progress: { _, _ in })
  }

  @Test func gridHoldsEveryCombinationOnce() throws {
    let series = try Self.series(
      [(.lambda, ["0", "0.01"]), (.gapWeight, ["0.2", "1", "2"])], seeds: [1, 2])
    #expect(series.points.count == 6 && series.places.count == 12)
    #expect(series.points[1].values == ["0", "1"])
    #expect(series.points[1].requests.map(\.seed) == [1, 2])
    #expect(series.points[4].requests[0].objective.alignment == 0.01)
    #expect(series.points[4].requests[0].objective.gapWeight == 1)
    // Only gpa has a λ, and erm has no gap.
    let methods = try Self.series([
      (.method, ["erm", "gapreg", "gpa"]), (.lambda, ["0", "0.01"]), (.gapWeight, ["0", "1"]),
    ])
    #expect(
      methods.points.map(\.values) == [
        ["erm", "0", "0"], ["gapreg", "0", "0"], ["gapreg", "0", "1"], ["gpa", "0", "0"],
        ["gpa", "0", "1"], ["gpa", "0.01", "0"], ["gpa", "0.01", "1"],
      ])
  }

  @Test(arguments: [
    (SweptSetting.lambda, "x"), (.lambda, "-1"), (.gapWeight, "nan"), (.method, "sgd"),
    (.learningRate, ""), (.weightDecay, "inf"),
  ])
  func valuesAreChecked(setting: SweptSetting, value: String) throws {
    #expect(throws: SweepError(setting: setting, value: value)) {
      try Self.series([(setting, [value])])
    }
  }

  @Test func sweptMethodsStartFromTheirOwnWeights() throws {
    let series = try FineTuneSeries(
      BiasedRows.request(Objective(.gpa, alignment: 0.01, gapWeight: 0.2)),
      grid: [(.gapWeight, ["1", "2"]), (.method, ["gpa", "mixup"])], seeds: [0]
    ) { Objective($0, alignment: $0 == .gpa ? 0.01 : 0, gapWeight: 0.2) }
    #expect(
      series.points.map(\.values) == [
        ["1", "gpa"], ["1", "mixup"], ["2", "gpa"], ["2", "mixup"],
      ])
    let objectives = series.points.map { $0.requests[0].objective }
    #expect(objectives.map(\.alignment) == [0.01, 0, 0.01, 0])
    #expect(objectives.map(\.gapWeight) == [1, 1, 2, 2])
  }

  @Test func learningRatesKeepTheirCurve() throws {
    for schedule: LearningRateSchedule in [
      .constant(0.1), .cosineDecay(initial: 0.1, steps: 10),
      .exponentialDecay(initial: 0.1, steps: 4, rate: 0.5),
      .polynomialDecay(initial: 0.1, steps: 10, end: 0),
      .inverseTimeDecay(initial: 0.1, steps: 4, rate: 0.5),
      .piecewiseConstant(boundaries: [3], values: [0.1, 0.01]),
      .warmup(steps: 2, then: .constant(0.1)),
    ] {
      let scaled = schedule.startingAt(0.2)
      #expect(schedule.initialRate == 0.1 && scaled.initialRate == 0.2, "\(schedule)")
      for step in 0..<10 {
        #expect(
          abs(scaled.rate(atStep: step) - 2 * schedule.rate(atStep: step)) < 1e-12, "\(schedule)")
      }
    }
  }

  /// A run among several is the run alone, whatever goes on beside it.
  @Test func runsAreTheSameAloneAndTogether() throws {
    let series = try Self.series([(.gapWeight, ["0", "1"])], seeds: [5, 6])
    let together = try Self.run(series)
    #expect(together.count == 4)
    for place in series.places {
      #expect(together[place] == (try train(series.request(place))))
    }
    #expect(try Self.run(series, threads: 1) == together)
  }

  @Test func runsThatAreDoneAreNotRunAgain() throws {
    let series = try Self.series([(.gapWeight, ["0", "1"])])
    let kept = Mutex<[FineTuneSeries.Place: FineTuneState]>([:])
    let steps = Atomic(0)
    func run(stopAfter limit: Int) throws -> [FineTuneSeries.Place: FineTuneState] {
      try series.run(
        threads: 1, stored: { place in kept.withLock { $0[place] } }, every: 1,
        keep: { place, state in kept.withLock { $0[place] = state } },
        isCancelled: { steps.load(ordering: .relaxed) >= limit },
        progress: { _, _ in steps.add(1, ordering: .relaxed) })
    }
    // Two epochs of eight steps: the first run is done, the second stops after its first epoch.
    let partial = try run(stopAfter: 26)
    #expect(partial.count == 1 && kept.withLock { $0.count } == 2)
    let whole = try run(stopAfter: .max)
    #expect(steps.load(ordering: .relaxed) == 26 + 8)
    #expect(whole == (try Self.run(series)))
  }

  /// States made by hand: what is chosen follows from the validation rows alone.
  @Test func choiceAndFrontByHand() throws {
    let series = try Self.series(
      [(.gapWeight, ["0", "1", "2", "3"])], seeds: [1, 2],
      selection: .gapAboveFloor(.averagePrecision, floor: 0.7))
    let run = try Self.run(series)
    let template = try #require(run[FineTuneSeries.Place(point: 0, seed: 0)])
    // Average precision and gap of both seeds: the third point is beaten by the second, the fourth
    // is below the floor.
    let numbers: [[(Double, Double)]] = [
      [(0.80, 0.20), (0.78, 0.18)], [(0.75, 0.10), (0.77, 0.06)], [(0.74, 0.11), (0.75, 0.12)],
      [(0.60, 0.01), (0.72, 0.01)],
    ]
    var states: [FineTuneSeries.Place: FineTuneState] = [:]
    for (point, seeds) in numbers.enumerated() {
      for (seed, pair) in seeds.enumerated() {
        var state = template
        state.epoch = 1
        state.history[1].validation.averagePrecision = pair.0
        state.history[1].validation.gap = pair.1
        states[FineTuneSeries.Place(point: point, seed: seed)] = state
      }
    }
    #expect(try series.choice(of: states) == FineTuneSeries.Place(point: 1, seed: 1))
    #expect(series.front(states) == [0, 1, 3])
    let facts = try series.facts(states, choice: FineTuneSeries.Place(point: 1, seed: 1))
    #expect(facts.planned == 8 && facts.points.map(\.isOnFront) == [true, true, false, true])
    #expect(facts.chosen?.values == ["1"] && facts.measure == "ap")
    #expect(facts.points.flatMap(\.runs).count { $0.isChosen } == 1)
    #expect(facts.points.flatMap(\.runs).allSatisfy { $0.test != nil })
    states[FineTuneSeries.Place(point: 1, seed: 0)] = nil
    states[FineTuneSeries.Place(point: 1, seed: 1)] = nil
    let rest = try series.facts(states, choice: FineTuneSeries.Place(point: 2, seed: 0))
    #expect(rest.points.count == 3)
    #expect(try series.choice(of: [:]) == nil)
  }

  @Test func spreadByHand() throws {
    let spread = try #require(Spread([1, 2, 4]))
    #expect(abs(spread.mean - 7.0 / 3) < 1e-15)
    #expect(abs((spread.deviation ?? 0) - (7.0 / 3).squareRoot()) < 1e-15)
    #expect(abs((spread.standardError ?? 0) - (7.0 / 9).squareRoot()) < 1e-15)
    #expect(Spread([2])?.deviation == nil && Spread([]) == nil)
  }
}
