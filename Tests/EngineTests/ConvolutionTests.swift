import Testing

@testable import Engine

/// Kernels that slide, beside what the tables of layers check.
@Suite struct ConvolutionTests {
  static let shapes: [ConvolutionShape] = {
    func axis(
      _ input: Int, _ size: Int, _ stride: Int, _ dilation: Int, _ padding: Padding
    ) -> WindowAxis {
      Window(size: [size], strides: [stride], dilation: [dilation], padding: padding)
        .grid(over: [input], batch: 1).columns
    }
    return [
      ConvolutionShape(
        grid: WindowGrid(batch: 2, rows: axis(6, 3, 1, 1, .same), columns: axis(5, 3, 1, 1, .same)),
        channels: 16, filters: 8),
      // A size that vector instructions do not divide.
      ConvolutionShape(
        grid: WindowGrid(
          batch: 3, rows: axis(7, 2, 3, 1, .valid), columns: axis(5, 4, 2, 1, .same)),
        channels: 5, filters: 7),
      ConvolutionShape(
        grid: WindowGrid(batch: 1, rows: .single, columns: axis(9, 3, 1, 3, .causal)), channels: 3,
        filters: 10),
      ConvolutionShape(
        grid: WindowGrid(
          batch: 2, rows: axis(4, 1, 2, 1, .valid), columns: axis(4, 1, 2, 1, .valid)),
        channels: 8, filters: 8),
      ConvolutionShape(
        grid: WindowGrid(batch: 2, rows: axis(5, 3, 2, 1, .same), columns: axis(4, 2, 1, 2, .same)),
        channels: 6, filters: 9, groups: 3),
      ConvolutionShape(
        grid: WindowGrid(batch: 2, rows: axis(5, 3, 1, 1, .same), columns: axis(5, 3, 2, 1, .same)),
        channels: 12, filters: 12, groups: 12),
      ConvolutionShape(
        grid: WindowGrid(batch: 2, rows: axis(4, 3, 1, 1, .same), columns: axis(4, 3, 1, 1, .same)),
        channels: 4, filters: 12, groups: 4),
    ]
  }()

  /// oneDNN's three kinds against plain loops in double precision.
  @Test(arguments: ConvolutionKind.allCases, shapes)
  func primitivesEqualLoops(_ kind: ConvolutionKind, _ shape: ConvolutionShape) {
    var numbers = Numbers(seed: 8)
    let shapes = kind.shapes(shape)
    let (a, b): (Tensor<Double>, Tensor<Double>) = (
      numbers.tensor(shapes.left), numbers.tensor(shapes.right)
    )
    let biases: [Tensor<Double>?] =
      kind == .forward ? [nil, numbers.tensor([shape.filters])] : [nil]
    for bias in biases {
      let exact = Tensor.convolution(kind, shape, a, b, bias: bias)
      let fast = Tensor.convolution(
        kind, shape, a.converted(to: Float.self), b.converted(to: Float.self),
        bias: bias?.converted(to: Float.self))
      #expect(fast.converted(to: Double.self).distance(to: exact) < 1e-6)
      let plain = Tensor<Float>(
        shape: shapes.result,
        elements: convolvePlainly(
          kind, shape, a.converted(to: Float.self).elements,
          b.converted(to: Float.self).elements, bias: bias?.converted(to: Float.self).elements))
      #expect(plain.converted(to: Double.self).distance(to: exact) < 1e-6)
    }
  }

