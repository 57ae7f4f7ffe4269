import AuditResults
import Engine
import Tables
import Testing

@testable import Audit

/// Kernels whose neurons are not along the last axis.
@Suite struct TransposedKernelInfluenceTests {
  /// One layer over two places of two channels, then a single score.
  private func model(
    _ layer: any Layer, kernel: Tensor<Float>, head: [Float], neurons: Neurons
  ) throws -> Model<Float> {
    var model = Model<Float>()
    let x = model.addInput(name: "x", shape: [4])
    let places = try model.add(Reshape(target: [2, 2]), name: "places", inputs: [x])
    let weight = model.addWeight(
      Weight(path: "layer/kernel", tensor: kernel, role: .kernel(neurons)))
    let y = try model.add(layer, name: "layer", inputs: [places], weights: [weight])
    let flat = try model.add(Flatten(), name: "flat", inputs: [y])
    let top = model.addWeight(
      Weight(
        path: "head/kernel", tensor: Tensor(shape: [6, 1], elements: head), role: .kernel(.last)))
    let z = try model.add(
      Dense(units: 1, useBias: false), name: "head", inputs: [flat], weights: [top])
    let score = try model.add(Activation(.sigmoid), name: "head", inputs: [z])
    model.addOutput(name: "score", value: score)
    return model
  }

  /// With a window of one, a transposed convolution is a convolution whose kernel is transposed.
  @Test func filtersAreTheNeurons() throws {
    var random = RandomSource(seed: 4)
    let numbers = (0..<6).map { _ in Networks.normal(&random) }
    let head = (0..<6).map { _ in Networks.normal(&random) }
    let rows = (0..<64).flatMap { _ in (0..<4).map { _ in Networks.normal(&random) } }
    let labels = (0..<64).map { UInt8($0 % 3 == 0 ? 1 : 0) }
    let window = Window(size: [1])
    let plain = try model(
      Convolution(filters: 3, window: window, useBias: false),
      kernel: Tensor(shape: [1, 2, 3], elements: numbers), head: head, neurons: .last)
    let turned = try model(
      TransposedConvolution(filters: 3, window: window, useBias: false),
      kernel: Tensor(
        shape: [1, 3, 2], elements: (0..<6).map { numbers[$0 % 2 * 3 + $0 / 2] }), head: head,
      neurons: .lastButOne)
    let subgroups = Subgroups(
      name: "g", columns: ["g"], groups: ["a", "b"], codes: (0..<64).map { Int32($0 % 2) })
    let found = try [plain, turned].map {
      try Networks.study($0, rows: rows, labels: labels).influence(of: subgroups)
    }
    #expect(found[1].layers.map(\.neurons) == [3, 1])
    for (left, right) in zip(found[0].layers, found[1].layers) {
      for (a, b) in zip(left.influence.joined(), right.influence.joined()) {
        #expect(agree(a, b, relative: 1e-4))
      }
    }
    #expect(Set(found[1].layers[0].influence.joined()).count == 6)
  }
}
