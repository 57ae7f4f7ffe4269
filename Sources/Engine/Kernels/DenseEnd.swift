import CKernels

/// What comes after a Dense layer of one position, where that is another Dense layer of few units:
/// `b[u] + Σ_c max(h[c], floor) w[u, c]`.
public struct DenseEnd<E: Scalar>: Sendable {
  /// The first layer's units.
  public var hidden: Int
  /// What lies below becomes this: 0 where a ReLU stands between, else -∞.
  public var floor: E
  /// The second layer's kernel, transposed: (units, hidden).
  public var kernel: [E]
  /// The second layer's bias; zeros where there is none.
  public var bias: [E]

  /// The second layer's units.
  public var units: Int { bias.count }
}

/// A change of a Dense layer's value (rows, hidden): `changes · kernel`, and then constants.
public struct DenseChange<E: Scalar>: Sendable {
  /// The layer's value before, all rows.
  public var values: [E]
  /// The rows that are looked at.
  public var rows: [Int32]
  /// What is added to some of the layer's inputs in those rows, (rows, inputs).
  public var changes: [E]
  /// Those inputs' rows of the layer's kernel, (inputs, hidden).
  public var kernel: [E]
  /// Units whose value is replaced at last.
  public var places: [Int32] = []
  /// What they are replaced by.
  public var constants: [E] = []
}

extension DenseEnd {
  /// How far apart rows are in memory: what vectors read beyond a row's end are zeros.
  fileprivate var stride: Int { (hidden + 15) / 16 * 16 }

  /// Rows of `hidden` numbers, each with zeros behind it.
  fileprivate func padded(_ rows: [E]) -> [E] {
    guard stride > hidden, hidden > 0 else { return rows }
    var result = [E](repeating: 0, count: rows.count / hidden * stride)
    for row in 0..<rows.count / hidden {
      for column in 0..<hidden { result[row * stride + column] = rows[row * hidden + column] }
    }
    return result
  }
}

extension DenseChange {
  /// How many of the layer's inputs change.
  fileprivate func inputs(_ end: DenseEnd<E>) -> Int { kernel.count / max(1, end.hidden) }

  /// The C function trusts its caller, so this stands before it.
  fileprivate func check(_ end: DenseEnd<E>) {
    precondition(
      end.kernel.count == end.units * end.hidden && kernel.count == inputs(end) * end.hidden
        && changes.count == rows.count * inputs(end) && places.count == constants.count,
      "a change that does not fit its layer")
    precondition(
      rows.allSatisfy { $0 >= 0 && (Int($0) + 1) * end.hidden <= values.count }
        && places.allSatisfy { $0 >= 0 && $0 < end.hidden } && Set(places).count == places.count,
      "a row or unit that is not there")
  }

  fileprivate func withPointers(
    _ body: (
      UnsafePointer<E>?, UnsafePointer<Int32>?, UnsafePointer<E>?, UnsafePointer<Int32>?,
      UnsafePointer<E>?
    ) -> Void
  ) {
    unsafe values.withUnsafeBufferPointer { values in
      unsafe rows.withUnsafeBufferPointer { rows in
        unsafe changes.withUnsafeBufferPointer { changes in
          unsafe places.withUnsafeBufferPointer { places in
            unsafe constants.withUnsafeBufferPointer { constants in
              unsafe body(
                values.baseAddress, rows.baseAddress, changes.baseAddress, places.baseAddress,
                constants.baseAddress)
            }
          }
        }
      }
    }
  }
}

extension Float {
  /// In vectors as wide as the processor's, for at most four units.
  public static func endSums(_ end: DenseEnd<Float>, _ change: DenseChange<Float>) -> [Float] {
    change.check(end)
    precondition(end.units <= 4, "\(end.units) units")
    let count = change.rows.count * end.units
    let (second, kernel) = (end.padded(end.kernel), end.padded(change.kernel))
    return unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: second.count) { scratch in
      unsafe [Float](unsafeUninitializedCapacity: count) { result, size in
        unsafe second.withUnsafeBufferPointer { second in
          unsafe end.bias.withUnsafeBufferPointer { bias in
            unsafe kernel.withUnsafeBufferPointer { kernel in
              unsafe change.withPointers { values, rows, changes, places, constants in
                var tail = unsafe ckernels_tail(
                  hidden: end.hidden, stride: end.stride, units: end.units, floor: end.floor,
                  second: second.baseAddress, bias: bias.baseAddress)
                var moves = unsafe ckernels_change(
                  values: values, rows: rows, count: change.rows.count, changes: changes,
                  kernel: kernel.baseAddress, inputs: change.inputs(end), places: places,
                  constants: constants, replaced: change.places.count,
                  scratch: scratch.baseAddress)
                unsafe ckernels_tail_sums(&tail, &moves, result.baseAddress)
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
  public static func endSums(_ end: DenseEnd<Double>, _ change: DenseChange<Double>) -> [Double] {
    change.check(end)
    let inputs = change.inputs(end)
    var result: [Double] = []
    result.reserveCapacity(change.rows.count * end.units)
    for (index, row) in change.rows.enumerated() {
      var value = Array(change.values[Int(row) * end.hidden..<(Int(row) + 1) * end.hidden])
      for input in 0..<inputs {
        let factor = change.changes[index * inputs + input]
        for unit in 0..<end.hidden {
          value[unit] += factor * change.kernel[input * end.hidden + unit]
        }
      }
      for (place, constant) in zip(change.places, change.constants) {
        value[Int(place)] = constant
      }
      for unit in 0..<end.units {
        result.append(
          (0..<end.hidden).reduce(end.bias[unit]) {
            let x = value[$1]
            return $0 + (x < end.floor ? end.floor : x) * end.kernel[unit * end.hidden + $1]
          })
      }
    }
    return result
  }
}
