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
  /// For each channel the largest absolute weight: how far a change of one moves any unit.
  private let reach: [E]

  init(kernel: [E], hidden: Int, second: Second?) {
    self.kernel = kernel
    self.hidden = hidden
    self.second = second
    reach = stride(from: 0, to: kernel.count, by: hidden).map { start in
      kernel[start..<start + hidden].reduce(0) { max($0, abs($1)) }
    }
  }

  /// What it adds to the end's values if an input holds something else.
  ///
  /// - Parameters:
  ///   - constants: What each channel holds instead.
  ///   - source: The layer's input (rows, channels).
  ///   - value: The layer's value (rows, hidden).
  /// - Returns: For each unit of the end the changes by each channel, row-major (rows, channels).
  /// - Complexity: O(rows × channels × hidden), nearly all of it in a matrix product.
  func changes(to constants: [E], source: [E], value: [E]) -> [[E]] {
    let channels = constants.count
    let rows = source.count / max(1, channels)
    precondition(kernel.count == channels * hidden && value.count == rows * hidden)
    let shifts = differences(constants, source)
    guard let second else {
      return (0..<hidden).map { unit in
        scaled(shifts, by: stride(from: unit, to: kernel.count, by: hidden).map { kernel[$0] })
      }
    }
    return (0..<second.kernel.count / hidden).map { unit in
      let weights = Array(second.kernel[unit * hidden..<(unit + 1) * hidden])
      var result = [E](repeating: 0, count: shifts.count)
      E.multiplyAdd(
        MatrixProduct(
          rows: rows, columns: channels, inner: hidden, transposeLeft: false, transposeRight: true),
        slopes(value, weights, isRectified: second.isRectified), kernel, &result)
      multiply(&result, by: shifts)
      if second.isRectified { addSwitches(of: value, shifts, kernel, reach, weights, to: &result) }
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
private func slopes<E: Scalar>(_ value: [E], _ weights: [E], isRectified: Bool) -> [E] {
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

/// Adds what units that a change switches on or off make of it beyond their slopes.
///
/// A change of a channel switches no unit that lies farther from zero than the channel's reach: the
/// units of a row are put into order by their distance, roughly, and each channel looks at the first.
@specialized(where E == Float)
@specialized(where E == Double)
private func addSwitches<E: Scalar>(
  of value: [E], _ shifts: [E], _ kernel: [E], _ reach: [E], _ weights: [E], to result: inout [E]
) {
  let (channels, hidden) = (reach.count, weights.count)
  let (value, shifts, kernel) = (value.span, shifts.span, kernel.span)
  let (reach, weights) = (reach.span, weights.span)
  var output = result.mutableSpan
  let levels = 64
  var near = NearUnits<E>(levels: levels, capacity: hidden)
  for row in 0..<shifts.count / max(1, channels) {
    var farthest: E = 0
    for channel in 0..<channels {
      let distance = abs(shifts[row * channels + channel]) * reach[channel]
      if distance > farthest { farthest = distance }
    }
    near.collect(value, at: row * hidden, weights, within: farthest)
    let (ends, units, starts, factors) = (
      near.ends.span, near.units.span, near.starts.span, near.factors.span
    )
    for channel in 0..<channels {
      let place = row * channels + channel
      let shift = shifts[place]
      let end = Int(ends[near.level(of: abs(shift) * reach[channel])])
      let row = kernel.extracting(channel * hidden..<(channel + 1) * hidden)
      var sum: E = 0
      for position in 0..<end {
        // How far beyond zero the unit is pushed, from whichever side it comes.
        let start = starts[position]
        let moved = start + shift * row[Int(units[position])]
        let beyond = start > 0 ? -moved : moved
        sum += beyond > 0 ? beyond * factors[position] : 0
      }
      output[place] += sum
    }
  }
}

/// The units of one row that a change might switch, those nearest to zero first.
private struct NearUnits<E: Scalar> {
  private let levels: Int
  private var farthest: E = 0
  private var scale: E = 0
  /// For each level of distance, how many units lie within it.
  private(set) var ends: [Int32]
  private(set) var units: [Int32]
  private(set) var starts: [E]
  private(set) var factors: [E]

  init(levels: Int, capacity: Int) {
    self.levels = levels
    ends = Array(repeating: 0, count: levels)
    units = Array(repeating: 0, count: capacity)
    starts = Array(repeating: 0, count: capacity)
    factors = Array(repeating: 0, count: capacity)
  }

  /// The level of a distance; the last one for whatever cannot be placed.
  @inline(__always)
  func level(of distance: E) -> Int {
    distance < farthest ? min(levels - 1, whole(distance * scale)) : levels - 1
  }

  /// Collects the units within a distance, by counting sort.
  @inline(__always)
  mutating func collect(_ value: Span<E>, at row: Int, _ weights: Span<E>, within farthest: E) {
    self.farthest = farthest
    let isPlaceable = farthest.isFinite && farthest > E(levels) * .leastNormalMagnitude
    scale = isPlaceable ? E(levels) / farthest : 0
    for level in 0..<levels { ends[level] = 0 }
    for unit in 0..<weights.count {
      let distance = abs(value[row + unit])
      if distance <= farthest { ends[level(of: distance)] += 1 }
    }
    var total: Int32 = 0
    for level in 0..<levels {
      let count = ends[level]
      ends[level] = total
      total += count
    }
    for unit in 0..<weights.count {
      let start = value[row + unit]
      guard abs(start) <= farthest else { continue }
      let level = level(of: abs(start))
      let position = Int(ends[level])
      ends[level] += 1
      units[position] = Int32(unit)
      starts[position] = start
      factors[position] = weights[unit]
    }
  }
}

/// A number's whole part.
///
/// The initialiser of `Int` that takes any number type is slow.
@inline(__always)
private func whole<E: Scalar>(_ x: E) -> Int {
  if let x = x as? Float { return Int(x) }
  return (x as? Double).map { Int($0) } ?? Int(x)
}
