import AuditResults
import Tables
import TestSupport
import Testing

@testable import Audit

/// Rows that belong together, against statsmodels and a bootstrap in NumPy.
@Suite struct ClusterTests {
  private static func outcomes(
    scores: [Double], labels: [UInt8], clusters: [Int32]?, weights: [Double]? = nil,
    replicates: Int = 199, threads: Int = 1
  ) -> Outcomes {
    var outcomes = Outcomes(
      scores: scores, labels: labels, threshold: 0.5, settings: .quick, weights: weights)
    outcomes.clusters = clusters.map {
      ClusterDraws(
        Clusters(codes: $0), resampling: Resampling(replicates: replicates), threads: threads)
    }
    return outcomes
  }

  private static func outcomes(
    _ golden: JSON, replicates: Int = 199, threads: Int = 1
  ) -> Outcomes {
    outcomes(
      scores: golden["scores"].numbers, labels: golden["labels"].numbers.map(UInt8.init),
      clusters: golden["clusters"].numbers.map(Int32.init), replicates: replicates, threads: threads
    )
  }

  /// The rows of each group, of which only what is asked for is drawn.
  private static func samples(_ golden: JSON) -> [Sample] {
    let outcomes = outcomes(golden, replicates: 999)
    return KindGoldens.subgroups(golden).rowsOfGroups().map { outcomes.sample($0) }
  }

  private static func measure(_ id: String) throws -> Measure {
    let metric = try #require(Metric.named(id))
    guard case .group(let measure, _) = metric.rule else { throw Missing() }
    return measure
  }

  private struct Missing: Error {}

  private func clustered(_ measurement: Measurement) throws -> ClusteredEstimate {
    guard case .clustered(let estimate) = measurement else { throw Missing() }
    return estimate
  }

  /// A thousand draws know a standard error to two parts in a hundred.
  @Test(arguments: ["selection_rate", "tpr", "mean_score", "brier", "auc", "f1"])
  func errorsOfGroups(metric: String) throws {
    for golden in try Goldens.read("clusters.json").list {
      let samples = Self.samples(golden)
      for (sample, expected) in zip(samples, golden["of_groups"].list) {
        let found = try clustered(try Self.measure(metric)(sample))
        let numbers = expected[metric].numbers
        #expect(agree(found.value, numbers[0], relative: 1e-9))
        #expect(Double(found.clusters.clusters.count) == expected["clusters"].number)
        let error = try #require(found.squaredError).squareRoot()
        #expect(abs(error / numbers[1] - 1) < 0.09, "\(metric): \(error) for \(numbers[1])")
      }
    }
  }

