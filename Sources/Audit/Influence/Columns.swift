/// The block sums of eight neurons: for each of their weights, all blocks in turn.
struct Columns: Sendable {
  /// Row-major (weights, blocks).
  var values: [Lanes]
  /// How many blocks there are.
  var blocks: Int
  /// How many weights each neuron has.
  var weights: Int

  private func sum(_ weight: Int, _ blocks: [Int]) -> WideLanes {
    var sum = WideLanes.zero
    for block in blocks { sum += WideLanes(values[weight * self.blocks + block]) }
    return sum
  }

  /// `Σ_weights (Σ_blocks s)²` for each neuron.
  func squares(of blocks: [Int]) -> WideLanes {
    var result = WideLanes.zero
    for weight in 0..<weights {
      let sum = sum(weight, blocks)
      result += sum * sum
    }
    return result
  }

  /// The same without each block in turn.
  func squares(withoutEach blocks: [Int]) -> [WideLanes] {
    var result = [WideLanes](repeating: .zero, count: blocks.count)
    for weight in 0..<weights {
      let sum = sum(weight, blocks)
      for position in 0..<blocks.count {
        let rest = sum - WideLanes(values[weight * self.blocks + blocks[position]])
        result[position] += rest * rest
      }
    }
    return result
  }

  /// What the parity of two sides' single weights is made of, summed over the eight neurons.
  func fourths(of first: [Int], against second: [Int]) -> CosineSums {
    var sums = (WideLanes.zero, WideLanes.zero, WideLanes.zero)
    for weight in 0..<weights {
      let (a, b) = (sum(weight, first), sum(weight, second))
      let (x, y) = (a * a, b * b)
      sums.0 += x * y
      sums.1 += x * x
      sums.2 += y * y
    }
    var result = CosineSums(count: 1)
    result.products[0] = sums.0.sum()
    result.first[0] = sums.1.sum()
    result.second[0] = sums.2.sum()
    return result
  }

  /// The same without each of the first side's blocks in turn.
  func fourths(withoutEach first: [Int], against second: [Int]) -> CosineSums {
    var products = [WideLanes](repeating: .zero, count: first.count)
    var squares = products
    var others = WideLanes.zero
    for weight in 0..<weights {
      let (sum, other) = (sum(weight, first), sum(weight, second))
      let y = other * other
      others += y * y
      for position in 0..<first.count {
        let rest = sum - WideLanes(values[weight * blocks + first[position]])
        let x = rest * rest
        products[position] += x * y
        squares[position] += x * x
      }
    }
    var result = CosineSums(count: first.count)
    for position in 0..<first.count {
      result.products[position] = products[position].sum()
      result.first[position] = squares[position].sum()
      result.second[position] = others.sum()
    }
    return result
  }

  /// The two sides of each replicate, the chosen units and the rest of them: by neuron, and for the
  /// first `weightReplicates` by single weight as well.
  func resampled(
    units: [[Int]], chosen: Choices, weightReplicates: Int
  ) -> (neurons: CosineSums, weights: CosineSums) {
    let some = min(chosen.count, weightReplicates)
    var first = [Lanes](repeating: .zero, count: chosen.count)
    var second = first
    var fourths = Fourths(count: some)
    var row = [Lanes](repeating: .zero, count: chosen.tables * chosen.bits)
    var tables = [Lanes](repeating: .zero, count: chosen.tables << chosen.bits)
    for weight in 0..<weights {
      var total = Lanes.zero
      for index in 0..<units.count {
        var sum = Lanes.zero
        for block in units[index] { sum += values[weight * blocks + block] }
        row[index] = sum
        total += sum
      }
      fill(&tables, with: row, bits: chosen.bits)
      addReplicates(
        tables, total: total, entries: chosen.entries, starts: chosen.starts, &first, &second,
        &fourths)
    }
    var sums = CosineSums(count: chosen.count)
    for index in 0..<chosen.count {
      let (a, b) = (WideLanes(first[index]), WideLanes(second[index]))
      sums.products[index] = (a * b).sum()
      sums.first[index] = (a * a).sum()
      sums.second[index] = (b * b).sum()
    }
    return (sums, fourths.sums)
  }
}

/// Fills each table with the sums of all subsets of its units.
private func fill(_ tables: inout [Lanes], with row: [Lanes], bits: Int) {
  let source = row.span
  var output = tables.mutableSpan
  var start = 0
  var unit = 0
  while start < output.count {
    var size = 1
    while size < 1 << bits {
      let value = source[unit]
      for subset in 0..<size { output[start + size + subset] = output[start + subset] + value }
      size <<= 1
      unit += 1
    }
    start += 1 << bits
  }
}

/// Sums over weights of products of squares, for each replicate.
private struct Fourths {
  var products: [Lanes]
  var first: [Lanes]
  var second: [Lanes]

  init(count: Int) {
    products = Array(repeating: .zero, count: count)
    first = products
    second = products
  }

  mutating func add(_ a: Lanes, _ b: Lanes, to replicate: Int) {
    products[replicate] += a * b
    first[replicate] += a * a
    second[replicate] += b * b
  }

  var sums: CosineSums {
    var result = CosineSums(count: products.count)
    for index in products.indices {
      result.products[index] = WideLanes(products[index]).sum()
      result.first[index] = WideLanes(first[index]).sum()
      result.second[index] = WideLanes(second[index]).sum()
    }
    return result
  }
}

/// Adds one weight's squared sums over the chosen units and over the rest, for every replicate.
private func addReplicates(
  _ tables: [Lanes], total: Lanes, entries: [Int32], starts: [Int], _ first: inout [Lanes],
  _ second: inout [Lanes], _ fourths: inout Fourths
) {
  let (source, indices, starts) = (tables.span, entries.span, starts.span)
  let some = fourths.products.count
  var firstSums = first.mutableSpan
  var secondSums = second.mutableSpan
  precondition(
    starts.count == firstSums.count + 1 && secondSums.count == firstSums.count)
  for replicate in 0..<firstSums.count {
    var sum = Lanes.zero
    for position in starts[replicate]..<starts[replicate + 1] {
      sum += source[Int(indices[position])]
    }
    let rest = total - sum
    let (a, b) = (sum * sum, rest * rest)
    firstSums[replicate] += a
    secondSums[replicate] += b
    if replicate < some { fourths.add(a, b, to: replicate) }
  }
}
