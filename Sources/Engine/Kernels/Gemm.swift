import COneDNN

extension Float {
  /// Single precision, on oneDNN.
  public static func multiplyAdd(
    _ product: MatrixProduct, _ a: [Float], _ b: [Float], _ c: inout [Float]
  ) {
    product.checkCounts(a.count, b.count, c.count)
    guard !c.isEmpty, product.inner > 0 else { return }
    unsafe c.withUnsafeMutableBufferPointer { c in
      unsafe run(product, a, b, keeping: 1, c.baseAddress)
    }
  }

  /// Single precision, on oneDNN, into memory that nothing was written to before.
  public static func multiply(_ product: MatrixProduct, _ a: [Float], _ b: [Float]) -> [Float] {
    let count = product.rows * product.columns
    product.checkCounts(a.count, b.count, count)
    guard count > 0, product.inner > 0 else { return Array(repeating: 0, count: count) }
    return unsafe filled(count) { c in unsafe run(product, a, b, keeping: 0, c) }
  }

  /// `c = op(a) op(b) + beta c`, for counts that were checked.
  private static func run(
    _ product: MatrixProduct, _ a: [Float], _ b: [Float], keeping beta: Float,
    _ c: UnsafeMutablePointer<Float>?
  ) {
    let (m, n, k) = (Int64(product.rows), Int64(product.columns), Int64(product.inner))
    let status = unsafe a.withUnsafeBufferPointer { a in
      unsafe b.withUnsafeBufferPointer { b in
        unsafe conednn_sgemm(
          product.transposeLeft ? 1 : 0, product.transposeRight ? 1 : 0, m, n, k,
          a.baseAddress, product.transposeLeft ? m : k,
          b.baseAddress, product.transposeRight ? k : n, beta, c, n)
      }
    }
    // The arguments were checked above, so only running out of memory is left.
    precondition(status == 0, "dnnl_sgemm failed with status \(status)")
  }
}

extension Double {
  /// Double precision, by a plain loop that runs along rows of `b` and `c`.
  public static func multiplyAdd(
    _ product: MatrixProduct, _ a: [Double], _ b: [Double], _ c: inout [Double]
  ) {
    product.checkCounts(a.count, b.count, c.count)
    let (rows, columns, inner) = (product.rows, product.columns, product.inner)
    let a = product.transposeLeft ? transposed(a, rows: inner, columns: rows) : a
    let b = product.transposeRight ? transposed(b, rows: columns, columns: inner) : b
    let block = 64
    let (left, right) = (a.span, b.span)
    var sum = c.mutableSpan
    for start in stride(from: 0, to: inner, by: block) {
      let end = min(start + block, inner)
      for row in 0..<rows {
        for index in start..<end {
          let factor = left[row * inner + index]
          for column in 0..<columns {
            sum[row * columns + column] += factor * right[index * columns + column]
          }
        }
      }
    }
  }

  /// Double precision, from zeros.
  public static func multiply(_ product: MatrixProduct, _ a: [Double], _ b: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: product.rows * product.columns)
    multiplyAdd(product, a, b, &result)
    return result
  }

  private static func transposed(_ x: [Double], rows: Int, columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: x.count)
    for row in 0..<rows {
      for column in 0..<columns { result[column * rows + row] = x[row * columns + column] }
    }
    return result
  }
}

extension MatrixProduct {
  /// The C function trusts its caller, so this stands before it.
  fileprivate func checkCounts(_ a: Int, _ b: Int, _ c: Int) {
    precondition(
      rows >= 0 && columns >= 0 && inner >= 0 && a == rows * inner && b == inner * columns
        && c == rows * columns, "\(self) of \(a) and \(b) elements into \(c)")
  }
}

/// Runs `body` with oneDNN confined to the calling thread.
///
/// Workers share the rows out among themselves; a gemm that forked again would fight them for cores
/// and could sum in an order that depends on the number of threads.
func withSingleThreadedKernels<R, F: Error>(_ body: () throws(F) -> R) throws(F) -> R {
  Allocator.keepFreedMemory
  let former = conednn_set_threads(1)
  defer { if former > 1 { _ = conednn_set_threads(former) } }
  return try body()
}

/// How many threads oneDNN would use when called from this thread; 0 where it has no OpenMP.
func kernelThreads() -> Int { Int(conednn_set_threads(0)) }

/// The process's allocator.
private enum Allocator {
  /// Done once, before the first parallel work.
  static let keepFreedMemory: Void = conednn_keep_freed_memory()
}