  /// Of groups that share clusters what they share must not count twice.
  @Test func errorsOfDifferences() throws {
    for golden in try Goldens.read("clusters.json").list {
      let samples = Self.samples(golden)
      let isShared = try #require(samples[0].clusters).overlaps(try #require(samples[1].clusters))
      #expect(isShared == (golden["of_groups"].list[0]["clusters"].number == 60))
      for (metric, expected) in golden["differences"].object {
        let measure = try Self.measure(metric)
        let (a, b) = (measure(samples[0]), measure(samples[1]))
        let ends = try #require(a.difference(minus: b, confidence: 0.95)?.ends)
        let degrees = Double(try #require(samples[0].clusters).clusters.count - 1)
        let half = StudentT.criticalValue(confidence: 0.95, degrees: degrees) * expected.numbers[1]
        let found = (ends.upperBound - ends.lowerBound) / 2
        #expect(agree(a.minus(b), expected.numbers[0], relative: 1e-9, absolute: 1e-12))
        #expect(abs(found / half - 1) < 0.1, "\(metric): \(found) for \(half)")
      }
    }
  }

  /// Rows that are there five times, and said to be, tell what they told once.
  @Test func copiesOfRowsTellNothing() throws {
    let golden = try #require(try Goldens.read("clusters.json").list.first)
    let (scores, labels) = (golden["scores"].numbers, golden["labels"].numbers.map(UInt8.init))
    let codes = scores.indices.map(Int32.init)
    let groups = golden["groups"].numbers.map(Int32.init)
    func all<T>(_ values: [T]) -> [T] { (0..<5).flatMap { _ in values } }
    let once = Self.outcomes(scores: scores, labels: labels, clusters: codes)
    let fiveTimes = Self.outcomes(scores: all(scores), labels: all(labels), clusters: all(codes))
    func attribute(_ outcomes: Outcomes, _ codes: [Int32]) -> AttributeOutcome {
      outcomes.attribute(Subgroups(name: "g", columns: ["g"], groups: ["a", "b"], codes: codes))
    }
    let (one, five) = (attribute(once, groups), attribute(fiveTimes, all(groups)))
    for (a, b) in zip(one.groups, five.groups) {
      #expect(a.clusters == b.clusters)
      for (x, y) in zip(a.metrics, b.metrics) where x.estimate.value != nil {
        #expect(agree(y.estimate.value, x.estimate.value, relative: 1e-9), "\(x.metric)")
        // Wilson's interval has at most as many rows as there are, which bears on single rows alone.
        for end in [\Interval.lower, \.upper] {
          #expect(
            agree(
              y.estimate.interval?[keyPath: end], x.estimate.interval?[keyPath: end],
              relative: 0.02, absolute: 1e-3), "\(x.metric)")
        }
      }
    }
    // Taken for rows of their own, they would tell five times as much.
    let naive = attribute(
      Self.outcomes(scores: all(scores), labels: all(labels), clusters: nil), all(groups))
    func width(_ attribute: AttributeOutcome) throws -> Double {
      let interval = try #require(attribute.groups[0]["selection_rate"]?.interval)
      return interval.upper - interval.lower
    }
    #expect(try width(five) > 2 * width(naive))
  }

  /// Each row a cluster: nearly the intervals of rows that stand for themselves.
  @Test func singleRowsAreRows() throws {
    let golden = try #require(try Goldens.read("clusters.json").list.first)
    let (scores, labels) = (golden["scores"].numbers, golden["labels"].numbers.map(UInt8.init))
    let rows = 0..<scores.count
    let single = Self.outcomes(
      scores: scores, labels: labels, clusters: rows.map(Int32.init), replicates: 999)
    let plain = Self.outcomes(scores: scores, labels: labels, clusters: nil)
    for metric in ["selection_rate", "tpr", "mean_score", "auc", "f1", "mcc", "ge2"] {
      let measure = try Self.measure(metric)
      let a = try #require(measure(single.sample(rows)).interval(confidence: 0.95)?.ends)
      let b = try #require(measure(plain.sample(rows)).interval(confidence: 0.95)?.ends)
      let ratio = (a.upperBound - a.lowerBound) / (b.upperBound - b.lowerBound)
      #expect(abs(ratio - 1) < 0.1, "\(metric): \(ratio)")
    }
  }

