import CKernels

/// A Dense layer before a ReLU, laid out to find what changes of single channels do to units that switch.
public struct SwitchingLayer<E: Scalar>: Sendable {
  /// The layer's inputs.
  let channels: Int
  /// The layer's units.
  let hidden: Int
  /// How far apart the units' rows are in memory: a multiple of 16.
  let stride: Int
  /// For each unit the weight of each channel, and zeros behind them: (hidden, stride).
  let kernel: [E]
  /// For each unit the largest absolute weight, and zeros behind them up to a multiple of 16.
  let reach: [E]

  /// Lays a kernel (channels, hidden) out.
  public init(kernel: [E], hidden: Int) {
    channels = hidden > 0 ? kernel.count / hidden : 0
    self.hidden = hidden
    stride = (channels + 15) / 16 * 16
    var rows = [E](repeating: 0, count: hidden * stride)
    var reach = [E](repeating: 0, count: (hidden + 15) / 16 * 16)
    for channel in 0..<channels {
      for unit in 0..<hidden {
        let weight = kernel[channel * hidden + unit]
        rows[unit * stride + channel] = weight
        reach[unit] = max(reach[unit], abs(weight))
      }
    }
    (self.kernel, self.reach) = (rows, reach)
  }

  /// The C function trusts its caller, so this stands before it.
  ///
  /// - Returns: How many rows there are.
  fileprivate func check(_ weights: [E], _ value: [E], _ shifts: [E], _ result: [E]) -> Int {
    let rows = channels > 0 ? shifts.count / channels : 0
    precondition(
      weights.count == hidden && shifts.count == rows * channels && value.count >= rows * hidden
        && result.count == shifts.count, "rows that do not fit their layer")
    return rows
  }
}

extension Float {
  /// In vectors as wide as the processor's.
  public static func addSwitches(
    of layer: SwitchingLayer<Float>, weights: [Float], value: [Float], shifts: [Float],
    to result: inout [Float]
  ) {
    let rows = layer.check(weights, value, shifts, result)
    guard rows > 0, layer.hidden > 0 else { return }
    let room = Int(ckernels_rows_at_a_time) * (layer.hidden + 1)
    unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: room) { scratch in
      unsafe layer.kernel.withUnsafeBufferPointer { kernel in
        unsafe layer.reach.withUnsafeBufferPointer { reach in
          unsafe weights.withUnsafeBufferPointer { weights in
            var switches = unsafe ckernels_switches(
              channels: layer.channels, hidden: layer.hidden, stride: layer.stride,
              kernel: kernel.baseAddress, reach: reach.baseAddress, second: weights.baseAddress)
            unsafe value.withUnsafeBufferPointer { value in
              unsafe shifts.withUnsafeBufferPointer { shifts in
                unsafe result.withUnsafeMutableBufferPointer { result in
                  unsafe ckernels_add_switches(
                    &switches, rows, value.baseAddress, shifts.baseAddress, result.baseAddress,
                    scratch.baseAddress)
                }
              }
            }
          }
        }
      }
    }
  }
}

extension Double {
  /// By plain loops.
  public static func addSwitches(
    of layer: SwitchingLayer<Double>, weights: [Double], value: [Double], shifts: [Double],
    to result: inout [Double]
  ) {
    let rows = layer.check(weights, value, shifts, result)
    for row in 0..<rows {
      for unit in 0..<layer.hidden {
        let start = value[row * layer.hidden + unit]
        for channel in 0..<layer.channels {
          let place = row * layer.channels + channel
          // How far beyond zero the unit is pushed, from whichever side it comes.
          let moved = start + shifts[place] * layer.kernel[unit * layer.stride + channel]
          let beyond = start > 0 ? -moved : moved
          if beyond > 0 { result[place] += beyond * weights[unit] }
        }
      }
    }
  }
}
