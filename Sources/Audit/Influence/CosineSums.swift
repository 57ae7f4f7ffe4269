/// What a tile contributes to the cosines of replicates.
struct CosineSums: Sendable {
  /// Products of the two sides' influences.
  var products: [Double]
  /// Squares of the first side's.
  var first: [Double]
  /// Squares of the second side's.
  var second: [Double]

  init(count: Int) {
    products = Array(repeating: 0, count: count)
    first = products
    second = products
  }

  /// The sums of vectors of eight neurons with one and the same other vector.
  init(_ vectors: [WideLanes], _ other: WideLanes) {
    self.init(count: vectors.count)
    for (index, influence) in vectors.enumerated() {
      products[index] = (influence * other).sum()
      first[index] = (influence * influence).sum()
      second[index] = (other * other).sum()
    }
  }

  /// Adds the neurons of another tile.
  mutating func add(_ other: CosineSums) {
    for index in products.indices {
      products[index] += other.products[index]
      first[index] += other.first[index]
      second[index] += other.second[index]
    }
  }

  /// The cosines; 0 where a side is all zeros.
  var cosines: [Double] {
    products.indices.map { cosine(products[$0], first[$0], second[$0]) }
  }
}

/// What parities are made of, before the cosine is taken: one entry for each exchange, and for
/// ``halved`` for each halving.
struct ParitySums: Sendable {
  /// The sides as they are: one number.
  var whole: [CosineSums] = []
  /// Without each block of the first side.
  var withoutFirst: [CosineSums] = []
  /// Without each block of the second side.
  var withoutSecond: [CosineSums] = []
  /// One number for each permutation.
  var exchanged: [CosineSums] = []
  /// One number for each halving of one side.
  var halved: [CosineSums] = []

  /// Adds the neurons of another tile.
  mutating func add(_ other: ParitySums) {
    func add(_ parts: inout [CosineSums], _ others: [CosineSums]) {
      for index in parts.indices { parts[index].add(others[index]) }
    }
    add(&whole, other.whole)
    add(&withoutFirst, other.withoutFirst)
    add(&withoutSecond, other.withoutSecond)
    add(&exchanged, other.exchanged)
    add(&halved, other.halved)
  }

  /// The parity of an exchange in all its replicates.
  func draws(_ index: Int, halving: Int) -> ParityDraws {
    ParityDraws(
      value: whole[index].cosines[0], withoutFirst: withoutFirst[index].cosines,
      withoutSecond: withoutSecond[index].cosines, exchanged: exchanged[index].cosines,
      halved: halved[halving].cosines)
  }
}

/// The cosine of two vectors from their product and squared lengths; 0 where one is zero.
func cosine(_ product: Double, _ first: Double, _ second: Double) -> Double {
  guard first > 0, second > 0 else { return 0 }
  return min(1, product / (first.squareRoot() * second.squareRoot()))
}

/// The cosine of two vectors; 0 where one is zero.
func cosine(_ x: [Double], _ y: [Double]) -> Double {
  // Influences may be so small that their squares vanish.
  let (a, b) = (x.max() ?? 0, y.max() ?? 0)
  guard a > 0, b > 0 else { return 0 }
  var (product, first, second) = (0.0, 0.0, 0.0)
  for (x, y) in zip(x, y) {
    let (x, y) = (x / a, y / b)
    product += x * y
    first += x * x
    second += y * y
  }
  return cosine(product, first, second)
}
