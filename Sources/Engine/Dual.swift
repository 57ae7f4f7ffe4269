/// A value of the computation, and how fast it changes along one direction of the weights.
///
/// Every differentiable operation is written once over duals. Layers compute both their outputs and
/// their gradients out of these operations, so running a backward pass on duals yields the gradient
/// and, as its tangent, the product of the Hessian with the direction (Pearlmutter, "Fast exact
/// multiplication by the Hessian", Neural Computation 1994). Without a tangent no work is spent
/// on it. See docs/decisions/0003-second-order.md.
public struct Dual<Element: Scalar>: Sendable {
  /// The value.
  public var value: Tensor<Element>
  /// The derivative of the value along the direction, of the value's shape; `nil` means zero.
  public var tangent: Tensor<Element>?

  /// Creates a dual.
  ///
  /// - Precondition: The tangent has the value's shape.
  public init(_ value: Tensor<Element>, tangent: Tensor<Element>? = nil) {
    precondition(tangent == nil || tangent?.shape == value.shape, "a tangent of another shape")
    self.value = value
    self.tangent = tangent
  }

  /// The shape of the value.
  public var shape: [Int] { value.shape }

  /// Applies an operation that is linear in its operand.
  func linear(_ operation: (Tensor<Element>) -> Tensor<Element>) -> Dual {
    Dual(operation(value), tangent: tangent.map(operation))
  }

  /// Applies an operation that is linear in each of two operands: the product rule.
  ///
  /// Where `tangentSuffices` and there is one, the value is left at zero.
  static func bilinear(
    _ a: Dual, _ b: Dual, tangentSuffices: Bool = false,
    _ operation: (Tensor<Element>, Tensor<Element>) -> Tensor<Element>
  ) -> Dual {
    var tangent = a.tangent.map { operation($0, b.value) }
    add(b.tangent.map { operation(a.value, $0) }, to: &tangent)
    if tangentSuffices, let tangent {
      return Dual(Tensor(zeros: tangent.shape), tangent: tangent)
    }
    return Dual(operation(a.value, b.value), tangent: tangent)
  }

  /// Adds a tensor to one of the same shape, where `nil` is zero.
  private static func add(_ term: Tensor<Element>?, to sum: inout Tensor<Element>?) {
    guard let term else { return }
    guard sum?.add(term) == nil else { return }
    sum = term
  }

  /// Adds a dual of the same shape in place.
  mutating func add(_ other: Dual) {
    value.add(other.value)
    Dual.add(other.tangent, to: &tangent)
  }
}

// MARK: - Arithmetic, broadcasting as NumPy does

extension Dual {
  static func + (a: Dual, b: Dual) -> Dual {
    let value = a.value.combined(.sum, with: b.value)
    let tangent: Tensor<Element>? =
      switch (a.tangent, b.tangent) {
      case (nil, nil): nil
      case (let x?, nil): x.broadcast(to: value.shape)
      case (nil, let y?): y.broadcast(to: value.shape)
      case (let x?, let y?): x.combined(.sum, with: y)
      }
    return Dual(value, tangent: tangent)
  }

  static func - (a: Dual, b: Dual) -> Dual { a + (-b) }

  static func * (a: Dual, b: Dual) -> Dual {
    bilinear(a, b) { $0.combined(.product, with: $1) }
  }

  static prefix func - (a: Dual) -> Dual { a.scaled(by: -1) }

  /// The dual times a constant.
  func scaled(by factor: Element) -> Dual {
    linear { $0.scaled(by: factor) }
  }

  /// The sum over the axes along which `shape` broadcasts to this dual's shape: the adjoint of
  /// broadcasting.
  func summed(to shape: [Int]) -> Dual {
    self.shape == shape ? self : linear { $0.summed(to: shape) }
  }

  /// The sum over one axis, which stays with extent 1.
  func summed(along axis: Int) -> Dual {
    summed(to: shape.replacing(axis: axis, with: 1))
  }

