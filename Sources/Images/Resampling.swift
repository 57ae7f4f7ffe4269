/// The weights by which new pixels along one axis are made from old ones, in fixed point as Pillow
/// computes them.
struct Resampling {
  /// Bits behind the point: 32 without those of a value and two to spare.
  private static let precision = 32 - 8 - 2

  /// For each new pixel the first old one and the weights from there on.
  private var taps: [(first: Int, weights: [Int])] = []

  init(from old: Int, to new: Int, filter: (support: Double, value: (Double) -> Double)) {
    let scale = Double(old) / Double(new)
    let width = max(1, scale)
    let support = filter.support * width
    for index in 0..<new {
      let center = (Double(index) + 0.5) * scale
      let first = max(0, Int(center - support + 0.5))
      let end = min(old, Int(center + support + 0.5))
      var weights = (first..<max(first, end)).map { place in
        filter.value((Double(place) - center + 0.5) * (1 / width))
      }
      let sum = weights.reduce(0, +)
      if sum != 0 { weights = weights.map { $0 / sum } }
      taps.append(
        (
          first,
          weights.map { weight in
            Int(weight * Double(1 << Self.precision) + (weight < 0 ? -0.5 : 0.5))
          }
        ))
    }
  }

  /// Makes new pixels along an axis: `outer` lines of old pixels, `inner` values each.
  func apply(_ values: [UInt8], old: Int, outer: Int, inner: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: outer * taps.count * inner)
    for line in 0..<outer {
      for (index, tap) in taps.enumerated() {
        let source = (line * old + tap.first) * inner
        let target = (line * taps.count + index) * inner
        for part in 0..<inner {
          var sum = 1 << (Self.precision - 1)
          for (step, weight) in tap.weights.enumerated() {
            sum += Int(values[source + step * inner + part]) * weight
          }
          result[target + part] = UInt8(clamping: sum >> Self.precision)
        }
      }
    }
    return result
  }
}
