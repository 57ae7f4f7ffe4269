#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a layer does to its input in training only, as a random factor and a random addend of each
/// element: `y = factor x + addend`.
public struct TrainingNoise: Sendable, Hashable {
  /// How the numbers are drawn; `amount` is ``TrainingNoise/amount``.
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// The factor is 0 with probability `amount`, else `1 / (1 - amount)` (Srivastava et al., JMLR
    /// 15, 2014).
    case dropout
    /// The factor is normal with mean 1 and variance `amount / (1 - amount)`.
    case gaussianDropout
    /// The addend is normal with standard deviation `amount`.
    case gaussianNoise
    /// Elements take the value that scaled exponential units saturate at with probability `amount`;
    /// factor and addend keep mean and variance (Klambauer et al., NeurIPS 2017).
    case alphaDropout
  }

  /// How the numbers are drawn.
  public var kind: Kind
  /// A probability in [0, 1), or a standard deviation.
  public var amount: Double
  /// The axes of a row along which one draw counts for all elements, such as the positions of a
  /// picture under spatial dropout.
  public var sharedAxes: [Int]
  /// Whether one draw counts for all rows.
  public var isSharedByRows: Bool

  /// Describes noise; `nil` where it would do nothing, or where the amount is out of range.
  public init?(
    _ kind: Kind, amount: Double, sharedAxes: [Int] = [], isSharedByRows: Bool = false
  ) {
    guard amount > 0, kind == .gaussianNoise ? amount.isFinite : amount < 1 else { return nil }
    self.kind = kind
    self.amount = amount
    self.sharedAxes = sharedAxes
    self.isSharedByRows = isSharedByRows
  }

  /// Whether elements are multiplied by something.
  public var hasFactor: Bool { kind != .gaussianNoise }
  /// Whether something is added to elements.
  public var hasAddend: Bool { kind == .gaussianNoise || kind == .alphaDropout }

  /// The shape of what is drawn for a row of the given shape; it broadcasts to that shape.
  public func shape(for row: [Int]) -> [Int] {
    row.indices.map { sharedAxes.contains($0) ? 1 : row[$0] }
  }

  /// Draws for a number of rows.
  ///
  /// - Parameters:
  ///   - rows: How many rows.
  ///   - shape: The shape of a row's draws; see ``shape(for:)``.
  ///   - random: Where the numbers come from.
  /// - Returns: Factor and addend, `nil` where there is none.
  public func draw<E: Scalar>(
    rows: Int, shape: [Int], using random: inout some RandomNumberGenerator
  ) -> (factor: Tensor<E>?, addend: Tensor<E>?) {
    let width = shape.reduce(1, *)
    let drawn = isSharedByRows ? min(1, rows) : rows
    var factors: [E] = []
    var addends: [E] = []
    for _ in 0..<drawn * width {
      let (factor, addend) = element(&random)
      if hasFactor { factors.append(E(factor)) }
      if hasAddend { addends.append(E(addend)) }
    }
    func tensor(_ elements: [E]) -> Tensor<E> {
      let repeats = drawn == 0 ? 0 : rows / drawn
      return Tensor(
        shape: [rows] + shape,
        elements: repeats == 1 ? elements : (0..<repeats).flatMap { _ in elements })
    }
    return (hasFactor ? tensor(factors) : nil, hasAddend ? tensor(addends) : nil)
  }

  private func element(
    _ random: inout some RandomNumberGenerator
  ) -> (factor: Double, addend: Double) {
    switch kind {
    case .dropout:
      return (uniform(&random) < amount ? 0 : 1 / (1 - amount), 0)
    case .gaussianDropout:
      return (1 + (amount / (1 - amount)).squareRoot() * normal(&random), 0)
    case .gaussianNoise:
      return (1, amount * normal(&random))
    case .alphaDropout:
      // Minus lambda times alpha of the scaled exponential unit.
      let floor = -1.758_099_340_847_376_6
      let scale = 1 / ((1 - amount) * (1 + amount * floor * floor)).squareRoot()
      let shift = -scale * floor * amount
      return uniform(&random) < amount ? (0, scale * floor + shift) : (scale, shift)
    }
  }

  /// A number uniform in [0, 1), a multiple of 2⁻⁵³.
  private func uniform(_ random: inout some RandomNumberGenerator) -> Double {
    Double(random.next() >> 11) * 0x1p-53
  }

  /// A normal number (Box and Muller, Annals of Mathematical Statistics 29, 1958).
  private func normal(_ random: inout some RandomNumberGenerator) -> Double {
    let radius = (-2 * log(1 - uniform(&random))).squareRoot()
    return radius * cos(2 * Double.pi * uniform(&random))
  }
}