  /// Chooses `a` where `mask` is 1 and `b` where it is 0; all of one shape.
  static func select(_ mask: Tensor<Element>, _ a: Dual, _ b: Dual) -> Dual {
    // Sums of products would turn an infinity that was not chosen into NaN.
    let value = Tensor.select(mask, a.value, b.value)
    guard a.tangent != nil || b.tangent != nil else { return Dual(value) }
    let zero = Tensor<Element>(zeros: value.shape)
    return Dual(value, tangent: Tensor.select(mask, a.tangent ?? zero, b.tangent ?? zero))
  }
}

// MARK: - Functions of one number

extension Dual {
  /// The function of each element: `f(x)`, with tangent `f'(x) x'`.
  func map(_ curve: Curve) -> Dual {
    Dual(
      value.mapped(curve, .value),
      tangent: tangent.map { value.mapped(curve, .slope, times: $0) })
  }

  /// Carries a gradient back through ``map(_:)``: `f'(x) g`, with tangent `f''(x) x' g + f'(x) g'`.
  func times(slopeOf curve: Curve, at x: Dual) -> Dual {
    var result = Dual(
      x.value.mapped(curve, .slope, times: value),
      tangent: tangent.map { x.value.mapped(curve, .slope, times: $0) })
    guard !curve.isPiecewiseLinear else { return result }
    let bent = x.tangent.map {
      x.value.mapped(curve, .bend, times: $0.combined(.product, with: value))
    }
    Dual.add(bent, to: &result.tangent)
    return result
  }
}

// MARK: - Matrix products

extension Dual {
  /// The product of two matrices; axes before the last count as one.
  static func product(
    _ a: Dual, _ b: Dual, transposeLeft: Bool = false, transposeRight: Bool = false,
    tangentSuffices: Bool = false
  ) -> Dual {
    bilinear(a, b, tangentSuffices: tangentSuffices) {
      Tensor.product($0, $1, transposeLeft: transposeLeft, transposeRight: transposeRight)
    }
  }

  /// `x w + b`, the bias being started from rather than added in another pass; where `value` is given
  /// it is that, and only the tangent is computed.
  static func affine(
    _ x: Dual, _ w: Dual, _ b: Dual?, value: Tensor<Element>? = nil
  ) -> Dual {
    let shape = x.shape.replacing(axis: x.shape.count - 1, with: w.shape[1])
    var tangent: Tensor<Element>?
    if let rate = x.tangent { tangent = Tensor.product(rate, w.value) }
    if let rate = w.tangent { tangent = Tensor.product(x.value, rate, addingTo: tangent) }
    if let rate = b?.tangent?.broadcast(to: shape), tangent?.add(rate) == nil { tangent = rate }
    return Dual(
      value
        ?? Tensor.product(x.value, w.value, addingTo: b?.value.broadcast(to: shape)),
      tangent: tangent)
  }
}

// MARK: - Moving elements

extension Dual {
  /// The same elements in another shape.
  func reshaped(to shape: [Int]) -> Dual {
    linear { $0.reshaped(to: shape) }
  }

  /// The duals side by side along an axis.
  static func concatenate(_ parts: [Dual], axis: Int) -> Dual {
    let value = Tensor.concatenate(parts.map(\.value), axis: axis)
    guard parts.contains(where: { $0.tangent != nil }) else { return Dual(value) }
    let tangents = parts.map { $0.tangent ?? Tensor(zeros: $0.shape) }
    return Dual(value, tangent: Tensor.concatenate(tangents, axis: axis))
  }

  /// The part of the dual within a range of an axis.
  func slice(axis: Int, _ range: Range<Int>) -> Dual {
    linear { $0.slice(axis: axis, range) }
  }

  /// The axes in another order: axis `i` of the result is axis `axes[i]` of this dual.
  func permuted(_ axes: [Int]) -> Dual {
    linear { $0.permuted(axes) }
  }
}
