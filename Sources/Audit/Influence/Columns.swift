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
    units: [[Int]], chosen: [[Int]], weightReplicates: Int
  ) -> (neurons: CosineSums, weights: CosineSums) {
    let size = chosen.first?.count ?? 0
    let choices = chosen.flatMap { $0.map(Int32.init) }
    let some = min(chosen.count, weightReplicates)
    var first = [Lanes](repeating: .zero, count: chosen.count)
    var second = first
    var fourths = Fourths(count: some)
    var row = [Lanes](repeating: .zero, count: units.count)
    for weight in 0..<weights {
      var total = Lanes.zero
      for (index, unit) in units.enumerated() {
        var sum = Lanes.zero
        for block in unit { sum += values[weight * blocks + block] }
        row[index] = sum
        total += sum
      }
      addReplicates(
        row, total: total, choices: choices, size: size, &first, &second, &fourths)
    }
    var sums = CosineSums(count: chosen.count)
    for index in chosen.indices {
      let (a, b) = (WideLanes(first[index]), WideLanes(second[index]))
      sums.products[index] = (a * b).sum()
      sums.first[index] = (a * a).sum()
      sums.second[index] = (b * b).sum()
    }
    return (sums, fourths.sums)
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
  _ row: [Lanes], total: Lanes, choices: [Int32], size: Int, _ first: inout [Lanes],
  _ second: inout [Lanes], _ fourths: inout Fourths
) {
  let (source, indices) = (row.span, choices.span)
  let some = fourths.products.count
  var firstSums = first.mutableSpan
  var secondSums = second.mutableSpan
  precondition(indices.count == size * firstSums.count && secondSums.count == firstSums.count)
  for replicate in 0..<firstSums.count {
    var sum = Lanes.zero
    for position in replicate * size..<replicate * size + size {
      sum += source[Int(indices[position])]
    }
    let rest = total - sum
    let (a, b) = (sum * sum, rest * rest)
    firstSums[replicate] += a
    secondSums[replicate] += b
    if replicate < some { fourths.add(a, b, to: replicate) }
  }
}
