import Foundation
import TestSupport
import Testing

@testable import Engine

@Suite struct LayerTests {
  /// Inputs, weights and an upstream gradient for a layer, with a direction for each.
  struct Point {
    var inputs: [Tensor<Double>]
    var weights: [Tensor<Double>]
    var gradient: Tensor<Double>
    var inputDirections: [Tensor<Double>]
    var weightDirections: [Tensor<Double>]
    var gradientDirection: Tensor<Double>

    init(_ layerCase: LayerCase) throws {
      var numbers = Numbers(seed: 42)
      let batch = 3
      let layer = layerCase.layer
      let weightShapes = try layer.weightShapes(for: layerCase.inputs)
      let output = [batch] + (try layer.outputShape(for: layerCase.inputs))
      inputs = layerCase.inputs.enumerated().map { index, shape in
        layerCase.masks.contains(index)
          ? numbers.mask([batch] + shape) : numbers.tensor([batch] + shape, in: layerCase.range)
      }
      // Positive, since a variance is among them.
      weights = weightShapes.map { numbers.tensor($0, in: 0.2...2) }
      gradient = numbers.tensor(output)
      inputDirections = inputs.enumerated().map { index, input in
        layerCase.masks.contains(index) ? Tensor(zeros: input.shape) : numbers.tensor(input.shape)
      }
      weightDirections = weights.map { numbers.tensor($0.shape) }
      gradientDirection = numbers.tensor(output)
    }

    func moved(_ step: Double) -> Point {
      var point = self
      point.inputs = zip(inputs, inputDirections).map { $0.moved(step, along: $1) }
      point.weights = zip(weights, weightDirections).map { $0.moved(step, along: $1) }
      point.gradient = gradient.moved(step, along: gradientDirection)
      return point
    }

    func duals(withTangents: Bool) -> (
      inputs: [Dual<Double>], weights: [Dual<Double>], gradient: Dual<Double>
    ) {
      func dual(_ value: Tensor<Double>, _ tangent: Tensor<Double>) -> Dual<Double> {
        Dual(value, tangent: withTangents ? tangent : nil)
      }
      return (
        zip(inputs, inputDirections).map(dual), zip(weights, weightDirections).map(dual),
        dual(gradient, gradientDirection)
      )
    }
  }

  /// What a layer computes at a point: its output, then its gradients.
  static func run(_ layer: any Layer, at point: Point, withTangents: Bool = false) -> [Dual<Double>]
  {
    let (inputs, weights, gradient) = point.duals(withTangents: withTangents)
    let (output, saved) = layer.forward(inputs, weights: weights)
    let gradients = layer.backward(
      gradient, inputs: inputs, output: output, saved: saved, weights: weights,
      wanted: Wanted(inputs: inputs.map { _ in true }, weights: weights.map { _ in true }))
    return [output] + (gradients.inputs + gradients.weights).compactMap { $0 }
  }

  @Test(arguments: LayerCase.all)
  func gradientsEqualDifferences(_ layerCase: LayerCase) throws {
    let point = try Point(layerCase)
    let layer = layerCase.layer
    let results = Self.run(layer, at: point)
    let operands = point.inputs + point.weights
    try #require(results.count == 1 + operands.count)
    #expect(results[0].shape == [3] + (try layer.outputShape(for: layerCase.inputs)))

    func output(_ operands: [Tensor<Double>]) -> Tensor<Double> {
      let count = point.inputs.count
      return layer.forward(
        operands[..<count].map { Dual($0) }, weights: operands[count...].map { Dual($0) }
      ).output.value
    }
    let step = 1e-6
    for (index, operand) in operands.enumerated() {
      var expected = Tensor<Double>(zeros: operand.shape)
      for element in operand.elements.indices {
        var (ahead, behind) = (operands, operands)
        ahead[index].elements[element] += step
        behind[index].elements[element] -= step
        expected.elements[element] =
          dot(point.gradient, output(ahead).moved(-1, along: output(behind))) / (2 * step)
      }
      #expect(results[1 + index].value.distance(to: expected) < 1e-7)
    }
  }

