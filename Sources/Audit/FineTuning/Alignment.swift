import Engine

/// The cosine of two groups' Taylor influences over the neurons of one layer, and how it depends on
/// the layer's weights and on the groups' gradients.
///
/// With `I[j] = Σ_i (W[i,j] g[i,j])²` and `c = ∂cos/∂I = I_other / (|I| |I_other|) - cos I / |I|²`:
/// `∂cos/∂W[i,j] = Σ c[j] 2 W[i,j] g[i,j]²` over both groups, and `∂cos/∂g[i,j] = c[j] 2 W[i,j]²
/// g[i,j]` for each group. A group without any influence gives cosine 0 and no derivatives.
struct LayerAlignment<E: Scalar>: Sendable {
  /// The cosine, in [0, 1].
  var cosine: Double
  /// For each of the layer's kernels the derivative with respect to it, gradients held fixed.
  var explicit: [Tensor<E>]
  /// For each of the layer's kernels the derivatives with respect to both sides' gradients.
  var throughFirst: [Tensor<E>]
  /// See ``throughFirst``.
  var throughSecond: [Tensor<E>]

  /// Aligns two sides; `nil` where a side has no influence.
  ///
  /// - Parameters:
  ///   - weights: The layer's kernels.
  ///   - first: One side's gradients of its mean loss, for the same kernels.
  ///   - second: The other side's.
  ///   - neurons: How many neurons the layer has.
  ///   - runs: How many neighbouring elements of each kernel belong to one neuron; see
  ///     ``Neurons/run(in:)``.
  init?(
    weights: [Tensor<E>], first: [Tensor<E>], second: [Tensor<E>], neurons: Int, runs: [Int]
  ) {
    let a = influence(weights, first, neurons: neurons, runs: runs)
    let b = influence(weights, second, neurons: neurons, runs: runs)
    let (aa, bb) = (dot(a, a), dot(b, b))
    guard aa > 0, bb > 0 else { return nil }
    let norms = aa.squareRoot() * bb.squareRoot()
    let cosine = dot(a, b) / norms
    self.cosine = cosine
    let ca = zip(a, b).map { $1 / norms - cosine * $0 / aa }
    let cb = zip(a, b).map { $0 / norms - cosine * $1 / bb }
    explicit = []
    throughFirst = []
    throughSecond = []
    for index in weights.indices {
      let w = weights[index]
      let (g, h) = (first[index], second[index])
      let parts = derivatives(
        w.elements, g.elements, h.elements, ca, cb, run: runs[index])
      explicit.append(Tensor(shape: w.shape, elements: parts.explicit))
      throughFirst.append(Tensor(shape: w.shape, elements: parts.first))
      throughSecond.append(Tensor(shape: w.shape, elements: parts.second))
    }
  }
}

/// `Σ (W g)²` of each neuron over all kernels, in double precision.
private func influence<E: Scalar>(
  _ weights: [Tensor<E>], _ gradients: [Tensor<E>], neurons: Int, runs: [Int]
) -> [Double] {
  var sums = [Double](repeating: 0, count: neurons)
  for (index, weight) in weights.enumerated() {
    addInfluence(weight.elements, gradients[index].elements, run: runs[index], to: &sums)
  }
  return sums
}

extension Neurons {
  /// How many neighbouring elements of a kernel belong to one neuron, before the next one's follow.
  func run(in shape: [Int]) -> Int {
    let count = shape.reduce(1, *)
    return (0..<count).first { index(of: $0, in: shape) != 0 } ?? max(1, count)
  }
}

/// Runs of elements belong to the neurons in turn.
@specialized(where E == Float)
@specialized(where E == Double)
private func addInfluence<E: Scalar>(
  _ w: [E], _ g: [E], run: Int, to sums: inout [Double]
) {
  let (w, g) = (w.span, g.span)
  var sums = sums.mutableSpan
  let neurons = sums.count
  precondition(w.count == g.count && w.count % (neurons * run) == 0)
  var start = 0
  while start < w.count {
    for neuron in 0..<neurons {
      for index in start..<start + run {
        let product = Double(w[index]) * Double(g[index])
        sums[neuron] += product * product
      }
      start += run
    }
  }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func derivatives<E: Scalar>(
  _ w: [E], _ g: [E], _ h: [E], _ ca: [Double], _ cb: [Double], run: Int
) -> (explicit: [E], first: [E], second: [E]) {
  var explicit = w
  var first = w
  var second = w
  let (w, g, h, ca, cb) = (w.span, g.span, h.span, ca.span, cb.span)
  var x = explicit.mutableSpan
  var y = first.mutableSpan
  var z = second.mutableSpan
  precondition(
    g.count == w.count && h.count == w.count && x.count == w.count && y.count == w.count
      && z.count == w.count && ca.count == cb.count)
  var start = 0
  while start < w.count {
    for neuron in 0..<ca.count {
      for index in start..<start + run {
        let (weight, a, b) = (Double(w[index]), Double(g[index]), Double(h[index]))
        x[index] = E(2 * weight * (ca[neuron] * a * a + cb[neuron] * b * b))
        y[index] = E(2 * weight * weight * ca[neuron] * a)
        z[index] = E(2 * weight * weight * cb[neuron] * b)
      }
      start += run
    }
  }
  return (explicit, first, second)
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}
