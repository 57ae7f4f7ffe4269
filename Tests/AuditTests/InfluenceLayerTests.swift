import Engine
import Testing

@testable import Audit

@Suite struct InfluenceLayerTests {
  /// A layer of any weights, to lay kernels out in every way that ``Neurons`` knows.
  private struct Anything: Layer {
    var shapes: [[Int]]
    func outputShape(for inputs: [[Int]]) throws(ShapeError) -> [Int] { inputs[0] }
    func weightShapes(for inputs: [[Int]]) throws(ShapeError) -> [[Int]] { shapes }
    func forward<E: Scalar>(
      _ inputs: [Dual<E>], weights: [Dual<E>]
    ) -> (output: Dual<E>, saved: [Dual<E>]) { (inputs[0], []) }
    func backward<E: Scalar>(
      _ gradient: Dual<E>, inputs: [Dual<E>], output: Dual<E>, saved: [Dual<E>],
      weights: [Dual<E>], wanted: Wanted
    ) -> LayerGradients<E> {
      LayerGradients(inputs: [gradient], weights: weights.map { _ in nil })
    }
  }

  private func add(
    _ weights: [([Int], WeightRole)], name: String, to model: inout Model<Float>
  ) throws -> [Int] {
    let indices = weights.enumerated().map { index, weight in
      model.addWeight(
        Weight(
          path: "\(name)/\(index)", tensor: Tensor(repeating: 1, shape: weight.0), role: weight.1))
    }
    _ = try model.add(
      Anything(shapes: weights.map(\.0)), name: name, inputs: [0], weights: indices)
    return indices
  }

  @Test func everyLayoutHasItsNeurons() throws {
    var model = Model<Float>()
    _ = model.addInput(name: "x", shape: [2])
    _ = try add([([3, 3, 2, 8], .kernel(.last)), ([8], .bias)], name: "conv", to: &model)
    _ = try add([([3, 3, 4, 2], .kernel(.lastTwo))], name: "depthwise", to: &model)
    let gated = Neurons.gated(units: 5, gates: 4)
    _ = try add(
      [([3, 20], .kernel(gated)), ([5, 20], .kernel(gated)), ([20], .bias)], name: "lstm",
      to: &model)
    let layers = model.influenceLayers
    #expect(layers.map(\.name) == ["conv", "depthwise", "lstm"])
    #expect(layers.map(\.neurons) == [8, 8, 5])
    #expect(layers.map(\.fanIn) == [18, 9, 32])
    #expect(layers.map(\.weights.count) == [1, 1, 2])
    #expect(layers[2].path == "lstm/0")
  }

  @Test func aSharedKernelCountsOnce() throws {
    var model = Model<Float>()
    _ = model.addInput(name: "x", shape: [2])
    let shared = try add([([2, 2], .kernel(.last))], name: "a", to: &model)
    _ = try model.add(Anything(shapes: [[2, 2]]), name: "b", inputs: [0], weights: shared)
    #expect(model.influenceLayers.map(\.name) == ["a"])
  }
}
