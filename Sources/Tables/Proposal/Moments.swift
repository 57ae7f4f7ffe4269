/// A sum in twice double precision.
struct LongSum {
  private(set) var high = 0.0
  private(set) var low = 0.0

  /// Adds a number; the rounding error of the sum is kept (Knuth's two-sum).
  mutating func add(_ number: Double) {
    let sum = high + number
    let back = sum - high
    low += (high - (sum - back)) + (number - back)
    high = sum
  }
}

/// Mean and variance of a column, as exact as their result can show.
///
/// The rows are seen once. Training code mostly computes them in two passes over an array, and a
/// standardised input that is rounded to single precision should not tell the difference. Sums are
/// those of the distances from the first number, each with its rounding error.
struct Moments {
  private(set) var count = 0
  private var origin = 0.0
  private var sum = LongSum()
  private var squares = LongSum()

  mutating func add(_ number: Double) {
    if count == 0 { origin = number }
    count += 1
    let distance = number - origin
    let back = distance + origin
    let error = (number - back) - (origin - (back - distance))
    sum.add(distance)
    sum.add(error)
    let square = distance * distance
    squares.add(square)
    squares.add((-square).addingProduct(distance, distance) + 2 * distance * error)
  }

  /// The arithmetic mean; zero without rows.
  var mean: Double { count == 0 ? 0 : origin + (sum.high + sum.low) / Double(count) }

  /// The standard deviation with divisor *n*, as `StandardScaler` and Keras' `Normalization` take it.
  var standardDeviation: Double {
    guard count > 0 else { return 0 }
    let number = Double(count)
    let mean = (sum.high + sum.low) / number
    // What the rounded mean lacks.
    let rest = (sum.high.addingProduct(-mean, number) + sum.low) / number
    // Σd² − mean·Σd, the product with its rounding error.
    let product = sum.high * mean
    let error = (-product).addingProduct(sum.high, mean) + sum.low * mean + sum.high * rest
    let variance = ((squares.high - product) + (squares.low - error)) / number
    return variance > 0 ? variance.squareRoot() : 0
  }
}
