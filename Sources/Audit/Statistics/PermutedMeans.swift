/// Whether means of groups differ by more than rows that change groups at random make them.
///
/// The studentised permutation test of all pairs at once: rows are dealt out anew to groups of the same
/// sizes, and each pair's Welch statistic is held against the largest of all pairs. Where the groups'
/// rows are alike in distribution, the chance that any pair is found to differ is at most the wanted
/// one, whatever the distribution, the sizes and the number of groups (Westfall and Young 1993; Phipson
/// and Smyth, SAGMB 9, 2010); where only the means are equal it holds for many rows, because the
/// statistic is studentised (Janssen, Statistics and Probability Letters 36, 1997).
struct PermutedMeans: Sendable {
  /// The p of each pair, adjusted for all.
  private let adjustedP: [Pair: Double]
  private let level: Double

  private struct Pair: Hashable {
    var first: Int
    var second: Int
  }

  /// Whether two groups, by position, differ at the family's confidence.
  func differ(_ first: Int, _ second: Int) -> Bool {
    guard let p = adjustedP[Pair(first: min(first, second), second: max(first, second))] else {
      return true
    }
    return p <= level
  }

  /// Deals rows out anew; `nil` where theory serves: every group has many rows for the skewness that
  /// they show, or there are too many to deal.
  ///
  /// - Parameters:
  ///   - groups: The groups' means; every one carries its numbers.
  ///   - confidence: The family's.
  /// - Complexity: O(rows outside the largest group), some hundred times.
  init?(_ groups: [Moments], confidence: Double) {
    let counts = groups.map(\.count)
    guard groups.count > 1, groups.allSatisfy({ !$0.values.isEmpty }),
      let largest = counts.indices.max(by: { counts[$0] < counts[$1] })
    else { return nil }
    let critical = Normal.criticalValue(
      confidence: StudentizedRange.pairwiseConfidence(confidence, groups: groups.count))
    // The relative error of a tail of Student's t is about z⁴ skewness² / 5 n (Hall 1992, 2.6).
    let isSettled = groups.allSatisfy { group in
      let cube = group.variance * group.variance * group.variance
      let skewness = cube > 0 ? group.thirdMoment * group.thirdMoment / cube : 0
      return Double(group.count)
        >= max(500, 30 * critical * critical * critical * critical * skewness)
    }
    let dealt = counts.reduce(0, +) - counts[largest]
    // Twenty times the draws that the smallest possible p asks for.
    let replicates = max(199, Int((20 / (1 - confidence)).rounded(.up)) - 1)
    if isSettled || dealt * replicates > 100_000_000 { return nil }
    level = 1 - confidence
    let statistics = Statistics(groups, largest: largest)
    let observed = statistics.pairs(statistics.sums)
    var exceeded = [Int](repeating: 1, count: observed.count)
    var rows = statistics.rows
    var random = RandomSource(
      seed: 0, purposes: ["max-t"] + counts.map { "\($0)" } + ["\(groups[largest].mean)"])
    for _ in 0..<replicates {
      random.shuffle(&rows, first: dealt)
      let most = statistics.pairs(statistics.sums(of: rows)).max() ?? 0
      for index in observed.indices where most >= observed[index] * (1 - 1e-12) {
        exceeded[index] += 1
      }
    }
    var found: [Pair: Double] = [:]
    for (index, pair) in statistics.places.enumerated() {
      found[Pair(first: pair.0, second: pair.1)] =
        Double(exceeded[index]) / Double(replicates + 1)
    }
    adjustedP = found
  }

  /// Rows of all groups and what their sums say of pairs.
  private struct Statistics {
    /// All rows less their common mean, those of the largest group last.
    let rows: [Double]
    /// Every two groups.
    let places: [(Int, Int)]
    private let order: [Int]
    private let counts: [Int]
    private let total: Sums

    /// Σ x and Σ x² of a group.
    struct Sums {
      var sum = 0.0
      var squares = 0.0
    }

    init(_ groups: [Moments], largest: Int) {
      counts = groups.map(\.count)
      order = groups.indices.filter { $0 != largest } + [largest]
      places = groups.indices.flatMap { first in
        (first + 1..<max(first + 1, groups.count)).map { (first, $0) }
      }
      let all = Double(counts.reduce(0, +))
      let mean = groups.reduce(0) { $0 + $1.mean * Double($1.count) } / all
      rows = order.flatMap { groups[$0].values.map { $0 - mean } }
      total = rows.reduce(into: Sums()) {
        $0.sum += $1
        $0.squares += $1 * $1
      }
    }

    var sums: [Sums] { sums(of: rows) }

    /// The groups' sums when these rows are dealt out in order; the last group has the rest.
    func sums(of rows: [Double]) -> [Sums] {
      var sums = [Sums](repeating: Sums(), count: counts.count)
      var (start, rest) = (0, total)
      for group in order.dropLast() {
        var (sum, squares) = (0.0, 0.0)
        for index in start..<start + counts[group] {
          sum += rows[index]
          squares += rows[index] * rows[index]
        }
        sums[group] = Sums(sum: sum, squares: squares)
        rest = Sums(sum: rest.sum - sum, squares: rest.squares - squares)
        start += counts[group]
      }
      sums[order[order.count - 1]] = rest
      return sums
    }

    /// Each pair's Welch statistic on the scale of a normal variable (Wallace, Annals of Mathematical
    /// Statistics 30, 1959), so that pairs with few rows do not outshout the others.
    func pairs(_ sums: [Sums]) -> [Double] {
      let means = zip(sums, counts).map { $0.sum / Double($1) }
      let errors = sums.indices.map { index -> Double in
        let n = Double(counts[index])
        guard n > 1 else { return 0 }
        return max(0, sums[index].squares - sums[index].sum * means[index]) / (n * (n - 1))
      }
      return places.map { first, second in
        let (a, b) = (errors[first], errors[second])
        // A group without spread has no interval, and no part in the family.
        guard a > 0, b > 0 else { return 0 }
        let distance = means[first] - means[second]
        let degrees =
          (a + b) * (a + b)
          / (a * a / Double(counts[first] - 1) + b * b / Double(counts[second] - 1))
        let square = distance * distance / (a + b)
        return (8 * degrees + 1) / (8 * degrees + 3)
          * (degrees * logarithmOfOnePlus(square / degrees)).squareRoot()
      }
    }
  }
}
