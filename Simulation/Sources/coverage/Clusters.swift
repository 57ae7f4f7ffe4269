import AuditResults
import Foundation
import Tables

@testable import Audit

/// Clusters of rows whose chance to be selected differs from cluster to cluster: a beta variable.
struct ClusteredPopulation {
  /// The share of rows that are selected.
  let rate: Double
  /// The correlation of two rows of a cluster.
  let correlation: Double
  /// How many rows a cluster has: one of these, each equally likely.
  let sizes: [Int]

  /// The selections of each cluster's rows.
  func sample(_ clusters: Int, _ random: inout RandomSource) -> [[Bool]] {
    (0..<clusters).map { _ in
      // Rows drawn one by one from a Pólya urn have the beta-binomial distribution.
      let balls = (1 - correlation) / correlation
      var (selected, all) = (rate * balls, balls)
      return (0..<sizes[random.below(sizes.count)]).map { _ in
        let isSelected = random.uniform() * all < selected
        if isSelected { selected += 1 }
        all += 1
        return isSelected
      }
    }
  }
}

/// Coverage of the intervals of shares of rows in clusters.
///
/// Of one share, a difference and a ratio, and of Wilson's as if rows stood for themselves. `isShared` puts half of each cluster into either group.
func clusterCoverage(
  _ populations: (ClusteredPopulation, ClusteredPopulation), clusters: Int, isShared: Bool,
  trials: Int
) -> [String: Coverage] {
  var random = RandomSource(
    seed: 20_261_127, purpose: "clusters", "\(populations)", "\(clusters)", "\(isShared)")
  var tallies: [String: Tally] = [:]
  let (p, q) = (populations.0.rate, isShared ? populations.0.rate : populations.1.rate)
  for trial in 0..<trials {
    var (selected, groups, codes) = ([Bool](), [Int32](), [Int32]())
    func add(_ drawn: [[Bool]], from first: Int, group: (Int) -> Int32) {
      for (cluster, rows) in drawn.enumerated() {
        for (row, isSelected) in rows.enumerated() {
          selected.append(isSelected)
          groups.append(group(row))
          codes.append(Int32(first + cluster))
        }
      }
    }
    add(populations.0.sample(clusters, &random), from: 0) { isShared ? Int32($0 % 2) : 0 }
    if !isShared { add(populations.1.sample(clusters, &random), from: clusters) { _ in 1 } }
    var outcomes = Outcomes(
      scores: selected.map { $0 ? 1 : 0 }, labels: selected.map { _ in 1 }, threshold: 0.5,
      settings: SettingsFacts())
    outcomes.clusters = ClusterDraws(
      Clusters(codes: codes), resampling: Resampling(seed: UInt64(trial)), threads: 1)
    let samples = [Int32(0), 1].map { group in
      outcomes.sample(groups.indices.filter { groups[$0] == group })
    }
    let (a, b) = (Measures.selectionRate(samples[0]), Measures.selectionRate(samples[1]))
    tallies["cluster.wilson", default: Tally()].add(a.interval(confidence: 0.95)?.ends, p)
    tallies["difference", default: Tally()].add(
      a.difference(minus: b, confidence: 0.95)?.ends, p - q)
    tallies["ratio", default: Tally()].add(a.ratio(over: b, confidence: 0.95)?.ends, p / q)
    tallies["wilson", default: Tally()].add(a.counts?.wilson(confidence: 0.95), p)
  }
  return tallies.mapValues(\.coverage)
}

/// Simulated coverage of shares of rows in clusters.
func studyClusters(trials: Int) {
  let kinds = [
    ("cluster.wilson", "one share"), ("difference", "difference"), ("ratio", "ratio"),
    ("wilson", "one share, clusters ignored"),
  ]
  print("\nClusters, \(trials) samples for each setting, coverage in %\n")
  print(
    "| clusters of a group | rows of a cluster | rate, correlation | "
      + kinds.map(\.1).joined(separator: " | ") + " |")
  print("|---|---|---|" + kinds.map { _ in "---|" }.joined())
  for clusters in [10, 20, 50, 200] {
    for (sizes, isShared) in [([5], false), ([1, 2, 3, 14], false), ([6], true)] {
      for (rate, correlation) in [(0.1, 0.2), (0.3, 0.05), (0.3, 0.3)] {
        let first = ClusteredPopulation(rate: rate, correlation: correlation, sizes: sizes)
        let second = ClusteredPopulation(
          rate: min(0.5, rate * 1.5), correlation: correlation, sizes: sizes)
        let found = clusterCoverage(
          (first, second), clusters: clusters, isShared: isShared, trials: trials)
        let text =
          isShared
          ? "\(sizes[0]), half in each group" : sizes.map(String.init).joined(separator: ", ")
        print(
          "| \(clusters) | \(text) | \(Int(rate * 100)) %, \(correlation) | "
            + kinds.map { percent(found[$0.0]?.value ?? .nan) }.joined(separator: " | ") + " |")
      }
    }
  }
}
