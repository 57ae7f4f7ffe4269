/// A Dense layer of one position and what comes after it, where that ends the network: nothing, or
/// another Dense layer of few units.
///
/// What a change of one input of the layer does to the end is computed for all inputs at once. As long
/// as no ReLU between the layers switches, the end is linear in the change: that is one matrix product.
/// Few units lie so near their kink that a change might switch them; what those add is summed one by
/// one. So the result is exact but for rounding.
struct DenseTail<E: Scalar>: Sendable {
  /// The layer that ends the network.
  struct Second: Sendable {
    /// Whether a ReLU stands before it.
    var isRectified: Bool
    /// The kernel, transposed: (units, hidden).
    var kernel: [E]
  }

  /// The layer's kernel (channels, hidden), row-major.
  let kernel: [E]
  /// The layer's units.
  let hidden: Int
  /// The layer after it; `nil` where the first one ends the network.
  let second: Second?
  /// The first layer, laid out for switches; `nil` where there is no ReLU.
  private let switches: SwitchingLayer<E>?

  init(kernel: [E], hidden: Int, second: Second?) {
    self.kernel = kernel
    self.hidden = hidden
    self.second = second
    switches =
      second?.isRectified == true ? SwitchingLayer(kernel: kernel, hidden: hidden) : nil
  }

  /// How each unit of the end changes with each channel, as long as no unit switches.
  ///
  /// - Parameter value: The layer's value (rows, hidden).
  /// - Returns: For each unit row-major (rows, channels); none where the first layer ends the network.
  /// - Complexity: O(rows × channels × hidden), in a matrix product.
  func slopes(value: [E]) -> [[E]] {
    guard let second else { return [] }
    let rows = value.count / hidden
    return (0..<second.kernel.count / hidden).map { unit in
      let weights = Array(second.kernel[unit * hidden..<(unit + 1) * hidden])
      return E.multiply(
        MatrixProduct(
          rows: rows, columns: kernel.count / hidden, inner: hidden, transposeLeft: false,
          transposeRight: true),
        unitSlopes(value, weights, isRectified: second.isRectified), kernel)
    }
  }

  /// What it adds to the end's values if an input holds something else.
  ///
  /// - Parameters:
  ///   - constants: What each channel holds instead.
  ///   - source: The layer's input (rows, channels).
  ///   - value: The layer's value (rows, hidden).
  ///   - slopes: What ``slopes(value:)`` gives.
  /// - Returns: For each unit of the end the changes by each channel, row-major (rows, channels).
  /// - Complexity: O(rows × channels × hidden) at worst; of the hidden units only those count that some
  ///   channel's change might switch.
  func changes(to constants: [E], source: [E], value: [E], slopes: [[E]]) -> [[E]] {
    precondition(
      kernel.count == constants.count * hidden
        && value.count * constants.count == source.count * hidden)
    let shifts = differences(constants, source)
    guard let second else {
      return (0..<hidden).map { unit in
        scaled(shifts, by: stride(from: unit, to: kernel.count, by: hidden).map { kernel[$0] })
      }
    }
    return slopes.enumerated().map { unit, slopes in
      var result = slopes
      multiply(&result, by: shifts)
      if let switches {
        let weights = Array(second.kernel[unit * hidden..<(unit + 1) * hidden])
        E.addSwitches(of: switches, weights: weights, value: value, shifts: shifts, to: &result)
      }
      return result
    }
  }
}

/// For each row and channel the constant less what the channel holds.
@specialized(where E == Float)
@specialized(where E == Double)
private func differences<E: Scalar>(_ constants: [E], _ source: [E]) -> [E] {
  var result = source
  let numbers = constants.span
  var output = result.mutableSpan
  var start = 0
  while start < output.count {
    for channel in 0..<numbers.count {
      output[start + channel] = numbers[channel] - output[start + channel]
    }
    start += numbers.count
  }
  return result
}

/// Every row times a factor for each column.
@specialized(where E == Float)
@specialized(where E == Double)
private func scaled<E: Scalar>(_ x: [E], by factors: [E]) -> [E] {
  var result = x
  let numbers = factors.span
  var output = result.mutableSpan
  var start = 0
  while start < output.count {
    for column in 0..<numbers.count { output[start + column] *= numbers[column] }
    start += numbers.count
  }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func multiply<E: Scalar>(_ x: inout [E], by factors: [E]) {
  let numbers = factors.span
  var output = x.mutableSpan
  precondition(numbers.count == output.count)
  for index in 0..<numbers.count { output[index] *= numbers[index] }
}

/// How the end changes with each unit, as long as none switches.
@specialized(where E == Float)
@specialized(where E == Double)
private func unitSlopes<E: Scalar>(_ value: [E], _ weights: [E], isRectified: Bool) -> [E] {
  var result = value
  let factors = weights.span
  var output = result.mutableSpan
  let floor: E = isRectified ? 0 : -.infinity
  var start = 0
  while start < output.count {
    for unit in 0..<factors.count {
      output[start + unit] = output[start + unit] > floor ? factors[unit] : 0
    }
    start += factors.count
  }
  return result
}
