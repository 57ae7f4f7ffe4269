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

/// P-values adjusted for the chance of even one false rejection (Holm, Scandinavian Journal of
/// Statistics 6, 1979), whatever the dependence of the tests.
func holm(_ p: [Double]) -> [Double] {
  let order = p.indices.sorted { p[$0] < p[$1] }
  var adjusted = p
  var largest = 0.0
  for (position, index) in order.enumerated() {
    largest = max(largest, min(1, p[index] * Double(p.count - position)))
    adjusted[index] = largest
  }
  return adjusted
}
