@testable import Audit

/// The outcomes of a binomial draw that are worth counting, with their probabilities.
struct Binomial {
  /// Successes, ascending.
  let counts: [Int]
  /// Their probabilities; what is left out sums to less than 1e-9.
  let masses: [Double]
  /// Trials.
  let total: Int

  init(_ total: Int, _ share: Double) {
    let spread = (Double(total) * share * (1 - share)).squareRoot()
    let mean = Double(total) * share
    let first = max(0, Int(mean - 6.5 * spread - 4))
    let last = min(total, Int(mean + 6.5 * spread + 8))
    self.total = total
    counts = Array(first...last)
    masses = counts.map {
      exponential(
        logBinomial(total, $0) + Double($0) * logarithm(share)
          + Double(total - $0) * logarithmOfOnePlus(-share))
    }
  }
}

/// How often an interval holds the truth.
struct Coverage {
  /// The share of intervals that hold the truth.
  var value: Double
  /// The share of samples for which there is an interval.
  var given: Double = 1
}

/// The exact coverage of an interval of one share.
func coverage(
  _ share: Double, rows: Int, _ interval: (Proportion) -> ClosedRange<Double>
) -> Coverage {
  let draws = Binomial(rows, share)
  var sum = 0.0
  for (count, mass) in zip(draws.counts, draws.masses)
  where interval(Proportion(count: count, total: rows)).contains(share) { sum += mass }
  return Coverage(value: sum)
}

/// The exact coverage of an interval of two shares, among samples for which there is one.
func coverage(
  _ first: Binomial, _ second: Binomial, of truth: Double,
  _ interval: (Proportion, Proportion) -> ClosedRange<Double>?
) -> Coverage {
  var (held, given, all) = (0.0, 0.0, 0.0)
  for (x, p) in zip(first.counts, first.masses) {
    for (y, q) in zip(second.counts, second.masses) where p * q > 1e-10 {
      all += p * q
      guard
        let ends = interval(
          Proportion(count: x, total: first.total), Proportion(count: y, total: second.total))
      else { continue }
      given += p * q
      // Rounding must not decide at an end.
      if ends.lowerBound - 1e-9 <= truth, truth <= ends.upperBound + 1e-9 { held += p * q }
    }
  }
  return Coverage(value: held / given, given: given / all)
}

/// Whether any interval whose ends grow with the count can cover between 93 and 97 %: the counts at
/// which such an interval holds the truth have no gap.
func isAttainable(_ share: Double, rows: Int) -> Bool {
  let masses = Binomial(rows, share).masses
  for first in masses.indices {
    var sum = 0.0
    for mass in masses[first...] {
      sum += mass
      if sum >= 0.93, sum <= 0.97 { return true }
      if sum > 0.97 { break }
    }
  }
  return false
}
