import Audit
import Engine
import Tables

/// Something whose time is taken.
struct Benchmark: Sendable {
  /// The name, which the rivals in `rivals/` share.
  let name: String
  /// Sets everything up; what it returns runs once and says how many seconds it took, or what else
  /// the name ends in.
  let prepare: @Sendable (RunOptions) throws -> () throws -> Double

  /// The Adult network: 104-200-200-1.
  private static let adult = [104, 200, 200]

  static let all: [Benchmark] =
    [
      forward("mlp-forward", rows: 45_000) { try Networks.perceptron(adult) },
      gradient("mlp-gradient", rows: 45_000) { try Networks.perceptron(adult) },
      hessianVectorProduct("mlp-hvp", rows: 45_000) { try Networks.perceptron(adult) },
      alignment("gpa", widths: [120, 200, 200], rows: 500),
      alignment("gpa-wide", widths: [512, 1024, 1024], rows: 1000),
      forward("resnet18-forward", rows: 64) { try Networks.residual(side: 64) },
      gradient("resnet18-gradient", rows: 64) { try Networks.residual(side: 64) },
      forward("alexnet-forward", rows: 16) { try Networks.alex() },
      gradient("alexnet-gradient", rows: 16) { try Networks.alex() },
      forward("lstm-forward", rows: 4096) { try Networks.recurrent() },
      gradient("lstm-gradient", rows: 4096) { try Networks.recurrent() },
      matrixProduct, Encoding.benchmark,
    ]
    + Influence.benchmarks
    // For `growth`: one hidden layer of so many neurons.
    + [100, 1000, 10_000].map { width in
      gradient("width-\(width)", rows: 2000) { try Networks.perceptron([104, width]) }
    }

  /// Prediction.
  private static func forward(
    _ name: String, rows: Int, _ network: @escaping @Sendable () throws -> Model<Float>
  ) -> Benchmark {
    Benchmark(name: name) { options in
      let model = try network()
      var numbers = Numbers()
      let inputs = numbers.tensor([rows] + model.inputs[0].shape)
      return { timed { model.predict([inputs], options: options) } }
    }
  }

  /// The gradient of the loss over all rows with respect to every weight.
  private static func gradient(
    _ name: String, rows: Int, _ network: @escaping @Sendable () throws -> Model<Float>
  ) -> Benchmark {
    Benchmark(name: name) { options in
      let model = try network()
      var numbers = Numbers()
      let inputs = numbers.tensor([rows] + model.inputs[0].shape)
      let targets = targets(rows)
      return {
        timed {
          model.gradients(
            of: model.loss, inputs: [inputs], targets: targets, rows: [Array(0..<rows)],
            wanted: Array(model.weights.indices), options: options)
        }
      }
    }
  }

  /// The product of the Hessian with the weights themselves.
  private static func hessianVectorProduct(
    _ name: String, rows: Int, _ network: @escaping @Sendable () throws -> Model<Float>
  ) -> Benchmark {
    Benchmark(name: name) { options in
      let model = try network()
      var numbers = Numbers()
      let inputs = numbers.tensor([rows] + model.inputs[0].shape)
      let targets = targets(rows)
      let direction = model.weights.map(\.tensor)
      return {
        timed {
          model.hessianVectorProduct(
            of: model.loss, inputs: [inputs], targets: targets, rows: [Array(0..<rows)],
            wanted: Array(model.weights.indices), direction: direction, options: options)
        }
      }
    }
  }

  /// A step of gradient-guided parity alignment with a gap term and Adam; `rows` of each group.
  private static func alignment(_ name: String, widths: [Int], rows: Int) -> Benchmark {
    Benchmark(name: name) { options in
      let model = try Networks.perceptron(widths)
      let training = labelledRows(2 * rows, width: widths[0])
      let request = FineTuneRequest(
        model: model, training: training, validation: training.gathering(Array(0..<20)),
        objective: Objective(.gpa, alignment: 0.01, gapWeight: 0.2), epochs: 1, stepsPerEpoch: 12,
        batchSize: rows, selection: .minimumGap, options: options)
      return {
        // The first step settles the caches, and what comes before and after is no step.
        let clock = ContinuousClock()
        var marks: [ContinuousClock.Instant] = []
        _ = try fineTune(request, progress: { _ in marks.append(clock.now) })
        return (marks[marks.count - 1] - marks[0]) / .seconds(1) / Double(marks.count - 1)
      }
    }
  }

  /// The machine's own rate: 1000×200×105 products on one thread, 100 a round (4.2 GFLOP).
  private static let matrixProduct = Benchmark(name: "sgemm") { _ in
    let product = MatrixProduct(
      rows: 1000, columns: 200, inner: 105, transposeLeft: false, transposeRight: false)
    var numbers = Numbers()
    let a = numbers.tensor([1000, 105]).elements
    let b = numbers.tensor([105, 200]).elements
    return {
      timed {
        // In here kernels have one thread.
        parallelMap(count: 1, threads: 1) { _ in
          var c = [Float](repeating: 0, count: 200_000)
          for _ in 0..<100 { Float.multiplyAdd(product, a, b, &c) }
          return c
        }
      }
    }
  }
}

private func targets(_ rows: Int) -> Targets<Float> {
  .values(Tensor(shape: [rows, 1], elements: labels(rows).map(Float.init)))
}

/// Rows of two groups, in turns.
private func labelledRows(_ rows: Int, width: Int) -> LabelledRows {
  var numbers = Numbers()
  return LabelledRows(
    inputs: [numbers.tensor([rows, width])], labels: labels(rows),
    codes: (0..<rows).map { Int32($0 % 2) }, groups: ["a", "b"])
}

/// The seconds that something takes.
func timed<T>(_ body: () -> T) -> Double {
  let clock = ContinuousClock()
  let start = clock.now
  blackHole(body())
  return (clock.now - start) / .seconds(1)
}

/// Keeps the optimiser from removing work whose result nobody reads.
@inline(never) private func blackHole<T>(_ value: T) {}
