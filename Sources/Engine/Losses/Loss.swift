/// What training minimises, for one row; over rows it is summed.
///
/// Where the loss needs a probability it starts from the logits instead, which loses no digits.
public enum Loss: Sendable, Equatable {
  /// `-y log σ(z) - (1 - y) log(1 - σ(z))`, the mean over the row's logits `z`; no clipping.
  case binaryCrossEntropy(logits: ValueID)
  /// The same of probabilities, clipped to [1e-7, 1 - 1e-7] as Keras does.
  case binaryCrossEntropyOfProbabilities(ValueID)
  /// `-log softmax(z)[class]` over the last axis, the mean over other axes.
  case categoricalCrossEntropy(logits: ValueID)
  /// `(x - y)²`, the mean over the row's numbers.
  case meanSquaredError(ValueID)
  /// `Σ y x`: no loss to train on, but any sum of a value's elements to differentiate.
  case weightedSum(ValueID)

  /// The value that the loss is computed from.
  public var value: ValueID {
    switch self {
    case .binaryCrossEntropy(let value), .binaryCrossEntropyOfProbabilities(let value),
      .categoricalCrossEntropy(let value), .meanSquaredError(let value), .weightedSum(let value):
      value
    }
  }
}

/// What the model's values should have been.
public enum Targets<E: Scalar>: Sendable {
  /// Numbers, as many per row as the loss's value has.
  case values(Tensor<E>)
  /// Class indices, one for each position of the loss's value along all but its last axis.
  case classes([Int])

  /// The targets of some rows; `rowCount` rows share the targets evenly.
  func gathering(_ rows: some Collection<Int>, of rowCount: Int) -> Targets {
    switch self {
    case .values(let tensor): .values(tensor.gatheringRows(rows))
    case .classes(let classes):
      classes.count == rowCount
        ? .classes(rows.map { classes[$0] })
        : .classes(
          rows.flatMap { row in
            let size = classes.count / max(1, rowCount)
            return classes[row * size..<(row + 1) * size]
          })
    }
  }
}

extension Loss {
  /// The loss of each element, and its gradient, of the value's shape.
  ///
  /// The row's loss is the sum of its elements' losses: the factor that makes it a mean is in them.
  func evaluate<E: Scalar>(
    _ x: Dual<E>, targets: Targets<E>
  ) -> (losses: Dual<E>, gradient: Dual<E>) {
    let share: E = 1 / E(max(1, x.value.rowSize))
    switch self {
    case .binaryCrossEntropy:
      let (positive, negative) = labels(targets, of: x)
      let losses =
        positive * (-x).map(.activation(.softplus)) + negative * x.map(.activation(.softplus))
      // σ(z) - y, without the cancellation where the two are close.
      let gradient =
        negative * x.map(.activation(.sigmoid)) - positive * (-x).map(.activation(.sigmoid))
      return (losses.scaled(by: share), gradient.scaled(by: share))
    case .binaryCrossEntropyOfProbabilities:
      let (positive, negative) = labels(targets, of: x)
      let logarithm = Curve.clippedLogarithm(epsilon: 1e-7)
      let one = Dual(Tensor<E>(repeating: 1, shape: x.shape))
      let rest = one - x
      let losses = positive * x.map(logarithm) + negative * rest.map(logarithm)
      let gradient =
        negative.times(slopeOf: logarithm, at: rest) - positive.times(slopeOf: logarithm, at: x)
      return (losses.scaled(by: -share), gradient.scaled(by: share))
    case .categoricalCrossEntropy:
      let chosen = Dual(oneHot(targets, of: x))
      let softmax = Activation(.logSoftmax())
      let logarithms = softmax.forward([x], weights: []).output
      let scale = share * E(x.shape.last ?? 1)
      let gradient = softmax.backward(
        chosen.scaled(by: -scale), inputs: [x], output: logarithms, saved: [], weights: [],
        wanted: Wanted(inputs: [true], weights: []))
      return ((chosen * logarithms).scaled(by: -scale), gradient.inputs[0] ?? x)
    case .meanSquaredError:
      let error = x - Dual(values(targets, of: x))
      return (error.map(.square).scaled(by: share), error.scaled(by: 2 * share))
    case .weightedSum:
      let factors = Dual(values(targets, of: x))
      return (factors * x, factors)
    }
  }

  private func values<E: Scalar>(_ targets: Targets<E>, of x: Dual<E>) -> Tensor<E> {
    switch targets {
    case .values(let tensor):
      precondition(
        tensor.elements.count == x.value.elements.count,
        "targets of shape \(tensor.shape) for a value of shape \(x.shape)")
      return tensor.reshaped(to: x.shape)
    case .classes(let classes):
      return Tensor(shape: x.shape, elements: classes.map { E($0) })
    }
  }

  private func labels<E: Scalar>(_ targets: Targets<E>, of x: Dual<E>) -> (Dual<E>, Dual<E>) {
    let positive = values(targets, of: x)
    let one = Tensor<E>(repeating: 1, shape: x.shape)
    return (Dual(positive), Dual(one.combined(.sum, with: positive.scaled(by: -1))))
  }

  private func oneHot<E: Scalar>(_ targets: Targets<E>, of x: Dual<E>) -> Tensor<E> {
    guard case .classes(let classes) = targets else {
      return values(targets, of: x)
    }
    let extent = x.shape.last ?? 1
    precondition(
      classes.count * extent == x.value.elements.count,
      "\(classes.count) classes for a value of shape \(x.shape)")
    var result = Tensor<E>(zeros: x.shape)
    for (position, index) in classes.enumerated() {
      precondition(index >= 0 && index < extent, "class \(index) of \(extent)")
      result.elements[position * extent + index] = 1
    }
    return result
  }
}