  @Test(arguments: LayerCase.all)
  func tangentsEqualDifferences(_ layerCase: LayerCase) throws {
    let point = try Point(layerCase)
    let results = Self.run(layerCase.layer, at: point, withTangents: true)
    let step = 1e-6
    let ahead = Self.run(layerCase.layer, at: point.moved(step))
    let behind = Self.run(layerCase.layer, at: point.moved(-step))
    for (index, result) in results.enumerated() {
      let expected = Tensor(
        shape: result.shape,
        elements: zip(ahead[index].value.elements, behind[index].value.elements).map {
          ($0 - $1) / (2 * step)
        })
      // A step function has none.
      let tangent = result.tangent ?? Tensor(zeros: result.shape)
      let scale = max(1, expected.elements.map { abs($0) }.max() ?? 1)
      #expect(tangent.moved(-1, along: expected).elements.allSatisfy { abs($0) < 1e-7 * scale })
    }
  }

  /// Where values are known, and where only tangents are read, the tangents are the same.
  @Test(arguments: LayerCase.all)
  func tangentsAloneAreTheSame(_ layerCase: LayerCase) throws {
    let point = try Point(layerCase)
    let layer = layerCase.layer
    let (inputs, weights, gradient) = point.duals(withTangents: true)
    let (output, saved) = layer.forward(inputs, weights: weights)
    if let resumed = layer.resumed(inputs, weights: weights, value: output.value) {
      #expect(resumed.value == output.value)
      let (a, b) = (resumed.tangent, output.tangent)
      #expect((a == nil) == (b == nil))
      if let a, let b { #expect(a.distance(to: b) < 1e-12) }
    }
    func gradients(tangentsSuffice: Bool) -> [Tensor<Double>?] {
      let result = layer.backward(
        gradient, inputs: inputs, output: output, saved: saved, weights: weights,
        wanted: Wanted(
          inputs: inputs.map { _ in true }, weights: weights.map { _ in true },
          tangentsSuffice: tangentsSuffice, inputTangentsSuffice: tangentsSuffice))
      return (result.inputs + result.weights).map { $0?.tangent }
    }
    #expect(gradients(tangentsSuffice: true) == gradients(tangentsSuffice: false))
  }

  @Test(arguments: LayerCase.all)
  func noTangentCostsNothing(_ layerCase: LayerCase) throws {
    let results = Self.run(layerCase.layer, at: try Point(layerCase))
    #expect(results.allSatisfy { $0.tangent == nil })
  }

  @Test(arguments: LayerCase.all)
  func onlyWantedGradientsAreComputed(_ layerCase: LayerCase) throws {
    let (inputs, weights, gradient) = try Point(layerCase).duals(withTangents: false)
    let (output, saved) = layerCase.layer.forward(inputs, weights: weights)
    let all = Self.run(layerCase.layer, at: try Point(layerCase)).dropFirst().map(\.value)
    for chosen in 0..<inputs.count + weights.count {
      let wanted = (0..<inputs.count + weights.count).map { $0 == chosen }
      let result = layerCase.layer.backward(
        gradient, inputs: inputs, output: output, saved: saved, weights: weights,
        wanted: Wanted(
          inputs: Array(wanted[..<inputs.count]), weights: Array(wanted[inputs.count...])))
      let given = result.inputs + result.weights
      #expect(given.map { $0 != nil } == wanted)
      #expect(given[chosen]?.value == all[chosen])
    }
  }

  @Test(arguments: LayerCase.all)
  func singlePrecisionAgrees(_ layerCase: LayerCase) throws {
    let point = try Point(layerCase)
    let exact = Self.run(layerCase.layer, at: point)
    let (output, saved) = layerCase.layer.forward(
      point.inputs.map { Dual($0.converted(to: Float.self)) },
      weights: point.weights.map { Dual($0.converted(to: Float.self)) })
    #expect(output.value.converted(to: Double.self).distance(to: exact[0].value) < 1e-6)
    let gradients = layerCase.layer.backward(
      Dual(point.gradient.converted(to: Float.self)),
      inputs: point.inputs.map { Dual($0.converted(to: Float.self)) }, output: output, saved: saved,
      weights: point.weights.map { Dual($0.converted(to: Float.self)) },
      wanted: Wanted(
        inputs: point.inputs.map { _ in true }, weights: point.weights.map { _ in true }))
    for (gradient, exact) in zip(gradients.inputs + gradients.weights, exact.dropFirst()) {
      let gradient = try #require(gradient).value.converted(to: Double.self)
      #expect(gradient.distance(to: exact.value) < 3e-6)
    }
  }

  @Test(arguments: LayerCase.all)
  func shapesThatDoNotFitAreRefused(_ layerCase: LayerCase) {
    #expect(throws: ShapeError.self) {
      try layerCase.layer.outputShape(for: layerCase.refused)
    }
    #expect(throws: ShapeError.inputCount(expected: 1...1, found: 2)) {
      try onlyInput([[1], [2]])
    }
  }

  /// Of equal inputs the first gets the gradient, and no other.
  @Test(arguments: [Maximum() as any Layer, Minimum()])
  func tiesCountOnce(_ layer: any Layer) {
    let x = Dual(Tensor<Float>(shape: [1, 2], elements: [4, 4]))
    let result = layer.backward(
      Dual(Tensor<Float>(shape: [1, 2], elements: [3, 5])), inputs: [x, x, x], output: x, saved: [],
      weights: [], wanted: Wanted(inputs: [true, true, true], weights: []))
    #expect(result.inputs.map { $0?.value.elements } == [[3, 5], [0, 0], [0, 0]])
  }

  /// Every type of layer in Sources/Engine/Layers has a row in ``LayerCase/all``.
  @Test func noLayerIsMissing() throws {
    let folder = Repository.root.appending(path: "Sources/Engine/Layers")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    let declaration = /public struct (\w+): \w*Layer\b/
    let declared = Set(
      try files.flatMap { file in
        try String(contentsOf: file, encoding: .utf8).matches(of: declaration).map { String($0.1) }
      })
    #expect(declared.count >= 14)
    #expect(declared == Set(LayerCase.all.map { "\(type(of: $0.layer))" }))
  }
}

