@testable import Engine

extension LayerCase {
  /// Layers over pictures, tables and moments.
  static let convolutions: [LayerCase] = [
    LayerCase(
      Convolution(filters: 2, window: Window(size: [3])), [[4, 2]], refused: [[2, 2]], "1D"),
    LayerCase(
      Convolution(
        filters: 3, window: Window(size: [3], dilation: [2], padding: .causal), groups: 3,
        channelsFirst: true),
      [[3, 5]], refused: [[4, 5]], "1D causal, dilated, grouped, channels first"),
    LayerCase(
      Convolution(filters: 2, window: Window(size: [2, 3], strides: [2, 1], padding: .same)),
      [[3, 4, 2]], refused: [[3, 4]], "2D same"),
    LayerCase(
      Convolution(
        filters: 4, window: Window(size: [2, 2], dilation: [2, 1]), groups: 2, useBias: false),
      [[4, 3, 2]], refused: [[2, 3, 2]], "2D dilated, grouped"),
    LayerCase(
      DepthwiseConvolution(multiplier: 2, window: Window(size: [2], strides: [2])), [[5, 2]],
      refused: [[1, 2]], "1D"),
    LayerCase(
      DepthwiseConvolution(
        window: Window(size: [3, 2], padding: .same), useBias: false, channelsFirst: true),
      [[2, 3, 3]], refused: [[2, 3]], "2D channels first"),
    LayerCase(
      SeparableConvolution(filters: 3, window: Window(size: [2], padding: .same)), [[3, 2]],
      refused: [[3]], "1D"),
    LayerCase(
      SeparableConvolution(
        filters: 2, multiplier: 2, window: Window(size: [2, 2], strides: [1, 2]), useBias: false),
      [[3, 4, 2]], refused: [[1, 4, 2]], "2D"),
    LayerCase(
      TransposedConvolution(filters: 2, window: Window(size: [2], strides: [3])), [[3, 2]],
      refused: [[3]], "1D"),
    LayerCase(
      TransposedConvolution(
        filters: 2, window: Window(size: [3, 2], strides: [2, 2], padding: .same),
        outputPadding: [1, 1], useBias: false, channelsFirst: true),
      [[3, 2, 2]], refused: [[3, 2]], "2D channels first"),
    LayerCase(
      TransposedConvolution(
        filters: 1, window: Window(size: [2, 2], strides: [2, 2]), outputPadding: [1, 0]),
      [[2, 2, 1]], refused: [[2, 2]], "2D"),

    LayerCase(
      MaxPooling(window: Window(size: [3], strides: [2], padding: .same)), [[6, 2]],
      refused: [[6]], "1D"),
    LayerCase(
      MaxPooling(window: Window(size: [2, 2], strides: [2, 1]), channelsFirst: true), [[2, 3, 4]],
      refused: [[2, 1, 4]], "2D channels first"),
    LayerCase(
      AveragePooling(window: Window(size: [3], strides: [2], padding: .same), channelsFirst: true),
      [[2, 5]], refused: [[5]], "1D channels first"),
    LayerCase(
      AveragePooling(window: Window(size: [2, 3], strides: [2, 2], padding: .same)), [[3, 4, 2]],
      refused: [[3, 4]], "2D"),
    LayerCase(GlobalMaxPooling(axes: 1), [[4, 3]], refused: [[4]], "1D"),
    LayerCase(
      GlobalMaxPooling(axes: 2, keepDimensions: true, channelsFirst: true), [[2, 3, 2]],
      refused: [[3, 2]], "2D channels first"),
    LayerCase(
      GlobalAveragePooling(axes: 1), [[4, 3], [4]], refused: [[4, 3], [3]], "masked",
      range: 0.2...3),
    LayerCase(
      GlobalAveragePooling(axes: 1, keepDimensions: true, channelsFirst: true), [[2, 3], [3]],
      refused: [[2, 3], [2]], "masked, channels first", range: 0.2...3),
    LayerCase(
      GlobalAveragePooling(axes: 2), [[2, 3, 2]], refused: [[2, 3, 2], [2, 3]], "2D"),

    LayerCase(
      ZeroPadding([Border(before: 1, after: 2)]), [[2, 3]], refused: [[2]], "1D"),
    LayerCase(
      ZeroPadding([Border(before: 0, after: 1), Border(before: 2, after: 0)], channelsFirst: true),
      [[2, 2, 1]], refused: [[2, 2]], "2D channels first"),
    LayerCase(Cropping([Border(before: 1, after: 1)]), [[4, 2]], refused: [[2, 2]], "1D"),
    LayerCase(
      Cropping([Border(before: 0, after: 1), Border(before: 2, after: 0)], channelsFirst: true),
      [[2, 3, 3]], refused: [[2, 3, 2]], "2D channels first"),
    LayerCase(UpSampling(factors: [3]), [[2, 2]], refused: [[2]], "1D"),
    LayerCase(
      UpSampling(factors: [2, 3], channelsFirst: true), [[2, 2, 2]], refused: [[2, 2]],
      "2D channels first"),
    LayerCase(
      UpSampling(factors: [2, 3], interpolation: .bilinear), [[3, 2, 2]], refused: [[3, 2]],
      "bilinear"),
    LayerCase(
      UpSampling(factors: [2, 3], interpolation: .bilinearByCorners), [[3, 2, 2]],
      refused: [[3, 2]],
      "bilinear by corners"),
    LayerCase(
      UpSampling(factors: [2, 3], interpolation: .bicubic), [[3, 2, 2]], refused: [[3, 2]],
      "bicubic"),
    LayerCase(RepeatVector(count: 3), [[2]], refused: [[2, 2]]),

    LayerCase(Embedding(count: 4, width: 2), [[3]], refused: [], range: 0.1...3.9),
    LayerCase(Embedding(count: 3, width: 2), [[]], refused: [], "of one", range: 0.1...2.9),

    LayerCase(LayerNormalization(), [[2, 3]], refused: [[]]),
    LayerCase(
      LayerNormalization(axes: [1, -1], epsilon: 0.1, center: false), [[2, 2, 2]], refused: [[]],
      "of two axes"),
    LayerCase(
      LayerNormalization(axes: [1], scale: false), [[4, 2]], refused: [[]], "without scale"),
    LayerCase(
      LayerNormalization(axes: [-1], scale: false, center: false), [[4]], refused: [[]], "plain"),
    LayerCase(RMSNormalization(), [[2, 3]], refused: [[]]),
    LayerCase(
      RMSNormalization(axes: [1, 2], epsilon: 0.1), [[2, 3]], refused: [[2]], "of two axes"),
    LayerCase(GroupNormalization(groups: 2), [[3, 4]], refused: [[3, 3]]),
    LayerCase(
      GroupNormalization(groups: nil, axis: 1, scale: false), [[2, 3, 2]], refused: [[]], "axis 1"),
    LayerCase(
      GroupNormalization(groups: 1, axis: -2, epsilon: 0.1, center: false), [[2, 2, 2]],
      refused: [[2]], "axis -2"),
    LayerCase(UnitNormalization(), [[2, 3]], refused: [[]]),
    LayerCase(
      UnitNormalization(axes: [1, 2], floor: 1e-12), [[2, 3]], refused: [[2]], "of two axes"),
    LayerCase(Normalization(), [[2, 3]], refused: [[]]),
    LayerCase(Normalization(axes: [1, 3]), [[2, 2, 3]], refused: [[2, 2]], "of two axes"),
    LayerCase(Normalization(axes: []), [[2, 2]], refused: [[2], [2]], "of no axis"),
    LayerCase(Normalization(isInverse: true), [[2, 3]], refused: [[]], "inverse"),
    LayerCase(
      Normalization(
        axes: [1, 2],
        moments: Normalization.Moments(
          mean: Tensor(shape: [3], elements: [1, -2, 0.5]),
          variance: Tensor(shape: [1], elements: [4]))),
      [[2, 3]], refused: [[2, 4]], "with moments"),
    LayerCase(Rescaling(scale: 0.5, offset: -1), [[3]], refused: [[3], [3]]),
    LayerCase(
      Rescaling(
        scale: Tensor(shape: [2], elements: [0.5, -2]), offset: Tensor(shape: [1], elements: [3]),
        axis: 1),
      [[2, 3]], refused: [[3, 2]], "by channel"),
  ]
}
