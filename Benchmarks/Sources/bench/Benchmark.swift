import Engine

/// Something whose time is taken.
struct Benchmark: Sendable {
  /// The name, which the rivals in `rivals/` share.
  let name: String
  /// Sets everything up and returns what is timed.
  let prepare: @Sendable (RunOptions) throws -> () -> Void

  static let all: [Benchmark] = [forward, gradient, hessianVectorProduct, matrixProduct]

  static func named(_ name: String) -> Benchmark? { all.first { $0.name == name } }
}

// MARK: - Adult MLP

extension Benchmark {
  /// 45,000 rows through 104-200-200-1.
  static let forward = Benchmark(name: "forward") { options in
    let model = try Networks.perceptron([104, 200, 200, 1])
    let rows = Networks.numbers(shape: [45_000, 104])
    return { blackHole(model.predict([rows], options: options)) }
  }

  /// The gradient of the mean loss of 45,000 rows with respect to every weight.
  static let gradient = Benchmark(name: "gradient") { options in
    let model = try Networks.perceptron([104, 200, 200, 1])
    let rows = Networks.numbers(shape: [45_000, 104])
    let labels = Networks.labels(45_000)
    return {
      blackHole(
        model.gradients(
          of: Networks.loss(of: model), inputs: [rows], targets: labels,
          rows: [Array(0..<45_000)], wanted: Array(model.weights.indices), options: options))
    }
  }

  /// The product of the Hessian with the weights themselves, for as many rows.
  static let hessianVectorProduct = Benchmark(name: "hvp") { options in
    let model = try Networks.perceptron([104, 200, 200, 1])
    let rows = Networks.numbers(shape: [45_000, 104])
    let labels = Networks.labels(45_000)
    let direction = model.weights.map(\.tensor)
    return {
      blackHole(
        model.hessianVectorProduct(
          of: Networks.loss(of: model), inputs: [rows], targets: labels,
          rows: [Array(0..<45_000)], wanted: Array(model.weights.indices), direction: direction,
          options: options))
    }
  }

  /// The machine's own rate: 1000×200×105 products on one thread, 100 a round (4.2 GFLOP).
  static let matrixProduct = Benchmark(name: "sgemm") { _ in
    let product = MatrixProduct(
      rows: 1000, columns: 200, inner: 105, transposeLeft: false, transposeRight: false)
    let a = Networks.numbers(shape: [1000, 105]).elements
    let b = Networks.numbers(shape: [105, 200]).elements
    return {
      var c = [Float](repeating: 0, count: 200_000)
      for _ in 0..<100 { Float.multiplyAdd(product, a, b, &c) }
      blackHole(c)
    }
  }
}

/// Keeps the optimiser from removing work whose result nobody reads.
@inline(never) func blackHole<T>(_ value: T) {}
