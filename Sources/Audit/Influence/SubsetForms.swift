import Engine

/// Subsets of units, one for each replicate, as what turns Gram matrices into squared sums.
///
/// A neuron's influence over a subset is `|Σ_units s|² = Σ_(u,v) c_u c_v ⟨s_u, s_v⟩`: linear in the
/// products of memberships. With the inner products of a neuron's unit sums in hand, all replicates of
/// all neurons are one matrix product, whatever the number of weights.
struct SubsetForms: Sendable {
  /// Consecutive replicates, which are computed together.
  struct Part: Sendable {
    /// How many replicates.
    var count: Int
    /// (units, count): 1 where the unit is chosen.
    var memberships: [Float]

    /// (pairs, count): 1 where both units are chosen; pairs (u, v) with u ≤ v in order.
    ///
    /// Made when needed: many groups have many pairs, and these numbers would be most of the memory.
    func products(units: Int) -> [Float] {
      var result: [Float] = []
      result.reserveCapacity(units * (units + 1) / 2 * count)
      var buffer = [Float](repeating: 0, count: count)
      let numbers = memberships.span
      for first in 0..<units {
        let left = numbers.extracting(first * count..<(first + 1) * count)
        for second in first..<units {
          multiply(left, numbers.extracting(second * count..<(second + 1) * count), into: &buffer)
          result += buffer
        }
      }
      return result
    }
  }

  /// How many units there are.
  let units: Int
  /// The replicates in their order.
  let parts: [Part]
  /// The first replicates row by row, (replicates, units + 1): 1 where the unit is chosen, and 0 for the
  /// sum of all units, which stands behind the units.
  private let subsets: [Float]

  /// Pairs of units, a unit with itself among them.
  var pairs: Int { units * (units + 1) / 2 }

  /// Replicates in a part.
  private static let partSize = 125
  /// Numbers of all parts, at most.
  private static let mostNumbers = 1 << 22

  /// Lays subsets out; `nil` where there are too many units for that.
  init?(_ chosen: [[Int]], of units: Int) {
    self.units = units
    guard units * (units + 1) / 2 * chosen.count <= Self.mostNumbers else { return nil }
    let ranges = evenParts(of: chosen.count, count: chosen.count / Self.partSize)
    parts = ranges.map { range in
      let count = range.count
      var memberships = [Float](repeating: 0, count: units * count)
      for (position, replicate) in range.enumerated() {
        for unit in chosen[replicate] { memberships[unit * count + position] = 1 }
      }
      return Part(count: count, memberships: memberships)
    }
    var subsets: [Float] = []
    for replicate in chosen.prefix(LayerProducts.mostWeightReplicates) {
      var row = [Float](repeating: 0, count: units + 1)
      for unit in replicate { row[unit] = 1 }
      subsets += row
    }
    self.subsets = subsets
  }

  /// Whether this is cheaper than adding up the subsets of each weight.
  ///
  /// A product of matrices does some twenty multiplications in the time in which a loop adds one term.
  func pays(weights: Int) -> Bool { pairs <= 16 * weights }

  /// The squared sums of every replicate, summed over neurons into what cosines are made of.
  func cosineSums(_ tiles: [GramTile], threads: Int) -> CosineSums {
    let neurons = tiles.reduce(0) { $0 + $1.totals.count }
    let products = tiles.flatMap(\.products)
    let sums = tiles.flatMap(\.sums)
    let totals = tiles.flatMap(\.totals)
    let found = parallelMap(count: parts.count, threads: threads) { index in
      let part = parts[index]
      var squares = [Float](repeating: 0, count: neurons * part.count)
      Float.multiplyAdd(
        MatrixProduct(
          rows: neurons, columns: part.count, inner: pairs, transposeLeft: false,
          transposeRight: false), products, part.products(units: units), &squares)
      var mixed = [Float](repeating: 0, count: neurons * part.count)
      Float.multiplyAdd(
        MatrixProduct(
          rows: neurons, columns: part.count, inner: units, transposeLeft: false,
          transposeRight: false), sums, part.memberships, &mixed)
      return collected(squares, mixed, totals, count: part.count)
    }
    var result = CosineSums(count: 0)
    for part in found {
      result.products += part.products
      result.first += part.first
      result.second += part.second
    }
    return result
  }
}

extension SubsetForms {
  /// What the parity of single weights is made of in the first replicates.
  ///
  /// A replicate's sums are a product of its memberships and the units' sums.
  /// - Parameters:
  ///   - matrices: Each neuron's unit sums, as ``Columns/unitSums(_:width:)`` gives them.
  ///   - most: How many replicates.
  /// - Returns: One number for each of these replicates, summed over the neurons.
  func cosineSums(ofWeights matrices: [[Float]], first most: Int) -> CosineSums {
    let count = min(most, subsets.count / (units + 1))
    let subsets = Array(subsets.prefix(count * (units + 1)))
    var sums = SquareProducts(count: count)
    for matrix in matrices where count > 0 {
      let weights = matrix.count / (units + 1)
      let products = Float.multiply(
        MatrixProduct(rows: count, columns: weights, inner: units + 1), subsets, matrix)
      sums.add(products, totals: Array(matrix.suffix(weights)))
    }
    var result = CosineSums(count: 0)
    result.append(sums)
    return result
  }

