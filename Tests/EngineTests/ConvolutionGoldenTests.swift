import Foundation
import TestSupport
import Testing

@testable import Engine

/// Outputs and gradients against real Keras (Tests/Fixtures/scripts/engine_convolution_goldens.py).
@Suite struct ConvolutionGoldenTests {
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
    var upstream: Array
    var inputGradient: Array
    var weightGradients: [Array]
  }

  static func goldens() throws -> [Golden] {
    let file = Repository.fixtures.appending(path: "engine/convolutions.json")
    return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
  }

  private static func convolution(
    _ filters: Int, _ size: [Int], strides: [Int]? = nil, dilation: [Int]? = nil,
    _ padding: Padding = .valid, groups: Int = 1, useBias: Bool = true, channelsFirst: Bool = false
  ) -> Convolution {
    Convolution(
      filters: filters,
      window: Window(size: size, strides: strides, dilation: dilation, padding: padding),
      groups: groups, useBias: useBias, channelsFirst: channelsFirst)
  }

  private static func transposed(
    _ filters: Int, _ size: [Int], strides: [Int], _ padding: Padding = .valid,
    outputPadding: [Int]? = nil, useBias: Bool = true, channelsFirst: Bool = false
  ) -> TransposedConvolution {
    TransposedConvolution(
      filters: filters, window: Window(size: size, strides: strides, padding: padding),
      outputPadding: outputPadding, useBias: useBias, channelsFirst: channelsFirst)
  }

  static let kernels: [(String, any Layer)] = [
    ("conv 1D", convolution(3, [3])),
    ("conv 1D same stride 2", convolution(2, [4], strides: [2], .same)),
    ("conv 1D same stride 3", convolution(2, [2], strides: [3], .same)),
    ("conv 1D causal dilated", convolution(2, [3], dilation: [2], .causal)),
    ("conv 1D causal stride", convolution(2, [3], strides: [2], .causal)),
    ("conv 1D groups", convolution(6, [2], groups: 3, useBias: false)),
    ("conv 1D channels first", convolution(3, [2], .same, channelsFirst: true)),
    ("conv 2D", convolution(3, [2, 3])),
    ("conv 2D same strides", convolution(2, [3, 2], strides: [2, 3], .same)),
    ("conv 2D same even kernel", convolution(2, [4, 4], .same)),
    ("conv 2D valid stride", convolution(2, [2, 2], strides: [3, 2])),
    ("conv 2D dilated", convolution(2, [2, 2], dilation: [2, 3], .same)),
    ("conv 2D groups", convolution(4, [2, 2], groups: 2)),
    (
      "conv 2D channels first",
      convolution(3, [2, 3], strides: [2, 1], .same, channelsFirst: true)
    ),
    (
      "depthwise 1D",
      DepthwiseConvolution(multiplier: 2, window: Window(size: [3], padding: .same))
    ),
    (
      "depthwise 1D stride",
      DepthwiseConvolution(window: Window(size: [2], strides: [2]), useBias: false)
    ),
    ("depthwise 2D", DepthwiseConvolution(multiplier: 2, window: Window(size: [2, 3]))),
    (
      "depthwise 2D stride same",
      DepthwiseConvolution(window: Window(size: [3, 3], strides: [2, 2], padding: .same))
    ),
    (
      "depthwise 2D dilated",
      DepthwiseConvolution(window: Window(size: [2, 2], dilation: [2, 2], padding: .same))
    ),
    (
      "depthwise 2D channels first",
      DepthwiseConvolution(multiplier: 3, window: Window(size: [2, 2]), channelsFirst: true)
    ),
    (
      "separable 1D", SeparableConvolution(filters: 3, multiplier: 2, window: Window(size: [2]))
    ),
    (
      "separable 2D",
      SeparableConvolution(
        filters: 2, window: Window(size: [3, 3], strides: [2, 2], padding: .same))
    ),
    (
      "separable 2D multiplier",
      SeparableConvolution(
        filters: 2, multiplier: 2, window: Window(size: [2, 1]), useBias: false)
    ),
    (
      "separable 2D channels first",
      SeparableConvolution(filters: 3, window: Window(size: [2, 2]), channelsFirst: true)
    ),
    ("transposed 1D", transposed(2, [3], strides: [2])),
    ("transposed 1D small kernel", transposed(2, [2], strides: [3])),
    ("transposed 1D same", transposed(2, [3], strides: [2], .same, useBias: false)),
    ("transposed 1D output padding", transposed(2, [3], strides: [2], outputPadding: [1])),
    ("transposed 2D", transposed(2, [2, 3], strides: [1, 2])),
    ("transposed 2D same", transposed(3, [3, 4], strides: [2, 3], .same)),
    (
      "transposed 2D same output padding",
      transposed(2, [3, 3], strides: [2, 2], .same, outputPadding: [0, 0])
    ),
    (
      "transposed 2D valid output padding",
      transposed(2, [2, 2], strides: [3, 3], outputPadding: [2, 1])
    ),
    ("transposed 2D channels first", transposed(3, [2, 2], strides: [2, 2], channelsFirst: true)),
  ]

  private static func pool(_ size: [Int], _ strides: [Int]? = nil, same: Bool = false) -> Window {
    Window(size: size, strides: strides ?? size, padding: same ? .same : .valid)
  }

  static let pictures: [(String, any Layer)] = [
    ("max pooling 1D", MaxPooling(window: pool([2]))),
    ("max pooling 1D same", MaxPooling(window: pool([3], [2], same: true))),
    ("max pooling 2D", MaxPooling(window: pool([2, 3], [1, 2]))),
    ("max pooling 2D same", MaxPooling(window: pool([3, 3], [2, 2], same: true))),
    ("max pooling 2D ties", MaxPooling(window: pool([2, 2], [1, 1]))),
    ("max pooling 2D channels first", MaxPooling(window: pool([2, 2]), channelsFirst: true)),
    ("average pooling 1D", AveragePooling(window: pool([2], [1]))),
    ("average pooling 1D same", AveragePooling(window: pool([4], [3], same: true))),
    ("average pooling 2D same", AveragePooling(window: pool([3, 3], [2, 2], same: true))),
    (
      "average pooling 2D channels first",
      AveragePooling(window: pool([2, 1]), channelsFirst: true)
    ),
    ("global max pooling 1D", GlobalMaxPooling(axes: 1)),
    ("global max pooling 1D ties", GlobalMaxPooling(axes: 1)),
    ("global max pooling 2D", GlobalMaxPooling(axes: 2, keepDimensions: true)),
    ("global average pooling 1D", GlobalAveragePooling(axes: 1, keepDimensions: true)),
    ("global average pooling 1D masked", GlobalAveragePooling(axes: 1)),
    ("global average pooling 2D", GlobalAveragePooling(axes: 2)),
    (
      "global average pooling 2D channels first", GlobalAveragePooling(axes: 2, channelsFirst: true)
    ),
    ("zero padding 1D", ZeroPadding([Border(before: 2, after: 1)])),
    ("zero padding 2D", ZeroPadding([Border(before: 1, after: 0), Border(before: 2, after: 3)])),
    (
      "zero padding 2D channels first",
      ZeroPadding([Border(before: 1, after: 1), Border(before: 2, after: 2)], channelsFirst: true)
    ),
    ("cropping 1D", Cropping([Border(before: 1, after: 2)])),
    ("cropping 2D", Cropping([Border(before: 0, after: 1), Border(before: 2, after: 1)])),
    (
      "cropping 2D channels first",
      Cropping([Border(before: 1, after: 1), Border(before: 0, after: 2)], channelsFirst: true)
    ),
    ("up-sampling 1D", UpSampling(factors: [3])),
    ("up-sampling 2D", UpSampling(factors: [2, 3])),
    ("up-sampling 2D channels first", UpSampling(factors: [2, 2], channelsFirst: true)),
    ("up-sampling bilinear", UpSampling(factors: [2, 3], interpolation: .bilinear)),
    ("up-sampling bilinear of one", UpSampling(factors: [2, 4], interpolation: .bilinear)),
    ("repeat vector", RepeatVector(count: 3)),
    ("embedding", Embedding(count: 5, width: 3)),
  ]

  static let scores: [(String, any Layer)] = [
    ("layer normalization", LayerNormalization()),
    ("layer normalization axes", LayerNormalization(axes: [1, 3], epsilon: 0.1)),
    ("layer normalization axis 1", LayerNormalization(axes: [1], center: false)),
    ("layer normalization no scale", LayerNormalization(scale: false)),
    ("rms normalization", RMSNormalization()),
    ("rms normalization last axes", RMSNormalization(axes: [-2, -1], epsilon: 0.1)),
    ("group normalization", GroupNormalization(groups: 2)),
    ("group normalization axis 1", GroupNormalization(groups: 2, axis: 1, epsilon: 0.1)),
    ("group normalization axis -2", GroupNormalization(groups: 3, axis: -2, scale: false)),
    ("instance normalization", GroupNormalization(groups: nil, center: false)),
    ("unit normalization", UnitNormalization()),
    ("unit normalization axes", UnitNormalization(axes: [1, 2])),
    ("normalization", Normalization()),
    ("normalization axes", Normalization(axes: [1, 3])),
    ("normalization no axis", Normalization(axes: [])),
    ("normalization inverse", Normalization(isInverse: true)),
    (
      "normalization moments",
      Normalization(
        axes: [1, 2],
        moments: Normalization.Moments(
          mean: Tensor(shape: [3], elements: [1, -2, 0.5]),
          variance: Tensor(shape: [3], elements: [4, 0, 1.5])))
    ),
    (
      "normalization one moment",
      Normalization(
        moments: Normalization.Moments(
          mean: Tensor(shape: [], elements: [1.5]), variance: Tensor(shape: [], elements: [4])))
    ),
    ("rescaling", Rescaling(scale: 0.25, offset: -1.5)),
    (
      "rescaling by channel",
      Rescaling(
        scale: Tensor(shape: [2], elements: [0.5, -2]),
        offset: Tensor(shape: [2], elements: [1, 0]))
    ),
  ]

  static let layers = kernels + pictures + scores

  @Test func everyGoldenHasItsLayer() throws {
    #expect(try Self.goldens().map(\.name) == Self.layers.map(\.0))
  }

  @Test func outputsAndGradientsEqualKeras() throws {
    for (golden, (name, layer)) in zip(try Self.goldens(), Self.layers) {
      let shapes = golden.inputs.map { Array($0.shape.dropFirst()) }
      #expect(try layer.weightShapes(for: shapes) == golden.weights.map(\.shape), "\(name)")
      #expect(
        try layer.outputShape(for: shapes) == Array(golden.output.shape.dropFirst()), "\(name)")
      // TensorFlow holds the up-sampling's shares and some moments in single precision.
      let tolerance =
        name.contains("bilinear") || name.contains("moment") || name.hasPrefix("rescaling")
        ? 1e-6 : 1e-11
      func check<E: Scalar>(_ type: E.Type, within tolerance: Double) {
        let inputs = golden.inputs.map { Dual($0.tensor.converted(to: E.self)) }
        let weights = golden.weights.map { Dual($0.tensor.converted(to: E.self)) }
        let (output, saved) = layer.forward(inputs, weights: weights)
        let gradients = layer.backward(
          Dual(golden.upstream.tensor.converted(to: E.self)), inputs: inputs, output: output,
          saved: saved, weights: weights,
          wanted: Wanted(inputs: inputs.map { _ in true }, weights: weights.map { _ in true }))
        func distance(_ given: Dual<E>?, _ expected: Golden.Array) -> Double {
          given.map { $0.value.converted(to: Double.self).distance(to: expected.tensor) } ?? 1
        }
        #expect(distance(output, golden.output) < tolerance, "\(name)")
        #expect(distance(gradients.inputs[0], golden.inputGradient) < tolerance, "\(name)")
        for (given, expected) in zip(gradients.weights, golden.weightGradients) {
          #expect(distance(given, expected) < tolerance, "\(name)")
        }
      }
      check(Double.self, within: tolerance)
      check(Float.self, within: 3e-6)
    }
  }
}