/// Layers against real Keras (Tests/Fixtures/scripts/engine_goldens.py).
@Suite struct LayerGoldenTests {
  struct Golden: Decodable {
    struct Array: Decodable {
      var shape: [Int]
      var elements: [Double]
      var tensor: Tensor<Double> { Tensor(shape: shape, elements: elements) }
    }
    var name: String
    var inputs: [Array]
    var weights: [Array]
    var output: Array
  }

  static let layers: [(String, any Layer)] = [
    ("dense rank 3", Dense(units: 4)),
    ("batch normalization last", BatchNormalization()),
    ("batch normalization axis 1", BatchNormalization(axis: 1, epsilon: 0.01)),
    ("batch normalization no scale", BatchNormalization(scale: false)),
    ("batch normalization no center", BatchNormalization(center: false)),
    ("prelu", PReLU()),
    ("prelu shared", PReLU(sharedAxes: [1, 2])),
    ("softmax last", Activation(.softmax())),
    ("softmax axis 1", Activation(.softmax(axis: 1))),
    ("log softmax", Activation(.logSoftmax())),
    ("flatten", Flatten()),
    ("flatten channels first", Flatten(channelsFirst: true)),
    ("reshape", Reshape(target: [-1, 4])),
    ("permute", Permute(axes: [3, 1, 2])),
    ("add", Add()),
    ("add broadcast", Add()),
    ("multiply ranks", Multiply()),
    ("subtract", Subtract()),
    ("average", Average()),
    ("maximum", Maximum()),
    ("minimum", Minimum()),
    ("concatenate last", Concatenate()),
    ("concatenate axis 1", Concatenate(axis: 1)),
    ("dot", Dot(axes: [1, 1])),
    ("dot matrices", Dot(axes: [2, 1])),
    ("dot ranks", Dot(axes: [1, -1])),
    ("dot normalized", Dot(axes: [-1, -1], normFloor: 1e-14)),
  ]

  @Test func outputsEqualKeras() throws {
    let file = Repository.fixtures.appending(path: "engine/layers.json")
    let goldens = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
    #expect(goldens.map(\.name) == Self.layers.map(\.0))
    for (golden, (name, layer)) in zip(goldens, Self.layers) {
      let shapes = golden.inputs.map { Array($0.shape.dropFirst()) }
      #expect(try layer.weightShapes(for: shapes) == golden.weights.map(\.shape), "\(name)")
      #expect(
        try layer.outputShape(for: shapes) == Array(golden.output.shape.dropFirst()), "\(name)")
      let output = layer.forward(
        golden.inputs.map { Dual($0.tensor) }, weights: golden.weights.map { Dual($0.tensor) }
      ).output
      #expect(output.value.distance(to: golden.output.tensor) < 1e-12, "\(name)")
    }
  }
}