  /// What the parity of neurons that have one number each is made of, in all replicates: those of a tile
  /// stand for the weights of one neuron.
  ///
  /// - Parameter neurons: Each neuron's unit sums, as ``Columns/unitSums(_:width:)`` gives them.
  /// - Returns: One number for each replicate, summed over the neurons.
  func cosineSums(ofNumbers neurons: [[Float]]) -> CosineSums {
    let sums = (0..<units).flatMap { unit in neurons.map { $0[unit] } }
    let totals = neurons.map { $0[units] }
    var result = CosineSums(count: 0)
    for part in parts {
      var found = SquareProducts(count: part.count)
      found.add(
        Float.multiply(
          MatrixProduct(
            rows: part.count, columns: neurons.count, inner: units, transposeLeft: true),
          part.memberships, sums), totals: totals)
      result.append(found)
    }
    return result
  }
}

extension CosineSums {
  /// Appends replicates.
  fileprivate mutating func append(_ replicates: SquareProducts) {
    products += replicates.products
    first += replicates.first
    second += replicates.second
  }
}

private func multiply(_ a: Span<Float>, _ b: Span<Float>, into result: inout [Float]) {
  var output = result.mutableSpan
  precondition(a.count == output.count && b.count == output.count)
  for index in 0..<a.count { output[index] = a[index] * b[index] }
}

/// The inner products of a few neurons' unit sums.
struct GramTile: Sendable {
  /// (neurons, pairs): those of every two units, doubled where they are two.
  private(set) var products: [Float] = []
  /// (neurons, units): those of every unit with the sum of all.
  private(set) var sums: [Float] = []
  /// For each neuron that of the sum of all with itself.
  private(set) var totals: [Float] = []

  /// Multiplies unit sums.
  ///
  /// - Parameters:
  ///   - matrices: What ``Columns/unitSums(_:width:)`` gives.
  ///   - count: How many units there are.
  init(_ matrices: [[Float]], units count: Int) {
    let weights = (matrices.first?.count ?? 0) / (count + 1)
    for matrix in matrices {
      var gram = [Float](repeating: 0, count: (count + 1) * (count + 1))
      Float.multiplyAdd(
        MatrixProduct(
          rows: count + 1, columns: count + 1, inner: weights, transposeLeft: false,
          transposeRight: true), matrix, matrix, &gram)
      for first in 0..<count {
        let row = first * (count + 1)
        products.append(gram[row + first])
        for second in first + 1..<max(first + 1, count) { products.append(2 * gram[row + second]) }
        sums.append(gram[row + count])
      }
      totals.append(gram[count * (count + 1) + count])
    }
  }
}

extension Columns {
  /// For each of the first `width` neurons the sums over units, and that over all of them: row-major
  /// (units + 1, weights).
  func unitSums(_ units: [[Int]], width: Int) -> [[Float]] {
    let stride = (units.count + 1) * weights
    var sums = [Float](repeating: 0, count: width * stride)
    let source = values.span
    var output = sums.mutableSpan
    for weight in 0..<weights {
      var total = Lanes.zero
      for (unit, blocks) in units.enumerated() {
        var sum = Lanes.zero
        for block in blocks { sum += source[weight * self.blocks + block] }
        total += sum
        for lane in 0..<width { output[lane * stride + unit * weights + weight] = sum[lane] }
      }
      for lane in 0..<width { output[lane * stride + units.count * weights + weight] = total[lane] }
    }
    return (0..<width).map { Array(sums[$0 * stride..<($0 + 1) * stride]) }
  }
}

/// Sums over neurons of products of the two sides' squares: `squares` of the chosen units, and
/// `total - 2 mixed + squares` of the others.
private func collected(
  _ squares: [Float], _ mixed: [Float], _ totals: [Float], count: Int
) -> CosineSums {
  var sums = (
    products: [Double](repeating: 0, count: count), first: [Double](repeating: 0, count: count),
    second: [Double](repeating: 0, count: count)
  )
  for (neuron, total) in totals.enumerated() {
    let range = neuron * count..<(neuron + 1) * count
    add(squares.span.extracting(range), mixed.span.extracting(range), total: total, to: &sums)
  }
  var result = CosineSums(count: 0)
  (result.products, result.first, result.second) = sums
  return result
}

/// Adds one neuron.
private func add(
  _ squares: Span<Float>, _ mixed: Span<Float>, total: Float,
  to sums: inout (products: [Double], first: [Double], second: [Double])
) {
  for position in 0..<squares.count {
    let rest = total - 2 * mixed[position] + squares[position]
    // What rounds off may be below zero.
    let (a, b) = (Double(max(squares[position], 0)), Double(max(rest, 0)))
    sums.products[position] += a * b
    sums.first[position] += a * a
    sums.second[position] += b * b
  }
}
