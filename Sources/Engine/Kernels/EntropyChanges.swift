import CKernels

extension Float {
  /// In vectors as wide as the processor's.
  public static func addEntropyChanges(
    logits: [Float], labels: [Float], changes: [Float], rows: Range<Int>, to sums: inout [Double]
  ) {
    let width = sums.count
    precondition(
      logits.count == labels.count && changes.count == logits.count * width
        && rows.lowerBound >= 0 && rows.upperBound <= logits.count, "rows that are not there")
    unsafe logits.withUnsafeBufferPointer { logits in
      unsafe labels.withUnsafeBufferPointer { labels in
        unsafe changes.withUnsafeBufferPointer { changes in
          unsafe sums.withUnsafeMutableBufferPointer { sums in
            guard let z = logits.baseAddress, let y = labels.baseAddress,
              let x = changes.baseAddress
            else { return }
            unsafe ckernels_add_entropy_changes(
              z + rows.lowerBound, y + rows.lowerBound, rows.count, width,
              x + rows.lowerBound * width, sums.baseAddress)
          }
        }
      }
    }
  }
}

extension Double {
  /// By plain loops.
  public static func addEntropyChanges(
    logits: [Double], labels: [Double], changes: [Double], rows: Range<Int>,
    to sums: inout [Double]
  ) {
    let width = sums.count
    precondition(logits.count == labels.count && changes.count == logits.count * width)
    for row in rows {
      let (z, y) = (logits[row], labels[row])
      // As `log1p(p expm1(±d))` with `p = σ(-|z|)`, small changes keep all their digits.
      let decay = Double.exp(-abs(z))
      let share = decay / (1 + decay)
      let (sign, linear): (Double, Double) = z > 0 ? (-1, 1 - y) : (1, -y)
      func loss(_ z: Double) -> Double { max(z, 0) + Double.log1p(Double.exp(-abs(z))) }
      for column in 0..<width {
        let change = changes[row * width + column]
        // Further out the exponential may overflow.
        sums[column] +=
          abs(change) <= 20
          ? Double.log1p(share * Double.expm1(sign * change)) + linear * change
          : loss(z + change) - loss(z) - y * change
      }
    }
  }
}
