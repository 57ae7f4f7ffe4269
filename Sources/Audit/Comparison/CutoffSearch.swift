import AuditResults

/// Finds cut-offs for the scores of rows that make decisions more even between groups.
///
/// Group-blind, one cut-off counts for all. Group-specific, each group has its own: such that the same
/// share is selected (demographic parity), or the same share of positive rows (equalized odds). Both
/// are a way through cut-offs along one line, so every stop on it is tried.
struct CutoffSearch: Sendable {
  /// A stop: cut-offs and what they give.
  struct Stop: Sendable, Equatable {
    /// One cut-off for all, or one for each group.
    var cutoffs: [Double]
    /// The share of rows on the right side, those of unknown group included.
    var accuracy: Double
    /// The gap of decisions, summed over comparisons.
    var gap: Double
  }

  private let scores: [Double]
  private let rows: LabelledRows
  private let fairness: FairnessObjective
  private let comparison: GroupComparison

  init(
    scores: [Double], rows: LabelledRows, fairness: FairnessObjective,
    comparison: GroupComparison
  ) {
    self.scores = scores
    self.rows = rows
    self.fairness = fairness
    self.comparison = comparison
  }

  /// The best of several stops.
  ///
  /// The highest accuracy among those that reach the gap above the floor; where there is none, the
  /// smallest gap above the floor; where there is none of these either, the smallest gap.
  static func best(_ stops: [Stop], gap: Double, floor: Double?) -> Stop? {
    let floor = floor ?? -.infinity
    let accurate = stops.filter { $0.accuracy >= floor }
    let even = accurate.filter { $0.gap <= gap }
    return even.max { $0.accuracy < $1.accuracy }
      ?? (accurate.isEmpty ? stops : accurate).min {
        ($0.gap, -$0.accuracy) < ($1.gap, -$1.accuracy)
      }
  }

  /// What cut-offs give: one for all, or one for each group, the rows of unknown group at `other`.
  func stop(_ cutoffs: [Double], other: Double) -> Stop {
    let decisions = scores.indices.map { row -> Double in
      let code = Int(rows.codes[row])
      let cutoff = cutoffs.count == 1 ? cutoffs[0] : code < 0 ? other : cutoffs[code]
      return scores[row] >= cutoff ? 1 : 0
    }
    let right = zip(decisions, rows.labels).count { ($0 == 1) == ($1 == 1) }
    let gaps = FineTuningGaps(scores: decisions, rows: rows, comparison, threshold: 0.5)
    return Stop(
      cutoffs: cutoffs,
      accuracy: scores.isEmpty ? 0 : Double(right) / Double(scores.count),
      gap: gaps.rate(fairness))
  }

  /// The most stops that are tried.
  private static let limit = 400

  /// Cut-offs for all groups, from the highest down.
  func groupBlind() -> [Stop] {
    let candidates = Self.cutoffs(scores)
    return Self.thinned(candidates).map { stop([$0], other: $0) }
  }

  /// Cut-offs for each group that bring the same share of it over them.
  func groupSpecific(other: Double) -> [Stop] {
    // Whom the share is of: all rows of a group, or the positive ones.
    let members = rows.groups.indices.map { group in
      scores.indices.filter { row in
        Int(rows.codes[row]) == group
          && (fairness == .demographicParity || rows.labels[row] == 1)
      }.map { scores[$0] }.sorted(by: >)
    }
    guard members.allSatisfy({ !$0.isEmpty }) else { return [] }
    return (1..<Self.limit).map { step in
      let share = Double(step) / Double(Self.limit)
      let cutoffs = members.map { sorted -> Double in
        let count = Int((share * Double(sorted.count)).rounded())
        return Self.cutoff(below: count, of: sorted)
      }
      return stop(cutoffs, other: other)
    }
  }

  /// A cut-off that the first `count` of descending scores reach, and as few others as ties allow.
  private static func cutoff(below count: Int, of sorted: [Double]) -> Double {
    guard count > 0 else { return (sorted[0] + 1) / 2 > sorted[0] ? (sorted[0] + 1) / 2 : 2 }
    guard count < sorted.count else { return sorted[sorted.count - 1] }
    return (sorted[count - 1] + sorted[count]) / 2
  }

  /// Midpoints between neighbouring scores, descending, then one below all.
  private static func cutoffs(_ scores: [Double]) -> [Double] {
    let sorted = Array(Set(scores)).sorted(by: >)
    return zip(sorted, sorted.dropFirst()).map { ($0 + $1) / 2 } + sorted.suffix(1)
  }

  /// Evenly spread entries of a list, at most ``limit``.
  private static func thinned(_ list: [Double]) -> [Double] {
    guard list.count > limit else { return list }
    return (0..<limit).map { list[$0 * (list.count - 1) / (limit - 1)] }
  }
}
