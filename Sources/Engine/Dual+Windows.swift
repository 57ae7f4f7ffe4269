// Convolutions, pools and lookups, written once for values and tangents.

extension Dual {
  /// A convolution, or one of its adjoints; a bias is added to the convolution's output only.
  ///
  /// Where `value` is given it is that, and only the tangent is computed.
  static func convolution(
    _ kind: ConvolutionKind, _ shape: ConvolutionShape, _ a: Dual, _ b: Dual, bias: Dual? = nil,
    tangentSuffices: Bool = false, value known: Tensor<Element>? = nil
  ) -> Dual {
    guard bias != nil || known != nil else {
      return bilinear(a, b, tangentSuffices: tangentSuffices) {
        Tensor.convolution(kind, shape, $0, $1)
      }
    }
    let value =
      known ?? Tensor.convolution(kind, shape, a.value, b.value, bias: bias?.value)
    let rates = [
      a.tangent.map { Tensor.convolution(kind, shape, $0, b.value) },
      b.tangent.map { Tensor.convolution(kind, shape, a.value, $0) },
      bias?.tangent?.broadcast(to: value.shape),
    ].compactMap { $0 }
    return Dual(value, tangent: rates.dropFirst().reduce(into: rates.first) { $0?.add($1) })
  }

  /// The sum of what the window covers at each position.
  func windowSums(_ grid: WindowGrid) -> Dual { linear { $0.windowSums(grid) } }

  /// The adjoint of ``windowSums(_:)``.
  func spreadOverWindows(_ grid: WindowGrid) -> Dual { linear { $0.spreadOverWindows(grid) } }

  /// Zeros to which each element is added at its index.
  func scattered(_ indices: [Int], shape: [Int]) -> Dual {
    linear { $0.scattered(indices, shape: shape) }
  }

  /// The rows of this table at fixed indices, in the shape given; a row that is absent is NaN, and
  /// so is its tangent.
  func lookedUp(_ indices: [Int?], shape: [Int]) -> Dual {
    linear { Tensor(shape: shape, elements: $0.lookedUp(indices)) }
  }

  /// The adjoint of ``lookedUp(_:shape:)``.
  func addedToRows(_ indices: [Int?], of shape: [Int]) -> Dual {
    linear { $0.addedToRows(indices, of: shape) }
  }

  /// The dual repeated along axes of extent 1.
  func broadcast(to shape: [Int]) -> Dual { linear { $0.broadcast(to: shape) } }

  /// The dual with zeros before and after it along an axis: the adjoint of a slice.
  func padded(axis: Int, before: Int, after: Int) -> Dual {
    guard before > 0 || after > 0 else { return self }
    return linear { tensor in
      let ends = [before, after].map {
        Tensor<Element>(zeros: tensor.shape.replacing(axis: axis, with: $0))
      }
      return Tensor.concatenate([ends[0], tensor, ends[1]], axis: axis)
    }
  }

  /// The mean over axes, which stay with extent 1.
  func mean(over axes: [Int]) -> Dual {
    let reduced = axes.reduce(shape) { $0.replacing(axis: $1, with: 1) }
    let count = axes.reduce(1) { $0 * shape[$1] }
    return summed(to: reduced).scaled(by: 1 / Element(count))
  }

  /// A number that does not change.
  static func constant(_ value: Double) -> Dual {
    Dual(Tensor(repeating: Element(value), shape: []))
  }
}
