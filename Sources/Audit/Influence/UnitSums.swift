/// The sums over units of a tile's neurons, found once for each way in which a side's blocks are merged:
/// with many groups a side takes part in many comparisons.
struct UnitSums {
  private let columns: Columns
  private let merges: [[[Int]]]
  private let width: Int
  private let isKept: Bool
  private var known: [Int: [[Float]]] = [:]

  /// Prepares the sums of the first `width` neurons of a tile.
  ///
  /// - Parameters:
  ///   - columns: The tile.
  ///   - merges: Lists of units.
  ///   - width: How many neurons.
  ///   - mostNumbers: Numbers that are kept, at most; beyond, each comparison finds its own.
  init(_ columns: Columns, merges: [[[Int]]], width: Int, mostNumbers: Int = 1 << 22) {
    self.columns = columns
    self.merges = merges
    self.width = width
    let units = merges.reduce(0) { $0 + $1.count + 1 }
    isKept = units * columns.weights * width <= mostNumbers
  }

  /// For each neuron the sums over the units of some lists, one list after the other, and that over all of
  /// them: row-major (units + 1, weights).
  mutating func of(_ lists: [Int]) -> [[Float]] {
    guard isKept else { return columns.unitSums(lists.flatMap { merges[$0] }, width: width) }
    let parts = lists.map { kept($0) }
    guard parts.count > 1 else { return parts[0] }
    let weights = columns.weights
    return (0..<width).map { neuron in
      var rows: [Float] = []
      rows.reserveCapacity(parts.reduce(weights) { $0 + $1[neuron].count - weights })
      for part in parts { rows += part[neuron][..<(part[neuron].count - weights)] }
      var total = Array(parts[0][neuron].suffix(weights))
      for part in parts.dropFirst() { addElements(of: part[neuron].suffix(weights), to: &total) }
      return rows + total
    }
  }

  private mutating func kept(_ list: Int) -> [[Float]] {
    if let sums = known[list] { return sums }
    let sums = columns.unitSums(merges[list], width: width)
    known[list] = sums
    return sums
  }
}

/// Adds numbers to as many others.
func addElements(of terms: ArraySlice<Float>, to sums: inout [Float]) {
  let source = terms.span
  var output = sums.mutableSpan
  precondition(source.count == output.count)
  for index in 0..<source.count { output[index] += source[index] }
}
