/// The cut-offs at which curves are drawn: where the scores of either label lie closest.
///
/// Half of them are quantiles of the scores with a positive label, half of those with a negative one,
/// so that a curve is even in both its axes. They are rounded to three digits of the distance to the
/// nearer end, so that none is the score of a person; two groups share them, so that curves compare.
///
/// - Parameters:
///   - positives: Scores of rows with a positive label, ascending, in [0, 1].
///   - negatives: The others.
///   - used: The cut-off in use, which is among them unrounded.
/// - Returns: At most 100 cut-offs, ascending and distinct.
func scoreCutoffs(positives: [Double], negatives: [Double], used: Double) -> [Double] {
  let shares = (0..<49).map { (Double($0) + 0.5) / 49 }
  var cutoffs: Set<Double> = [used]
  for scores in [positives, negatives] where !scores.isEmpty {
    cutoffs.formUnion(shares.map { rounded(quantile($0, ofSorted: scores)) })
  }
  return cutoffs.filter { (0...1).contains($0) }.sorted()
}

/// A score with three digits of its distance to 0 or 1, whichever is nearer.
private func rounded(_ score: Double) -> Double {
  let distance = min(score, 1 - score)
  guard distance > 1e-9 else { return score.rounded() }
  var power = 1000.0
  while distance * power < 100 { power *= 10 }
  return (score * power).rounded() / power
}
