/// A Dense layer of one position and what comes after it up to another Dense layer of few units: the
/// end of most networks, computed in one go for a change of one input of the first.
struct DenseTail<E: Scalar>: Sendable {
  /// The first layer's kernel (channels, hidden), row-major.
  var kernel: [E]
  /// The units of the first layer.
  var hidden: Int
  /// What lies below becomes this: 0 where a ReLU stands between, else -∞.
  var floor: E
  /// The second layer's kernel, transposed: (units, hidden).
  var second: [E]
  /// The second layer's bias; zeros where it has none.
  var bias: [E]

  /// The second layer's values where the first one's input `channel` holds `constant`.
  ///
  /// `source` is the first layer's input (rows, channels), `value` its value (rows, hidden).
  /// - Returns: The rows whose input changes, and the second layer's values (these rows, units).
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
  let (hidden, units) = (tail.hidden, tail.bias.count)
  let channels = tail.kernel.count / hidden
  let count = source.count / channels
  precondition(value.count == count * hidden && tail.second.count == units * hidden)
  precondition(channel >= 0 && channel < channels)
  var rows: [Int] = []
  rows.reserveCapacity(count)
  var row = 0
  while row < count {
    if source[row * channels + channel] != constant { rows.append(row) }
    row += 1
  }
  var result = [E](repeating: 0, count: rows.count * units)
  let lower = SIMD8<E>(repeating: tail.floor)
  unsafe value.withUnsafeBytes { value in
    unsafe tail.kernel.withUnsafeBytes { kernel in
      unsafe tail.second.withUnsafeBytes { second in
        let stride = MemoryLayout<E>.stride
        let start = channel * hidden
        var position = 0
        while position < rows.count {
          let row = rows[position]
          let change = constant - source[row * channels + channel]
          let factor = SIMD8<E>(repeating: change)
          var unit = 0
          while unit < units {
            var (sums, others) = (SIMD8<E>.zero, SIMD8<E>.zero)
            var column = 0
            while column + 16 <= hidden {
              for half in 0..<2 {
                let at = column + 8 * half
                var x = unsafe value.loadUnaligned(
                  fromByteOffset: (row * hidden + at) * stride, as: SIMD8<E>.self)
                x +=
                  factor
                  * (unsafe kernel.loadUnaligned(
                    fromByteOffset: (start + at) * stride, as: SIMD8<E>.self))
                x.replace(with: lower, where: x .< lower)
                x *= unsafe second.loadUnaligned(
                  fromByteOffset: (unit * hidden + at) * stride, as: SIMD8<E>.self)
                if half == 0 { sums += x } else { others += x }
              }
              column += 16
            }
            var sum = (sums + others).sum()
            while column < hidden {
              var x = unsafe value.loadUnaligned(
                fromByteOffset: (row * hidden + column) * stride, as: E.self)
              x +=
                change
                * (unsafe kernel.loadUnaligned(
                  fromByteOffset: (start + column) * stride, as: E.self))
              if x < tail.floor { x = tail.floor }
              sum +=
                x
                * (unsafe second.loadUnaligned(
                  fromByteOffset: (unit * hidden + column) * stride, as: E.self))
              column += 1
            }
            result[position * units + unit] = sum + tail.bias[unit]
            unit += 1
          }
          position += 1
        }
      }
    }
  }
  return (rows, result)
}
