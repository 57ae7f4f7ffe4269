// Curves made of straight pieces (and, below, of parabolas).

struct Linear: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { x }
  func slope<E: Scalar>(_ x: E) -> E { 1 }
  func bend<E: Scalar>(_ x: E) -> E { 0 }
}

/// `x` within bounds, the nearer bound outside.
struct Clip: CurveFormula {
  var lower: Double
  var upper: Double
  func value<E: Scalar>(_ x: E) -> E {
    let (lower, upper) = (E(lower), E(upper))
    return x <= lower ? lower : x >= upper ? upper : x
  }
  func slope<E: Scalar>(_ x: E) -> E { x > E(lower) && x < E(upper) ? 1 : 0 }
  func bend<E: Scalar>(_ x: E) -> E { 0 }
}

/// `clip(factor * x + offset, 0, 1)`.
struct ClippedLine: CurveFormula {
  var factor: Double
  var offset: Double
  func value<E: Scalar>(_ x: E) -> E {
    let y = x * E(factor) + E(offset)
    return y <= 0 ? 0 : y >= 1 ? 1 : y
  }
  func slope<E: Scalar>(_ x: E) -> E {
    let y = x * E(factor) + E(offset)
    return y > 0 && y < 1 ? E(factor) : 0
  }
  func bend<E: Scalar>(_ x: E) -> E { 0 }
}

/// `x` above 0, `slope * x` below; ReLU where the slope is 0.
struct LeakyReLU: CurveFormula {
  var slope: Double
  func value<E: Scalar>(_ x: E) -> E { x <= 0 ? E(slope) * x : x }
  func slope<E: Scalar>(_ x: E) -> E { x > 0 ? 1 : E(slope) }
  func bend<E: Scalar>(_ x: E) -> E { 0 }
}

/// Plain ReLU: its value at a large negative number is 0, not -0.
struct ReLU: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { x <= 0 ? 0 : x }
  func slope<E: Scalar>(_ x: E) -> E { x > 0 ? 1 : 0 }
  func bend<E: Scalar>(_ x: E) -> E { 0 }
}

/// ReLU with all of Keras's options (`keras.activations.relu`).
struct GeneralReLU: CurveFormula {
  var maxValue: Double
  var negativeSlope: Double
  var threshold: Double
  /// Keras clips to [0, maxValue] when there is a maximum, so a negative threshold then lets no
  /// negative number through.
  private var floor: Double { maxValue < .infinity ? 0 : -.infinity }

  func value<E: Scalar>(_ x: E) -> E {
    let (maximum, floor) = (E(maxValue), E(floor))
    if x <= E(threshold) { return negativeSlope == 0 ? 0 : E(negativeSlope) * (x - E(threshold)) }
    return x >= maximum ? maximum : x <= floor ? floor : x
  }
  func slope<E: Scalar>(_ x: E) -> E {
    if x <= E(threshold) { return E(negativeSlope) }
    return x < E(maxValue) && x > E(floor) ? 1 : 0
  }
  func bend<E: Scalar>(_ x: E) -> E { 0 }
}

/// `min(x, 0)`.
struct NegativePart: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { x >= 0 ? 0 : x }
  func slope<E: Scalar>(_ x: E) -> E { x < 0 ? 1 : 0 }
  func bend<E: Scalar>(_ x: E) -> E { 0 }
}

struct HardShrink: CurveFormula {
  var threshold: Double
  func value<E: Scalar>(_ x: E) -> E { abs(x) <= E(threshold) ? 0 : x }
  func slope<E: Scalar>(_ x: E) -> E { abs(x) > E(threshold) ? 1 : 0 }
  func bend<E: Scalar>(_ x: E) -> E { 0 }
}

struct SoftShrink: CurveFormula {
  var threshold: Double
  func value<E: Scalar>(_ x: E) -> E {
    let threshold = E(threshold)
    return abs(x) <= threshold ? 0 : x > 0 ? x - threshold : x + threshold
  }
  func slope<E: Scalar>(_ x: E) -> E { abs(x) > E(threshold) ? 1 : 0 }
  func bend<E: Scalar>(_ x: E) -> E { 0 }
}

struct Threshold: CurveFormula {
  var threshold: Double
  var fallback: Double
  func value<E: Scalar>(_ x: E) -> E { x <= E(threshold) ? E(fallback) : x }
  func slope<E: Scalar>(_ x: E) -> E { x > E(threshold) ? 1 : 0 }
  func bend<E: Scalar>(_ x: E) -> E { 0 }
}

struct HardSiLU: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6 }
  func slope<E: Scalar>(_ x: E) -> E { x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6 }
  func bend<E: Scalar>(_ x: E) -> E { x > -3 && x < 3 ? 1 / 3 : 0 }
}

struct SparsePlus: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { x <= -1 ? 0 : x >= 1 ? x : (x + 1) * (x + 1) / 4 }
  func slope<E: Scalar>(_ x: E) -> E { x <= -1 ? 0 : x >= 1 ? 1 : (x + 1) / 2 }
  func bend<E: Scalar>(_ x: E) -> E { x > -1 && x < 1 ? 1 / 2 : 0 }
}

struct Square: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { x * x }
  func slope<E: Scalar>(_ x: E) -> E { 2 * x }
  func bend<E: Scalar>(_ x: E) -> E { 2 }
}

struct Absolute: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { abs(x) }
  func slope<E: Scalar>(_ x: E) -> E { x > 0 ? 1 : x < 0 ? -1 : 0 }
  func bend<E: Scalar>(_ x: E) -> E { 0 }
}

struct Truncation: CurveFormula {
  func value<E: Scalar>(_ x: E) -> E { x.rounded(.towardZero) }
  func slope<E: Scalar>(_ x: E) -> E { 0 }
  func bend<E: Scalar>(_ x: E) -> E { 0 }
}
