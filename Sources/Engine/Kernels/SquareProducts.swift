import CKernels

/// For subsets of terms and what is left of them, sums of products of their squared sums.
public struct SquareProducts: Sendable {
  /// For each subset `Σ s² r²`, with `s` the subset's sum and `r` that of the others.
  public private(set) var products: [Double]
  /// For each subset `Σ s⁴`.
  public private(set) var first: [Double]
  /// For each subset `Σ r⁴`.
  public private(set) var second: [Double]

  /// Starts with zeros.
  public init(count: Int) {
    products = Array(repeating: 0, count: count)
    first = products
    second = products
  }

  /// Adds columns, in vectors as wide as the processor's.
  ///
  /// - Parameters:
  ///   - sums: Each subset's sums, row-major (subsets, columns).
  ///   - totals: For each column the sum of all terms.
  public mutating func add(_ sums: [Float], totals: [Float]) {
    let rows = products.count
    precondition(
      sums.count == rows * totals.count && first.count == rows && second.count == rows)
    unsafe sums.withUnsafeBufferPointer { sums in
      unsafe totals.withUnsafeBufferPointer { totals in
        unsafe products.withUnsafeMutableBufferPointer { products in
          unsafe first.withUnsafeMutableBufferPointer { first in
            unsafe second.withUnsafeMutableBufferPointer { second in
              unsafe ckernels_add_square_products(
                sums.baseAddress, totals.baseAddress, rows, totals.count, products.baseAddress,
                first.baseAddress, second.baseAddress)
            }
          }
        }
      }
    }
  }
}

/// Copies eight columns of some rows of a matrix, times a factor.
///
/// - Parameters:
///   - matrix: Row-major (rows, columns).
///   - rows: Which rows.
///   - column: The first column.
///   - columns: How many columns the matrix has; at least eight from `column` on.
///   - factor: The factor.
///   - output: Where row `r` comes to `first + r * stride`.
///   - first: The place of row 0.
///   - stride: How far apart rows are there.
public func copyEightColumns(
  of matrix: [Float], rows: Range<Int>, from column: Int, of columns: Int, times factor: Float,
  to output: inout [SIMD8<Float>], first: Int, stride: Int
) {
  guard !rows.isEmpty else { return }
  precondition(
    column >= 0 && column + 8 <= columns && rows.lowerBound >= 0
      && rows.upperBound * columns <= matrix.count && stride >= 0
      && first + rows.lowerBound * stride >= 0
      && first + (rows.upperBound - 1) * stride < output.count, "columns that are not there")
  unsafe matrix.withUnsafeBufferPointer { matrix in
    unsafe output.withUnsafeMutableBytes { output in
      guard let from = matrix.baseAddress,
        let to = unsafe output.baseAddress?.assumingMemoryBound(to: Float.self)
      else { return }
      unsafe ckernels_copy_columns(
        from + rows.lowerBound * columns + column, rows.count, columns, factor,
        to + (first + rows.lowerBound * stride) * 8, stride * 8)
    }
  }
}
