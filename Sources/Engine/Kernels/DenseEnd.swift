import CKernels

/// A matrix whose rows are a multiple of sixteen numbers apart: what vectors read beyond a row's end are
/// zeros.
public struct PaddedRows<E: Scalar>: Sendable {
  /// Numbers of a row.
  public let width: Int
  /// How far apart rows are.
  public let stride: Int
  /// How many rows there are.
  public let count: Int
  /// All rows, with zeros behind each.
  let numbers: [E]

  /// Lays a row-major matrix (rows, width) out.
  public init(_ matrix: [E], width: Int) {
    self.width = width
    stride = (width + 15) / 16 * 16
    count = width > 0 ? matrix.count / width : 0
    guard stride > width else {
      numbers = matrix
      return
    }
    var numbers = [E](repeating: 0, count: count * stride)
    for row in 0..<count {
      for column in 0..<width { numbers[row * stride + column] = matrix[row * width + column] }
    }
    self.numbers = numbers
  }
}

/// What comes after a Dense layer of one position, where that is another Dense layer of few units:
/// `b[u] + Σ_c max(h[c], floor) w[u, c]`.
public struct DenseEnd<E: Scalar>: Sendable {
  /// What lies below becomes this: 0 where a ReLU stands between, else -∞.
  public var floor: E
  /// The second layer's kernel, transposed: (units, hidden).
  public var kernel: PaddedRows<E>
  /// The second layer's bias; zeros where there is none.
  public var bias: [E]

  /// The first layer's units.
  public var hidden: Int { kernel.width }
  /// The second layer's units.
  public var units: Int { bias.count }
}

/// A change of a Dense layer's value: what is added to some inputs, times the kernel, and then constants.
public struct DenseChange<E: Scalar>: Sendable {
  /// What is added to some of the layer's inputs, (inputs, rows).
  public var changes: [E] = []
  /// Which inputs these are.
  public var channels: [Int32] = []
  /// Units whose value is replaced at last.
  public var places: [Int32] = []
  /// What they are replaced by.
  public var constants: [E] = []
}

/// A Dense layer's value, (rows, hidden), and its kernel, (inputs, hidden).
public struct DenseValue<E: Scalar>: Sendable {
  /// The value, row-major.
  public var values: [E]
  /// The kernel.
  public var kernel: PaddedRows<E>

  /// How many rows there are.
  public var rows: Int { kernel.width > 0 ? values.count / kernel.width : 0 }

  /// The C function trusts its caller, so this stands before it.
  fileprivate func check(_ end: DenseEnd<E>, _ change: DenseChange<E>) {
    precondition(
      end.kernel.count == end.units && kernel.width == end.hidden
        && values.count == rows * end.hidden
        && change.changes.count == rows * change.channels.count
        && change.places.count == change.constants.count, "a change that does not fit its layer")
    precondition(
      change.channels.allSatisfy { $0 >= 0 && $0 < kernel.count }
        && change.places.allSatisfy { $0 >= 0 && $0 < end.hidden }
        && Set(change.places).count == change.places.count, "a channel or unit that is not there")
  }
}

extension DenseChange {
  fileprivate func withPointers(
    _ body: (
      UnsafePointer<E>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?, UnsafePointer<E>?
    ) -> Void
  ) {
    unsafe changes.withUnsafeBufferPointer { changes in
      unsafe channels.withUnsafeBufferPointer { channels in
        unsafe places.withUnsafeBufferPointer { places in
          unsafe constants.withUnsafeBufferPointer { constants in
            unsafe body(
              changes.baseAddress, channels.baseAddress, places.baseAddress, constants.baseAddress)
          }
        }
      }
    }
  }
}

extension Float {
  /// In vectors as wide as the processor's, for at most four units.
  public static func endSums(
    _ end: DenseEnd<Float>, _ value: DenseValue<Float>, _ change: DenseChange<Float>
  ) -> [Float] {
    value.check(end, change)
    precondition(end.units <= 4, "\(end.units) units")
    let count = value.rows * end.units
    let (second, first) = (end.kernel.numbers, value.kernel.numbers)
    return unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: second.count) { scratch in
      unsafe [Float](unsafeUninitializedCapacity: count) { result, size in
        unsafe second.withUnsafeBufferPointer { second in
          unsafe end.bias.withUnsafeBufferPointer { bias in
            unsafe first.withUnsafeBufferPointer { first in
              unsafe value.values.withUnsafeBufferPointer { values in
                unsafe change.withPointers { changes, channels, places, constants in
                  var tail = unsafe ckernels_tail(
                    hidden: end.hidden, stride: end.kernel.stride, units: end.units,
                    floor: end.floor, second: second.baseAddress, bias: bias.baseAddress)
                  var moves = unsafe ckernels_change(
                    values: values.baseAddress, rows: value.rows, changes: changes,
                    kernel: first.baseAddress, channels: channels, inputs: change.channels.count,
                    places: places, constants: constants, replaced: change.places.count,
                    scratch: scratch.baseAddress)
                  unsafe ckernels_tail_sums(&tail, &moves, result.baseAddress)
                }
              }
            }
          }
        }
        size = count
      }
    }
  }
}

extension Double {
  /// By plain loops.
  public static func endSums(
    _ end: DenseEnd<Double>, _ value: DenseValue<Double>, _ change: DenseChange<Double>
  ) -> [Double] {
    value.check(end, change)
    var result: [Double] = []
    result.reserveCapacity(value.rows * end.units)
    for row in 0..<value.rows {
      var numbers = Array(value.values[row * end.hidden..<(row + 1) * end.hidden])
      for (index, channel) in change.channels.enumerated() {
        let factor = change.changes[index * value.rows + row]
        let start = Int(channel) * value.kernel.stride
        for unit in 0..<end.hidden { numbers[unit] += factor * value.kernel.numbers[start + unit] }
      }
      for (place, constant) in zip(change.places, change.constants) {
        numbers[Int(place)] = constant
      }
      for unit in 0..<end.units {
        result.append(
          (0..<end.hidden).reduce(end.bias[unit]) {
            let x = numbers[$1]
            return $0 + (x < end.floor ? end.floor : x)
              * end.kernel.numbers[unit * end.kernel.stride + $1]
          })
      }
    }
    return result
  }
}
