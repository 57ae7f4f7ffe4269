/// P-values adjusted for the false discovery rate (Benjamini and Hochberg, JRSS B 57, 1995).
///
/// Rejecting where the result is at most q keeps the expected share of false rejections at q or
/// below, for independent or positively dependent tests.
func benjaminiHochberg(_ p: [Double]) -> [Double] {
  let order = p.indices.sorted { p[$0] > p[$1] }
  var adjusted = p
  var least = 1.0
  for (position, index) in order.enumerated() {
    let rank = p.count - position
    least = min(least, p[index] * Double(p.count) / Double(rank))
    adjusted[index] = least
  }
  return adjusted
}