  /// ⟨K x, g⟩ = ⟨x, Kᵀ g⟩, for the picture and for the kernel.
  @Test(arguments: shapes)
  func gradientsAreAdjoint(_ shape: ConvolutionShape) {
    var numbers = Numbers(seed: 9)
    let x: Tensor<Double> = numbers.tensor(shape.pictureShape)
    let w: Tensor<Double> = numbers.tensor(shape.kernelShape)
    let g: Tensor<Double> = numbers.tensor(shape.outputShape)
    let product = dot(Tensor.convolution(.forward, shape, x, w), g)
    let scale = max(1, abs(product))
    #expect(
      abs(dot(x, Tensor.convolution(.pictureGradient, shape, g, w)) - product) < 1e-12 * scale)
    #expect(abs(dot(w, Tensor.convolution(.kernelGradient, shape, x, g)) - product) < 1e-12 * scale)
    let small: Tensor<Double> = numbers.tensor(shape.outputShape.replacing(axis: 3, with: 2))
    let picture: Tensor<Double> = numbers.tensor(shape.pictureShape.replacing(axis: 3, with: 2))
    #expect(
      abs(
        dot(picture.windowSums(shape.grid), small)
          - dot(picture, small.spreadOverWindows(shape.grid))) < 1e-12)
  }

  @Test(arguments: ConvolutionKind.allCases)
  func nothingGivesNothing(_ kind: ConvolutionKind) {
    let shape = ConvolutionShape(
      grid: WindowGrid(
        batch: 0, rows: .single,
        columns: WindowAxis(input: 4, output: 3, size: 2, stride: 1, dilation: 1, before: 0)),
      channels: 2, filters: 3)
    let shapes = kind.shapes(shape)
    let result = Tensor<Float>.convolution(
      kind, shape, Tensor(zeros: shapes.left), Tensor(zeros: shapes.right))
    #expect(result == Tensor(zeros: shapes.result))
  }

  /// A batch is the same whichever thread runs it and whatever its thread may do.
  @Test func resultsDoNotDependOnThreads() throws {
    var numbers = Numbers(seed: 10)
    var model = Model<Float>()
    let input = model.addInput(name: "picture", shape: [9, 8, 5])
    let kernel = model.addWeight(
      Weight(
        path: "kernel", tensor: numbers.tensor([3, 3, 5, 12], in: -0.3...0.3), role: .kernel(.last))
    )
    let bias = model.addWeight(Weight(path: "bias", tensor: numbers.tensor([12]), role: .bias))
    let convolution = try model.add(
      Convolution(filters: 12, window: Window(size: [3, 3], padding: .same)), name: "conv",
      inputs: [input], weights: [kernel, bias])
    let pool = try model.add(
      MaxPooling(window: Window(size: [2, 2], strides: [2, 2])), name: "pool",
      inputs: [convolution])
    let mean = try model.add(GlobalAveragePooling(axes: 2), name: "mean", inputs: [pool])
    model.addOutput(name: "mean", value: mean)
    let pictures: Tensor<Float> = numbers.tensor([37, 9, 8, 5])
    let targets: Tensor<Float> = numbers.tensor([37, 12])
    func run(_ threads: Int) -> ([Tensor<Float>], [Tensor<Float>]) {
      let options = RunOptions(threads: threads, batchSize: 4)
      return (
        model.predict([pictures], options: options),
        model.gradients(
          of: .meanSquaredError(mean), inputs: [pictures], targets: .values(targets),
          rows: [Array(0..<37)], wanted: [kernel, bias], options: options)[0].gradients
      )
    }
    let one = run(1)
    for threads in [2, 3] {
      let several = run(threads)
      #expect(several.0 == one.0 && several.1 == one.1)
    }
  }

  /// Padding that a window never reaches, taps before and after the picture.
  @Test func tapsStayWithinThePicture() {
    for (input, size, stride, dilation, before) in [
      (5, 3, 1, 1, 1), (4, 5, 2, 1, 2), (3, 4, 1, 3, 5), (2, 2, 4, 5, 3), (7, 1, 3, 1, 0),
    ] {
      let axis = WindowAxis(
        input: input, output: 6, size: size, stride: stride, dilation: dilation, before: before)
      for position in 0..<6 {
        let within = (0..<size).filter { (0..<input).contains(axis.source(position, $0)) }
        #expect(Array(axis.taps(at: position)) == within)
      }
    }
  }

  @Test func poolsSeeNaN() {
    let x = Dual(Tensor<Float>(shape: [1, 3, 1], elements: [1, .nan, 2]))
    let pool = MaxPooling(window: Window(size: [2]))
    #expect(pool.forward([x], weights: []).output.value.elements.allSatisfy { $0.isNaN })
    let whole = GlobalMaxPooling(axes: 1).forward([x], weights: []).output
    #expect(whole.value.elements[0].isNaN)
  }

  /// Of equal elements the first within each window gets the gradient.
  @Test func tiesOfPoolsCountOnce() {
    let x = Dual(Tensor<Float>(shape: [1, 4, 1], elements: [3, 3, 3, 1]))
    let pool = MaxPooling(window: Window(size: [2]))
    let y = pool.forward([x], weights: []).output
    let result = pool.backward(
      Dual(Tensor<Float>(shape: [1, 3, 1], elements: [1, 10, 100])), inputs: [x], output: y,
      saved: [], weights: [], wanted: Wanted(inputs: [true], weights: []))
    #expect(result.inputs[0]?.value.elements == [1, 10, 100, 0])
  }

  @Test func indicesOutsideTheTable() throws {
    var model = Model<Float>()
    let input = model.addInput(name: "codes", shape: [2])
    let table = model.addWeight(
      Weight(
        path: "embeddings", tensor: Tensor(shape: [3, 1], elements: [5, 6, 7]),
        role: .kernel(.last)))
    let value = try model.add(
      Embedding(count: 3, width: 1), name: "embedding", inputs: [input], weights: [table])
    model.addOutput(name: "vectors", value: value)
    let good = Tensor<Float>(shape: [2, 2], elements: [0, 2, 1.9, -0.5])
    try model.check(inputs: [good])
    #expect(model.predict([good])[0].elements == [5, 7, 6, 5])
    for wrong: Float in [3, -1, .nan, .infinity] {
      let broken = Tensor<Float>(shape: [2, 2], elements: [0, 1, 2, wrong])
      #expect(throws: ShapeError.indexOutOfRange(layer: "embedding", row: 1, count: 3)) {
        try model.check(inputs: [broken])
      }
      let output = model.predict([broken])[0].elements
      #expect(Array(output.prefix(3)) == [5, 6, 7] && output[3].isNaN)
      // What has no row has no gradient; the others have theirs.
      let gradients = model.gradients(
        of: .meanSquaredError(value), inputs: [broken], targets: .values(Tensor(zeros: [2, 2])),
        rows: [[0]], wanted: [table])
      #expect(gradients[0].gradients[0].elements == [5, 6, 0])
    }
  }

  @Test func neuronsOfTransposedKernels() {
    #expect(Neurons.lastButOne.count(in: [2, 2, 3, 5]) == 3)
    #expect(
      (0..<12).map { Neurons.lastButOne.index(of: $0, in: [2, 3, 2]) }
        == [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2])
    let kernel = Tensor<Float>(shape: [2, 3, 2], elements: (0..<12).map { Float($0) })
    let columns = Neurons.lastButOne.grouped(kernel)
    for (position, element) in columns.enumerated() {
      #expect(Neurons.lastButOne.index(of: Int(element), in: kernel.shape) == position % 3)
    }
    #expect(Neurons.lastTwo.grouped(kernel) == kernel.elements)
  }
}
