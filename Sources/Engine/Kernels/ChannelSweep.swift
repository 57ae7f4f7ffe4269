/// A Dense layer of one position and what comes after it, where that ends the network: nothing, or
/// another Dense layer of few units.
///
/// All of it is computed in one go for a change of one input of the layer.
struct DenseTail<E: Scalar>: Sendable {
  /// The layer that ends the network.
  struct Second: Sendable {
    /// What lies below becomes this: 0 where a ReLU stands between, else -∞.
    var floor: E
    /// The kernel, transposed: (units, hidden).
    var kernel: [E]
    /// The bias; zeros where there is none.
    var bias: [E]
  }

  /// The layer's kernel (channels, hidden), row-major.
  var kernel: [E]
  /// The layer's units.
  var hidden: Int
  /// The layer after it; `nil` where the first one ends the network.
  var second: Second?

  /// How many numbers a row of the result has.
  var units: Int { second?.bias.count ?? hidden }

  /// The end of the network where the layer's input `channel` holds `constant`.
  ///
  /// - Parameters:
  ///   - channel: The input's channel.
  ///   - constant: What it holds.
  ///   - source: The layer's input (rows, channels).
  ///   - value: The layer's value (rows, hidden).
  /// - Returns: The rows whose input changes, and the end's values (these rows, ``units``).
  func replacing(
    _ channel: Int, by constant: E, source: [E], value: [E]
  ) -> (rows: [Int], values: [E]) {
    sweep(self, channel, constant, source, value)
  }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func sweep<E: Scalar>(
  _ tail: DenseTail<E>, _ channel: Int, _ constant: E, _ source: [E], _ value: [E]
) -> (rows: [Int], values: [E]) {
  let hidden = tail.hidden
  let channels = tail.kernel.count / hidden
  let count = source.count / channels
  precondition(value.count == count * hidden && channel >= 0 && channel < channels)
  var rows: [Int] = []
  rows.reserveCapacity(count)
  var row = 0
  while row < count {
    if source[row * channels + channel] != constant { rows.append(row) }
    row += 1
  }
  var result = [E](repeating: 0, count: rows.count * tail.units)
  let kernel = Array(tail.kernel[channel * hidden..<(channel + 1) * hidden])
  var position = 0
  if let second = tail.second {
    let units = second.bias.count
    precondition(second.kernel.count == units * hidden)
    // Rounded up, so that the sum needs no rest: what lies behind stays zero.
    var products = [E](repeating: 0, count: (hidden + 15) / 16 * 16)
    while position < rows.count {
      let change = constant - source[rows[position] * channels + channel]
      for unit in 0..<units {
        fill(
          &products, value, rows[position] * hidden, kernel, change, second.floor, second.kernel,
          unit * hidden)
        result[position * units + unit] = sum(products) + second.bias[unit]
      }
      position += 1
    }
  } else {
    while position < rows.count {
      let change = constant - source[rows[position] * channels + channel]
      let start = rows[position] * hidden
      for column in 0..<hidden {
        result[position * hidden + column] = value[start + column] + change * kernel[column]
      }
      position += 1
    }
  }
  return (rows, result)
}

/// `max(value + change * kernel, floor) * second`, number by number: a loop that compilers turn into
/// vectors, which a sum within it would forbid.
@inline(__always)
private func fill<E: Scalar>(
  _ products: inout [E], _ value: [E], _ start: Int, _ kernel: [E], _ change: E, _ floor: E,
  _ second: [E], _ secondStart: Int
) {
  let count = kernel.count
  precondition(start >= 0 && start + count <= value.count && count <= products.count)
  precondition(secondStart >= 0 && secondStart + count <= second.count)
  unsafe products.withUnsafeMutableBufferPointer { products in
    unsafe value.withUnsafeBufferPointer { value in
      unsafe kernel.withUnsafeBufferPointer { kernel in
        unsafe second.withUnsafeBufferPointer { second in
          for column in 0..<count {
            let x = unsafe value[start + column] + change * kernel[column]
            unsafe products[column] = (x < floor ? floor : x) * second[secondStart + column]
          }
        }
      }
    }
  }
}

/// The sum of numbers whose count is a multiple of sixteen.
@inline(__always)
private func sum<E: Scalar>(_ numbers: [E]) -> E {
  var (first, second) = (SIMD8<E>.zero, SIMD8<E>.zero)
  unsafe numbers.withUnsafeBytes { bytes in
    let stride = MemoryLayout<E>.stride
    for start in Swift.stride(from: 0, to: numbers.count, by: 16) {
      first += unsafe bytes.loadUnaligned(fromByteOffset: start * stride, as: SIMD8<E>.self)
      second += unsafe bytes.loadUnaligned(fromByteOffset: (start + 8) * stride, as: SIMD8<E>.self)
    }
  }
  return (first + second).sum()
}
