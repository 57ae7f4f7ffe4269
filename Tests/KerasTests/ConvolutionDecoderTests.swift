import Engine
import Testing

@testable import Keras

/// Options of layers over pictures and moments that no fixture has.
@Suite struct ConvolutionDecoderTests {
  private static func decode(
    _ className: String, _ options: String, _ generation: KerasGeneration = .two,
    backend: String? = nil, version: String = ""
  ) throws -> DecodedLayer {
    let values = try #require(try JSONParser.parse(options).object)
    return try #require(LayerDecoder.named(className)).decode(
      LayerConfig(
        values, generation: generation, release: KerasRelease(version: version), backend: backend))
  }

  /// The same layer in the words of Keras 1 and of Keras 2.
  @Test(arguments: [
    (
      "Convolution1D",
      """
      {"nb_filter": 3, "filter_length": 2, "subsample_length": 2, "border_mode": "same",
      "bias": false, "activation": "relu"}
      """,
      "Conv1D",
      """
      {"filters": 3, "kernel_size": [2], "strides": [2], "padding": "same", "use_bias": false,
      "activation": "relu"}
      """
    ),
    (
      "Convolution2D",
      """
      {"nb_filter": 3, "nb_row": 2, "nb_col": 4, "subsample": [1, 2], "border_mode": "valid",
      "bias": true, "dim_ordering": "th", "activation": "linear"}
      """,
      "Conv2D",
      """
      {"filters": 3, "kernel_size": [2, 4], "strides": [1, 2], "data_format": "channels_first"}
      """
    ),
    (
      "MaxPooling1D", #"{"pool_length": 3, "stride": 2, "border_mode": "same"}"#,
      "MaxPooling1D", #"{"pool_size": 3, "strides": [2], "padding": "same"}"#
    ),
    (
      "MaxPooling2D", #"{"pool_size": [2, 3], "strides": null, "dim_ordering": "tf"}"#,
      "MaxPooling2D", #"{"pool_size": [2, 3], "data_format": "channels_last"}"#
    ),
    ("UpSampling1D", #"{"length": 2}"#, "UpSampling1D", #"{"size": 2}"#),
    (
      "ZeroPadding2D", #"{"padding": [1, 2], "dim_ordering": "tf"}"#,
      "ZeroPadding2D", #"{"padding": [[1, 1], [2, 2]]}"#
    ),
  ])
  func oldNamesMeanTheSame(_ old: String, _ oldOptions: String, _ new: String, _ newOptions: String)
    throws
  {
    let (left, right) = (try Self.decode(old, oldOptions), try Self.decode(new, newOptions))
    #expect("\(left.steps)" == "\(right.steps)")
    #expect(left.weights == right.weights)
  }

  @Test(arguments: [
    ("Conv2D", #"{"filters": 2, "kernel_size": 0}"#, "kernel_size"),
    ("Conv2D", #"{"filters": 0, "kernel_size": 2}"#, "filters"),
    ("Conv2D", #"{"filters": 2, "kernel_size": [2, 2, 2]}"#, "kernel_size"),
    ("Conv2D", #"{"filters": 2, "kernel_size": 2, "padding": "causal"}"#, "padding"),
    ("Conv2D", #"{"filters": 2, "kernel_size": 2000000}"#, "kernel_size"),
    (
      "Conv2D", #"{"filters": 2, "kernel_size": 2, "strides": 2, "dilation_rate": [1, 2]}"#,
      "dilation_rate"
    ),
    ("Conv1D", #"{"filters": 2, "kernel_size": 2, "groups": 0}"#, "groups"),
    ("SeparableConv2D", #"{"filters": 2, "kernel_size": 2, "groups": 2}"#, "groups"),
    // With as many channels as there may be, their product would not fit.
    ("DepthwiseConv1D", #"{"kernel_size": 1, "depth_multiplier": 2147483647}"#, "depth_multiplier"),
    (
      "Conv1DTranspose", #"{"filters": 2, "kernel_size": 2, "output_padding": -1}"#,
      "output_padding"
    ),
    ("MaxPooling2D", #"{"pool_size": 2, "padding": "full"}"#, "padding"),
    ("AveragePooling1D", #"{"pool_size": 2, "strides": 0}"#, "strides"),
    ("ZeroPadding1D", #"{"padding": [1, 2, 3]}"#, "padding"),
    ("ZeroPadding2D", #"{"padding": [[1, 2], [3]]}"#, "padding"),
    ("Cropping2D", #"{"cropping": -1}"#, "cropping"),
    ("UpSampling2D", #"{"size": 2, "interpolation": "lanczos3"}"#, "interpolation"),
    ("LayerNormalization", #"{"axis": [2, 1], "epsilon": 0.1}"#, "axis"),
    ("LayerNormalization", #"{"axis": [-1, 1], "epsilon": 0.1}"#, "axis"),
    ("LayerNormalization", #"{"axis": -1, "epsilon": 0.1, "rms_scaling": true}"#, "rms_scaling"),
    ("RMSNormalization", #"{"axis": [1], "epsilon": 0.1}"#, "axis"),
    ("GroupNormalization", #"{"groups": 0, "axis": -1, "epsilon": 0.1}"#, "groups"),
    ("Normalization", #"{"axis": [-1], "mean": [1, [2]], "variance": [1, 2]}"#, "mean"),
    ("Rescaling", #"{"scale": "half", "offset": 0}"#, "scale"),
  ])
  func refusesOptions(_ className: String, _ options: String, _ key: String) throws {
    do {
      _ = try Self.decode(className, options)
      Issue.record("\(className) with \(options) was read")
    } catch let LayerProblem.option(named, _) {
      #expect(named == key)
    }
  }

  @Test func halfOfTheMomentsIsNotEnough() {
    #expect(throws: LayerProblem.missingOption(key: "variance")) {
      _ = try Self.decode("Normalization", #"{"axis": [-1], "mean": [1, 2]}"#)
    }
  }

  /// NumPy's arrays as Keras 3 stores them.
  @Test func arraysAreNumbers() throws {
    let layer = try Self.decode(
      "Rescaling",
      """
      {"scale": {"class_name": "__numpy__", "config": {"value": [1, 2], "dtype": "float64"}},
      "offset": 3}
      """, .three)
    let expected = Rescaling(
      scale: Tensor(shape: [2], elements: [1, 2]), offset: Tensor(shape: [], elements: [3]))
    #expect(layer.steps.first?.layer as? Rescaling == expected)
  }

  /// Keras with several backends resizes by other functions than TensorFlow's Keras.
  @Test(arguments: [
    ("2.2.5", Interpolation.bilinearByCorners), ("2.3.1", .bilinearByCorners),
    ("2.1.6-tf", .bilinearByCorners), ("2.2.4-tf", .bilinear), ("2.3.0-tf", .bilinear),
    ("2.4.0", .bilinear), ("2.15.0", .bilinear), ("", .bilinear),
  ])
  func linesDependOnTheVersion(_ version: String, _ expected: Interpolation) throws {
    let layer = try Self.decode(
      "UpSampling2D", #"{"size": 2, "interpolation": "bilinear"}"#, version: version)
    let resizing = try #require(layer.steps.first?.layer as? UpSampling)
    #expect(resizing.interpolation == expected)
  }

  @Test(arguments: [
    (KerasGeneration.two, "2.15.0", 1e-12), (.three, "3.5.0", 1e-12), (.three, "3.6.0", 1e-24),
    (.three, "", 1e-24),
  ])
  func leastNormsDependOnTheVersion(
    _ generation: KerasGeneration, _ version: String, _ floor: Double
  ) throws {
    let layer = try Self.decode("UnitNormalization", #"{"axis": -1}"#, generation, version: version)
    #expect(layer.steps.first?.layer as? UnitNormalization == UnitNormalization(floor: floor))
  }

  /// What other libraries under Keras compute otherwise, where the file names them.
  @Test(arguments: [
    ("UpSampling2D", #"{"size": 2, "interpolation": "bicubic"}"#, KerasGeneration.three, "torch"),
    ("UpSampling2D", #"{"size": 2, "interpolation": "bilinear"}"#, .two, "theano"),
    ("AveragePooling2D", #"{"pool_size": 2, "padding": "same"}"#, .three, "torch"),
    ("AveragePooling1D", #"{"pool_size": 3, "strides": 2, "padding": "same"}"#, .three, "torch"),
  ])
  func backendsDiffer(
    _ className: String, _ options: String, _ generation: KerasGeneration, _ backend: String
  ) throws {
    #expect(throws: LayerProblem.option(key: "backend", value: backend)) {
      _ = try Self.decode(className, options, generation, backend: backend)
    }
    _ = try Self.decode(className, options, generation, backend: "tensorflow")
  }

  @Test func evenPaddingIsTheSameEverywhere() throws {
    _ = try Self.decode(
      "AveragePooling1D", #"{"pool_size": 3, "strides": 1, "padding": "same"}"#, .three,
      backend: "torch")
  }

  @Test func theanoTurnsKernels() throws {
    let options = #"{"filters": 2, "kernel_size": 2}"#
    #expect(try Self.decode("Conv2D", options, backend: "theano").weights[0].order == .flipped)
    #expect(try Self.decode("Conv2D", options, backend: "tensorflow").weights[0].order == .keras)
    #expect(throws: LayerProblem.option(key: "backend", value: "theano")) {
      _ = try Self.decode("DepthwiseConv2D", #"{"kernel_size": 2}"#, backend: "theano")
    }
    let kernel = (0..<12).map(Float.init)
    let turned = StoredOrder.flipped.converted(kernel, shape: [3, 2, 1, 2])
    #expect(turned == [10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1])
    #expect(StoredOrder.flipped.converted(turned, shape: [3, 2, 1, 2]) == kernel)
    #expect(StoredOrder.keras.converted(kernel, shape: [3, 2, 1, 2]) == kernel)
  }
}
