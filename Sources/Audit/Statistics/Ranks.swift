/// Ranks from 1, ties sharing the mean of their ranks; O(n).
func midranks(_ values: [Double]) -> [Double] {
  let order = ascendingOrder(values)
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start
    while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
    for position in start...end { ranks[order[position]] = Double(start + end) / 2 + 1 }
    start = end + 1
  }
  return ranks
}

/// Spearman's rank correlation; `nil` for fewer than two pairs or where a side is constant.
func spearman(_ x: [Double], _ y: [Double]) -> Double? {
  precondition(x.count == y.count)
  let (a, b) = (midranks(x), midranks(y))
  let mean = Double(x.count + 1) / 2
  var (product, left, right) = (0.0, 0.0, 0.0)
  for (a, b) in zip(a, b) {
    product += (a - mean) * (b - mean)
    left += (a - mean) * (a - mean)
    right += (b - mean) * (b - mean)
  }
  guard left > 0, right > 0 else { return nil }
  return max(-1, min(1, product / (left.squareRoot() * right.squareRoot())))
}

/// A quantile of sorted numbers, interpolated linearly (type 7 of Hyndman and Fan 1996).
func quantile(_ probability: Double, ofSorted values: [Double]) -> Double {
  precondition(!values.isEmpty && probability >= 0 && probability <= 1)
  let position = probability * Double(values.count - 1)
  let index = Int(position)
  guard index + 1 < values.count else { return values[index] }
  let share = position - Double(index)
  return values[index] + share * (values[index + 1] - values[index])
}

/// The same of two ascending lists as if they were one.
///
/// - Complexity: O(log n).
func quantile(_ probability: Double, ofMerged a: [Double], _ b: [Double]) -> Double {
  let count = a.count + b.count
  precondition(count > 0 && probability >= 0 && probability <= 1)
  let position = probability * Double(count - 1)
  let index = Int(position)
  let low = merged(a, b, at: index)
  guard index + 1 < count else { return low }
  return low + (position - Double(index)) * (merged(a, b, at: index + 1) - low)
}

/// The number at a place of two ascending lists as if they were one.
private func merged(_ a: [Double], _ b: [Double], at place: Int) -> Double {
  // How many of the numbers before the place come from `a`.
  var (low, high) = (max(0, place - b.count), min(place, a.count))
  while low < high {
    let middle = (low + high) / 2
    if a[middle] < b[place - middle - 1] { low = middle + 1 } else { high = middle }
  }
  let (x, y) = (low, place - low)
  if x == a.count { return b[y] }
  return y == b.count ? a[x] : min(a[x], b[y])
}
