import AuditResults
import Engine
import Tables

@testable import Audit

/// Small networks and rows for tests of influence.
enum Networks {
  /// Dense layers with a function between them, ending in a sigmoid or another.
  static func dense(
    _ sizes: [Int], kernels: [[Float]], biases: [[Float]], function: Function,
    last: Function = .sigmoid
  ) throws -> Model<Float> {
    var model = Model<Float>()
    var value = model.addInput(name: "x", shape: [sizes[0]])
    for (index, units) in sizes.dropFirst().enumerated() {
      let name = "dense_\(index)"
      let kernel = model.addWeight(
        Weight(
          path: "\(name)/kernel",
          tensor: Tensor(shape: [sizes[index], units], elements: kernels[index]),
          role: .kernel(.last)))
      let bias = model.addWeight(
        Weight(
          path: "\(name)/bias", tensor: Tensor(shape: [units], elements: biases[index]),
          role: .bias))
      value = try model.add(
        Dense(units: units), name: name, inputs: [value], weights: [kernel, bias])
      value = try model.add(
        Activation(index + 2 < sizes.count ? function : last), name: name, inputs: [value])
    }
    model.addOutput(name: "score", value: value)
    return model
  }

  /// Two dense layers with random kernels, ending in a softmax over classes.
  static func classes(_ count: Int, inputs: Int) throws -> Model<Float> {
    try random([inputs, 5, count], last: .softmax(axis: -1))
  }

  /// Two dense layers with random kernels, ending in a number.
  static func number(inputs: Int) throws -> Model<Float> {
    try random([inputs, 5, 1], last: .linear)
  }

  private static func random(_ sizes: [Int], last: Function) throws -> Model<Float> {
    var random = RandomSource(seed: 11)
    return try dense(
      sizes,
      kernels: zip(sizes, sizes.dropFirst()).map { rows, columns in
        (0..<rows * columns).map { _ in normal(&random) }
      }, biases: sizes.dropFirst().map { [Float](repeating: 0.1, count: $0) }, function: .tanh,
      last: last)
  }

  /// A study of a model over rows with labels.
  static func study(
    _ model: Model<Float>, rows: [Float], labels: [UInt8],
    settings: SettingsFacts = SettingsFacts(), threads: Int = 2
  ) throws -> InfluenceStudy {
    let source = try ScoreSource(model: model, spec: OutputSpec())
    let width = model.inputs[0].shape[0]
    return InfluenceStudy(
      model: model, loss: source.loss,
      inputs: [Tensor(shape: [rows.count / width, width], elements: rows)],
      targets: source.targets(labels), settings: settings, options: RunOptions(threads: threads))
  }

  /// A study of the network of the goldens over its rows.
  static func golden(
    _ source: JSON, settings: SettingsFacts = SettingsFacts(), threads: Int = 2
  ) throws -> InfluenceStudy {
    let model = try dense(
      source["sizes"].numbers.map(Int.init),
      kernels: source["kernels"].list.map { $0.numbers.map(Float.init) },
      biases: source["biases"].list.map { $0.numbers.map(Float.init) }, function: .tanh)
    return try study(
      model, rows: source["rows"].numbers.map(Float.init),
      labels: source["labels"].numbers.map(UInt8.init), settings: settings, threads: threads)
  }

  /// A number that is about normal: the sum of twelve uniform ones.
  static func normal(_ random: inout RandomSource) -> Float {
    (0..<12).reduce(Float(-6)) { sum, _ in sum + Float(random.next() >> 40) / Float(1 << 24) }
  }

  /// A network in which hidden neuron 2 is fed by feature 3 alone, the others by features 0 to 2.
  ///
  /// Feature 3 is zero for every row of the group "quiet".
  static func planted(
    rowsPerGroup: Int, seed: UInt64
  ) throws -> (model: Model<Float>, rows: [Float], labels: [UInt8], codes: [Int32]) {
    var random = RandomSource(seed: seed)
    var first = [Float](repeating: 0, count: 4 * 6)
    for input in 0..<3 {
      for neuron in [0, 1, 3, 4, 5] { first[input * 6 + neuron] = 0.7 * normal(&random) }
    }
    first[3 * 6 + 2] = 1.5
    let model = try dense(
      [4, 6, 1], kernels: [first, (0..<6).map { _ in 0.5 + 0.1 * normal(&random) }],
      biases: [[Float](repeating: 0, count: 6), [0]], function: .tanh)
    var rows: [Float] = []
    var labels: [UInt8] = []
    var codes: [Int32] = []
    for row in 0..<2 * rowsPerGroup {
      let isLoud = row % 2 == 1
      codes.append(isLoud ? 0 : 1)
      for _ in 0..<3 { rows.append(normal(&random)) }
      rows.append(isLoud ? 1 + 0.5 * normal(&random) : 0)
      labels.append(random.below(4) == 0 ? 1 : 0)
    }
    return (model, rows, labels, codes)
  }
}
