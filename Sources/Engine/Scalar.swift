#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A number type that models compute in.
///
/// `Float` runs on oneDNN. `Double` runs on a plain kernel of our own: it is the proof of the
/// derivatives and the reference for the rounding error of `Float`.
public protocol Scalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// e to the power `x`.
  static func exp(_ x: Self) -> Self
  /// e to the power `x`, minus one, exact near zero.
  static func expm1(_ x: Self) -> Self
  /// The natural logarithm.
  static func log(_ x: Self) -> Self
  /// The natural logarithm of `1 + x`, exact near zero.
  static func log1p(_ x: Self) -> Self
  /// The hyperbolic tangent.
  static func tanh(_ x: Self) -> Self
  /// The complementary error function.
  static func erfc(_ x: Self) -> Self
  /// `x` to the power `y`.
  static func pow(_ x: Self, _ y: Self) -> Self

  /// Adds a product of two row-major matrices to a third: `c = op(a) op(b) + c`.
  ///
  /// `op(a)` is (rows, inner), `op(b)` is (inner, columns) and `c` is (rows, columns).
  static func multiplyAdd(_ product: MatrixProduct, _ a: [Self], _ b: [Self], _ c: inout [Self])

  /// A product of two row-major matrices: `op(a) op(b)`.
  static func multiply(_ product: MatrixProduct, _ a: [Self], _ b: [Self]) -> [Self]

  /// A convolution or one of its adjoints, of the elements of the two operands in row-major order.
  ///
  /// A bias, one number for each filter, is added to the output of ``ConvolutionKind/forward``.
  static func convolve(
    _ kind: ConvolutionKind, _ shape: ConvolutionShape, _ a: [Self], _ b: [Self], bias: [Self]?
  ) -> [Self]

  /// The end of a network behind a Dense layer some of whose inputs or outputs change.
  static func endSums(
    _ end: DenseEnd<Self>, _ value: DenseValue<Self>, _ change: DenseChange<Self>
  ) -> [Self]

  /// Adds what units that changes of single channels switch make of them beyond their slopes.
  ///
  /// `value` is (rows, hidden), `shifts` and `result` are (rows, channels); `weights` are those of what
  /// comes behind the ReLU. From `Σ_h shift kernel[h] weights[h]` over the units above zero the result
  /// becomes `Σ_h (max(value[h] + shift kernel[h], 0) - max(value[h], 0)) weights[h]`.
  static func addSwitches(
    of layer: SwitchingLayer<Self>, weights: [Self], value: [Self], shifts: [Self],
    to result: inout [Self])

  /// Adds for some rows `log(1 + exp(z + d)) - log(1 + exp(z)) - y d` of each column's change `d`.
  ///
  /// `changes` is (rows, columns), for all rows; `sums` has a number for each column.
  static func addEntropyChanges(
    logits: [Self], labels: [Self], changes: [Self], rows: Range<Int>, to sums: inout [Double])
}

/// The shape of a matrix product.
public struct MatrixProduct: Sendable, Equatable {
  /// Rows of the product.
  public var rows: Int
  /// Columns of the product.
  public var columns: Int
  /// The length of the sums.
  public var inner: Int
  /// Whether the left matrix is stored as (inner, rows).
  public var transposeLeft: Bool
  /// Whether the right matrix is stored as (columns, inner).
  public var transposeRight: Bool

  /// Creates the shape of a product.
  public init(
    rows: Int, columns: Int, inner: Int, transposeLeft: Bool = false, transposeRight: Bool = false
  ) {
    self.rows = rows
    self.columns = columns
    self.inner = inner
    self.transposeLeft = transposeLeft
    self.transposeRight = transposeRight
  }
}

// Always inlined: a call for each number keeps a loop from becoming vector code.
extension Float: Scalar {
  /// e to the power `x`.
  @inline(__always) public static func exp(_ x: Float) -> Float { fastExp(x) }
  /// e to the power `x`, minus one.
  @inline(__always) public static func expm1(_ x: Float) -> Float { fastExpm1(x) }
  /// The natural logarithm.
  public static func log(_ x: Float) -> Float { logf(x) }
  /// The natural logarithm of `1 + x`.
  @inline(__always) public static func log1p(_ x: Float) -> Float { fastLog1p(x) }
  /// The hyperbolic tangent.
  @inline(__always) public static func tanh(_ x: Float) -> Float { fastTanh(x) }
  /// The complementary error function.
  public static func erfc(_ x: Float) -> Float { erfcf(x) }
  /// `x` to the power `y`.
  public static func pow(_ x: Float, _ y: Float) -> Float { powf(x, y) }
}

extension Double: Scalar {
  /// e to the power `x`.
  public static func exp(_ x: Double) -> Double { doubleExp(x) }
  /// e to the power `x`, minus one.
  public static func expm1(_ x: Double) -> Double { doubleExpm1(x) }
  /// The natural logarithm.
  public static func log(_ x: Double) -> Double { doubleLog(x) }
  /// The natural logarithm of `1 + x`.
  public static func log1p(_ x: Double) -> Double { doubleLog1p(x) }
  /// The hyperbolic tangent.
  public static func tanh(_ x: Double) -> Double { doubleTanh(x) }
  /// The complementary error function.
  public static func erfc(_ x: Double) -> Double { doubleErfc(x) }
  /// `x` to the power `y`.
  public static func pow(_ x: Double, _ y: Double) -> Double { doublePow(x, y) }
}

// Inside an extension of Double, `exp(x)` would name the member being defined.
private func doubleExp(_ x: Double) -> Double { exp(x) }
private func doubleExpm1(_ x: Double) -> Double { expm1(x) }
private func doubleLog(_ x: Double) -> Double { log(x) }
private func doubleLog1p(_ x: Double) -> Double { log1p(x) }
private func doubleTanh(_ x: Double) -> Double { tanh(x) }
private func doubleErfc(_ x: Double) -> Double { erfc(x) }
private func doublePow(_ x: Double, _ y: Double) -> Double { pow(x, y) }