  @Test func resultsDoNotDependOnThreads() throws {
    for golden in try Goldens.read("clusters.json").list {
      let subgroups = KindGoldens.subgroups(golden)
      #expect(
        Self.outcomes(golden).attribute(subgroups)
          == Self.outcomes(golden, threads: 3).attribute(subgroups))
    }
  }

  /// What is not right with clusters says so, and nothing has an interval that takes rows for independent.
  @Test func nothingTakesRowsForIndependent() throws {
    for golden in try Goldens.read("clusters.json").list {
      let attribute = Self.outcomes(golden).attribute(KindGoldens.subgroups(golden))
      let estimates =
        attribute.groups.flatMap { $0.metrics.map(\.estimate) }
        + attribute.disparities.map(\.estimate)
        + attribute.contrasts.flatMap {
          [$0.difference, $0.ratio, $0.shortfall].compactMap(\.self)
        }
        + (attribute.comparisons ?? []).flatMap { $0.pairs.map(\.difference) }
      let methods = Set(estimates.compactMap(\.interval?.method))
      #expect(!methods.isEmpty && methods.allSatisfy { $0.hasPrefix("cluster.") }, "\(methods)")
      for id in ["abroca", "score.smd", "dp.rate_gap.overall", "eo.mean_signed"] {
        #expect(attribute[disparity: id]?.estimate.reason == .notWithClusters, "\(id)")
      }
      #expect(attribute.groups[0]["ece"]?.reason == .notWithClusters)
      #expect(attribute.groups.allSatisfy { $0.scores?.calibrationTest == nil })
      #expect(
        attribute.groups.allSatisfy { group in
          group.scores?.bins.allSatisfy { $0.positives.interval == nil } ?? true
        })
      let tests =
        attribute.contrasts.map(\.test)
        + (attribute.comparisons ?? []).flatMap { [$0.global] + $0.pairs.map(\.test) }
      let testMethods = Set(tests.compactMap { $0?.method })
      let known: Set<String> = ["cluster.test", "permutation.clusters"]
      #expect(!testMethods.isEmpty && testMethods.isSubset(of: known), "\(testMethods)")
      let isShared = golden["of_groups"].list[0]["clusters"].number == 60
      let rates = attribute.comparisons?.first { $0.metric == "selection_rate" }
      #expect(rates?.global?.method == (isShared ? "cluster.test" : "permutation.clusters"))
      #expect((rates?.spread.reason == .notWithClusters) == isShared)
    }
  }

  /// A test and the interval of the same difference say the same.
  @Test func testsAgreeWithIntervals() throws {
    for golden in try Goldens.read("clusters.json").list {
      let attribute = Self.outcomes(golden).attribute(KindGoldens.subgroups(golden))
      for contrast in attribute.contrasts {
        guard let p = contrast.test?.pValue, let interval = contrast.difference.interval else {
          continue
        }
        #expect(
          (p < 0.05) == !(interval.lower...interval.upper).contains(0), "\(contrast.metric): \(p)")
      }
    }
  }

  @Test func oneClusterTellsNothing() throws {
    let outcomes = Self.outcomes(
      scores: (0..<40).map { $0 < 20 ? 0.2 : 0.8 }, labels: (0..<40).map { UInt8($0 % 2) },
      clusters: Array(repeating: 3, count: 40))
    let overall = outcomes.overall()
    #expect(overall["selection_rate"]?.value == 0.5 && overall["selection_rate"]?.numerator == 20)
    #expect(overall.metrics.allSatisfy { $0.estimate.interval == nil })
    #expect(overall.clusters == 1 && overall.hasFewClusters)
  }

  /// Shares of 0 and 1 have the interval of as many rows as there are clusters.
  @Test func noRowCounts() throws {
    let outcomes = Self.outcomes(
      scores: Array(repeating: 0.1, count: 60), labels: Array(repeating: 1, count: 60),
      clusters: (0..<60).map { Int32($0 / 3) })
    let interval = try #require(outcomes.overall()["selection_rate"]?.interval)
    let t = StudentT.criticalValue(confidence: 0.95, degrees: 19)
    #expect(interval.lower == 0)
    #expect(agree(interval.upper, t * t / (20 + t * t), relative: 1e-9))
  }

  /// Weights and clusters together: weights of whole clusters that are all alike change nothing.
  @Test func equalWeightsChangeNothing() throws {
    let golden = try #require(try Goldens.read("clusters.json").list.first)
    let (scores, labels) = (golden["scores"].numbers, golden["labels"].numbers.map(UInt8.init))
    let codes = golden["clusters"].numbers.map(Int32.init)
    let plain = Self.outcomes(scores: scores, labels: labels, clusters: codes)
    let weighted = Self.outcomes(
      scores: scores, labels: labels, clusters: codes,
      weights: Array(repeating: 2.5, count: scores.count))
    for metric in ["selection_rate", "tpr", "mean_score", "brier", "auc"] {
      let measure = try Self.measure(metric)
      let (a, b) = (
        measure(plain.sample(scores.indices)).interval(confidence: 0.95)?.ends,
        measure(weighted.sample(scores.indices)).interval(confidence: 0.95)?.ends
      )
      #expect(a != nil && agree(b?.lowerBound, a?.lowerBound, relative: 1e-6), "\(metric)")
      #expect(agree(b?.upperBound, a?.upperBound, relative: 1e-6), "\(metric)")
    }
  }

  /// Draws have the mean and the variance of a Poisson variable, and are alike in neither direction.
  @Test func drawsArePoisson() {
    let draws = ClusterDraws(
      Clusters(codes: [0]), resampling: Resampling(replicates: 999, seed: 4))
    let counts = (0..<999).flatMap { replicate in
      (0..<200).map { Double(draws.times(Int32($0), in: replicate)) }
    }
    let moments = Moments(counts)
    #expect(abs(moments.mean - 1) < 0.012 && abs(moments.variance - 1) < 0.02)
    #expect(abs(Double(counts.count { $0 == 0 }) / Double(counts.count) - exponential(-1)) < 0.006)
    // Neighbouring clusters and neighbouring replicates.
    for step in [1, 200] {
      let products = (0..<counts.count - step).map { (counts[$0] - 1) * (counts[$0 + step] - 1) }
      #expect(abs(Moments(products).mean) < 0.012)
    }
  }

  /// Thirty clusters a group, alike within: nominal 95 % cover, and intervals of rows by themselves do not.
  @Test func coverage() {
    var random = RandomSource(seed: 11)
    var (held, naive, differences, rejected) = (0, 0, 0, 0)
    let trials = 200
    for trial in 0..<trials {
      var (scores, codes, groups) = ([Double](), [Int32](), [Int]())
      for cluster in 0..<60 {
        // A Pólya urn with three white and seven black balls: share 0.3, correlation 1 / 11.
        var (white, all) = (3.0, 10.0)
        for _ in 0..<10 {
          let isWhite = random.uniform() * all < white
          if isWhite { white += 1 }
          all += 1
          scores.append(isWhite ? 1 : 0)
          codes.append(Int32(cluster))
          groups.append(cluster % 2)
        }
      }
      var outcomes = Self.outcomes(
        scores: scores, labels: Array(repeating: 1, count: scores.count), clusters: nil)
      outcomes.clusters = ClusterDraws(
        Clusters(codes: codes), resampling: Resampling(replicates: 199, seed: UInt64(trial)))
      let found = [0, 1].map { group in
        Measures.selectionRate(outcomes.sample(groups.indices.filter { groups[$0] == group }))
      }
      if found[0].interval(confidence: 0.95)?.ends.contains(0.3) == true { held += 1 }
      if found[0].counts?.wilson(confidence: 0.95).contains(0.3) == true { naive += 1 }
      let ends = found[0].difference(minus: found[1], confidence: 0.95)?.ends
      if ends?.contains(0) == true { differences += 1 }
      let isRejected = found[0].test(found[1]).map { $0.pValue < 0.05 } ?? false
      if isRejected { rejected += 1 }
    }
    // Two and a half standard errors of the share of 200 are 3.9 points.
    #expect(Double(held) / Double(trials) > 0.91, "\(held)")
    #expect(Double(differences) / Double(trials) > 0.91, "\(differences)")
    #expect(rejected == trials - differences)
    #expect(Double(naive) / Double(trials) < 0.88, "\(naive)")
  }

  /// Under equality the permutation of clusters finds a difference in one sample of twenty.
  @Test func levelOfThePermutation() throws {
    var random = RandomSource(seed: 5)
    var rejected = 0
    let trials = 200
    for _ in 0..<trials {
      var (scores, codes) = ([Double](), [Int32]())
      for cluster in 0..<24 {
        var (white, all) = (2.0, 4.0)
        for _ in 0..<6 {
          let isWhite = random.uniform() * all < white
          if isWhite { white += 1 }
          all += 1
          scores.append(isWhite ? 1 : 0)
          codes.append(Int32(cluster))
        }
      }
      let outcomes = Self.outcomes(
        scores: scores, labels: Array(repeating: 1, count: scores.count), clusters: codes)
      let samples = (0..<3).map { group in
        outcomes.sample(codes.indices.filter { Int(codes[$0]) % 3 == group })
      }
      let share = try #require(Measures.selectionRate.share)
      let test = try #require(
        clusterPermutation(
          samples.compactMap(\.clusters), of: share, resampling: Resampling(replicates: 499)))
      if test.pValue <= 0.05 { rejected += 1 }
    }
    #expect(rejected <= 18, "\(rejected)")
    #expect(rejected >= 2, "\(rejected)")
  }
}
