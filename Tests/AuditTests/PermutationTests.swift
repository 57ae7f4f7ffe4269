import AuditResults
import Tables
import Testing

@testable import Audit

/// Permutation tests of any measure, against the enumeration of every deal.
@Suite struct PermutationTests {
  /// Every way to choose so many of the first numbers, as a mask.
  private func choices(_ count: Int, of total: Int) -> [[Bool]] {
    (0..<(1 << total)).filter { $0.nonzeroBitCount == count }.map { mask in
      (0..<total).map { mask >> $0 & 1 == 1 }
    }
  }

  /// The share of deals whose statistic is at least the observed one.
  private func exactP(_ observed: Double, _ statistics: [Double?]) -> Double {
    let extreme = statistics.count { $0.map { $0 >= observed * (1 - 1e-9) } ?? true }
    return Double(extreme) / Double(statistics.count)
  }

  private func isNear(_ test: TestResult, _ exact: Double) -> Bool {
    let draws = Double(test.replicates ?? 1)
    return abs(test.pValue - exact) < 4 * (exact * (1 - exact) / draws).squareRoot() + 2 / draws
  }

  /// Root mean squared errors, their errors by the delta method.
  @Test func ofNumbers() throws {
    let errors = [0.3, -1.2, 0.8, 2.9, 2.5, -3.1, 1.9, 2.2, -0.4, 0.1]
    func apart(_ isFirst: [Bool]) -> Double? {
      func part(_ wanted: Bool) -> (value: Double, error: Double) {
        let squares = zip(errors, isFirst).filter { $0.1 == wanted }.map { $0.0 * $0.0 }
        let n = Double(squares.count)
        let mean = squares.reduce(0, +) / n
        let variance = squares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
        return (mean.squareRoot(), variance / n / (4 * mean))
      }
      let (a, b) = (part(true), part(false))
      return (a.value - b.value) * (a.value - b.value) / (a.error + b.error)
    }
    let deals = choices(4, of: 10)
    #expect(deals.count == 210)
    for statistic in [PermutedStatistic.largestPair, .spread] {
      for isFirst in [deals[0], deals[77], deals[209]] {
        let samples = [true, false].map { wanted in
          let own = zip(errors, isFirst).filter { $0.1 == wanted }.map(\.0)
          return Sample(NumberSample(labels: own.map { _ in 0 }, predictions: own))
        }
        let test = try #require(
          permutationTest(
            samples, of: NumberMeasures.rootMeanSquare, statistic,
            resampling: Resampling(replicates: 4000)))
        let observed = try #require(apart(isFirst))
        #expect(agree(test.statistic, observed, relative: 1e-9))
        let exact = exactP(observed, deals.map(apart))
        #expect(isNear(test, exact), "\(test.pValue) for \(exact)")
      }
    }
  }

  /// Balanced accuracy: rows change groups within each label; errors by leaving out row after row.
  @Test func ofCellsWithinLabels() throws {
    // Whether each positive row is selected, and each negative row is not.
    let (hits, rests) = (
      [true, true, true, false, false, true, true], [true, false, true, true, false, false]
    )
    func value(_ hits: [Bool], _ rests: [Bool]) -> Double? {
      hits.isEmpty || rests.isEmpty
        ? nil
        : (Double(hits.count { $0 }) / Double(hits.count)
          + Double(rests.count { $0 }) / Double(rests.count)) / 2
    }
    func error(_ hits: [Bool], _ rests: [Bool]) -> Double? {
      func without(_ list: [Bool], _ index: Int) -> [Bool] {
        Array(list[..<index] + list[(index + 1)...])
      }
      let left =
        hits.indices.map { value(without(hits, $0), rests) }
        + rests.indices.map { value(hits, without(rests, $0)) }
      let values = left.compactMap(\.self)
      guard values.count == left.count else { return nil }
      let n = Double(values.count)
      let mean = values.reduce(0, +) / n
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return squares > 0 ? squares * (n - 1) / n : nil
    }
    func apart(_ h: [Bool], _ r: [Bool]) -> Double? {
      func part(_ list: [Bool], _ mask: [Bool], _ wanted: Bool) -> [Bool] {
        zip(list, mask).filter { $0.1 == wanted }.map(\.0)
      }
      let (a, b) = (
        (part(hits, h, true), part(rests, r, true)), (part(hits, h, false), part(rests, r, false))
      )
      guard let x = value(a.0, a.1), let y = value(b.0, b.1), let e = error(a.0, a.1),
        let f = error(b.0, b.1)
      else { return nil }
      return (x - y) * (x - y) / (e + f)
    }
    var rows = Rows()
    // The first three positive and three negative rows of the lists, and the others.
    rows.add("a", tp: 3, fp: 1, tn: 2, fn: 0)
    rows.add("b", tp: 2, fp: 2, tn: 1, fn: 2)
    let outcomes = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick)
    let test = try #require(
      permutationTest(
        outcomes.samples(of: rows.subgroups), of: Measures.balancedAccuracy, .largestPair,
        resampling: Resampling(replicates: 4000)))
    let statistics = choices(3, of: 7).flatMap { h in choices(3, of: 6).map { apart(h, $0) } }
    let own = (hits.indices.map { $0 < 3 }, rests.indices.map { $0 < 3 })
    let observed = try #require(apart(own.0, own.1))
    #expect(agree(test.statistic, observed, relative: 1e-9))
    let exact = exactP(observed, statistics)
    #expect(isNear(test, exact), "\(test.pValue) for \(exact)")
    #expect(test.method == "permutation.studentized")
  }

  /// Equal areas, unlike base rates and sizes: found to differ in about as many samples as the level says.
  @Test func areasKeepTheLevel() throws {
    var random = RandomSource(seed: 12, purpose: "permuted areas")
    func sample(_ rows: Int, _ rate: Double) -> Sample {
      func scores(_ count: Int, _ shift: Double) -> [Double] {
        (0..<count).map { _ in
          logistic(shift + Normal.quantile(max(0x1p-54, random.uniform())))
        }.sorted()
      }
      let positives = Int(rate * Double(rows))
      return Sample(
        positives: scores(positives, 1), negatives: scores(rows - positives, 0))
    }
    let trials = 150
    var found = 0
    for _ in 0..<trials {
      let test = permutationTest(
        [sample(40, 0.2), sample(60, 0.5), sample(30, 0.5)], of: Measures.area, .spread,
        resampling: Resampling(replicates: 99))
      if try #require(test).pValue <= 0.05 { found += 1 }
    }
    // 5 % and two and a half standard errors, on both sides.
    #expect((1...14).contains(found), "\(found) of \(trials)")
  }

  @Test func groupsThatDifferAreFound() throws {
    let samples = [0.0, 0.0, 1.5].map { shift in
      let numbers = (0..<30).map { Double($0) / 15 - 1 }
      return Sample(
        positives: numbers.map { logistic($0 + shift) }, negatives: numbers.map { logistic($0) })
    }
    let test = try #require(
      permutationTest(
        samples, of: Measures.area, .largestPair, resampling: Resampling(replicates: 199)))
    #expect(test.pValue == 1.0 / 200)
    let pairs = try #require(
      permutationTest(samples, ofPairs: areaBetween, resampling: Resampling(replicates: 199)))
    #expect(pairs.pValue == 1.0 / 200 && pairs.method == "permutation.pairs")
    let equal = try #require(
      permutationTest(
        Array(samples.prefix(2)), ofPairs: areaBetween, resampling: Resampling(replicates: 199)))
    #expect(equal.pValue == 1)
  }

  /// A limit on any metric that can be limited comes with a test that the groups are equal.
  @Test func everyLimitHasATest() throws {
    var rows = Rows()
    rows.add("a", tp: 30, fp: 20, tn: 30, fn: 10)
    rows.add("b", tp: 17, fp: 9, tn: 43, fn: 31)
    rows.scores = rows.scores.enumerated().map { $1 + Double($0 * 37 % 90) / 400 }
    let outcomes = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick)
    for metric in Metric.table(for: .binary) where metric.canBeLimited {
      if case .stratified = metric.rule { continue }
      let gate = GateSpec(metric: metric.id, attribute: "group", limit: 0.5)
      let outcome = try #require(try outcomes.judge([gate], in: [rows.subgroups]).first)
      #expect(outcome.test != nil, "\(metric.id)")
    }
  }

  @Test func whatCannotBePermutedHasNoTest() {
    let alike = Sample(positives: [0.5, 0.5], negatives: [0.5, 0.5])
    #expect(
      permutationTest(
        [alike, alike], of: Measures.area, .spread, resampling: Resampling(replicates: 99))
        == nil)
    let weighted = Sample(
      rows: 0..<4, scores: [0.1, 0.4, 0.6, 0.9], labels: [0, 1, 0, 1], threshold: 0.5,
      weights: [1, 2, 3, 4])
    #expect(
      permutationTest(
        [weighted, weighted], of: Measures.area, .spread,
        resampling: Resampling(replicates: 99)) == nil)
  }
}
