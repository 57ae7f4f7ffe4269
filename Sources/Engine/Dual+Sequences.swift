// Operations that sequences need, written once for values and tangents.

extension Dual {
  /// `a b + c`.
  static func product(_ a: Dual, _ b: Dual, addingTo c: Dual) -> Dual {
    var tangent = c.tangent
    if let rate = a.tangent { tangent = Tensor.product(rate, b.value, addingTo: tangent) }
    if let rate = b.tangent { tangent = Tensor.product(a.value, rate, addingTo: tangent) }
    return Dual(Tensor.product(a.value, b.value, addingTo: c.value), tangent: tangent)
  }

  /// The products of the matrices in the last two axes.
  static func batchProduct(
    _ a: Dual, _ b: Dual, transposeLeft: Bool = false, transposeRight: Bool = false
  ) -> Dual {
    bilinear(a, b) {
      Tensor.batchProduct($0, $1, transposeLeft: transposeLeft, transposeRight: transposeRight)
    }
  }

  /// Entries of an axis, in the order given.
  func picked(axis: Int, _ indices: [Int]) -> Dual {
    linear { $0.picked(axis: axis, indices) }
  }

  /// One entry of an axis, which goes.
  func entry(_ index: Int, axis: Int) -> Dual {
    var shape = shape
    shape.remove(at: axis)
    return slice(axis: axis, index..<index + 1).reshaped(to: shape)
  }

  /// Duals of one shape along a new axis.
  static func stack(_ parts: [Dual], axis: Int) -> Dual {
    concatenate(
      parts.map { part in
        var shape = part.shape
        shape.insert(1, at: axis)
        return part.reshaped(to: shape)
      }, axis: axis)
  }

  /// Zeros that do not change.
  static func zeros(_ shape: [Int]) -> Dual { Dual(Tensor(zeros: shape)) }

  /// The dual where the mask is not 0, else zero, even in place of an infinity.
  func masked(by mask: Tensor<Element>) -> Dual {
    .select(mask, self, .zeros(shape))
  }

  /// A function of the dual, along its last axis where it has an axis.
  func applying(_ function: Function) -> Dual {
    Activation(function).forward([self], weights: []).output
  }

  /// Carries a gradient back through ``applying(_:)``.
  func through(_ function: Function, at x: Dual, giving y: Dual) -> Dual {
    Activation(function).backward(
      self, inputs: [x], output: y, saved: [], weights: [],
      wanted: Wanted(inputs: [true], weights: [])
    ).inputs[0] ?? self
  }
}

extension LayerGradients {
  /// Zeros for the wanted inputs: what flows back through a step function.
  static func zeros(for inputs: [Dual<E>], wanted: Wanted) -> LayerGradients {
    LayerGradients(
      inputs: zip(inputs, wanted.inputs).map { $1 ? .zeros($0.shape) : nil })
  }
}
