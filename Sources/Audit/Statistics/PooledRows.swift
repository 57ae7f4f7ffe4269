import AuditResults

/// Rows of several groups together, to be dealt out at random to groups of the same sizes.
///
/// Rows that a measure takes for alike are dealt by their number: one draw of a table with fixed margins.
struct PooledRows: Sendable {
  private enum Content: Sendable {
    /// Rows in each cell of binary decisions, or of `classes` classes.
    case cells([Int], classes: Int?)
    /// Ascending scores of each label.
    case scores(positives: [Double], negatives: [Double])
    /// Numeric labels and predictions.
    case numbers(labels: [Double], predictions: [Double])
  }

  /// Cells, or rows, that are dealt out by themselves, and how many of them each group gets.
  private struct Stratum: Sendable {
    var members: [Int]
    var sizes: [Int]
  }

  private let content: Content
  private let strata: [Stratum]
  /// The group of each row, where rows are dealt one by one; one list for each stratum.
  private var codes: [[Int]] = []
  private let groups: Int

  /// About how many numbers one deal touches.
  let work: Int

  /// Pools groups; `nil` for weighted rows, which are not alike whatever they hold, and for clusters,
  /// which cannot be torn.
  ///
  /// - Parameters:
  ///   - samples: The groups.
  ///   - basis: What is kept of their rows.
  ///   - isWithinLabels: Whether the rows of each label are dealt out by themselves.
  init?(_ samples: [Sample], basis: Measure.Basis, withinLabels isWithinLabels: Bool) {
    guard samples.count > 1, !samples.contains(where: { $0.isWeighted || $0.clusters != nil })
    else { return nil }
    groups = samples.count
    let rows = samples.map(\.rows)
    let labelled = [samples.map(\.counts.positives), samples.map(\.counts.negatives)]
    switch basis {
    case .cells:
      content = .cells(Self.sum(samples.map(\.counts.cells)), classes: nil)
      let ofLabels = [CellSet.positives, .negatives].map(\.indices)
      strata =
        isWithinLabels
        ? zip(ofLabels, labelled).map { Stratum(members: $0, sizes: $1) }
        : [Stratum(members: Array(0..<4), sizes: rows)]
      work = 100 * groups
    case .classes:
      let cells = samples.compactMap { $0.classes?.cells.map(\.rows) }
      guard cells.count == groups, let classes = samples[0].classes?.count else { return nil }
      content = .cells(Self.sum(cells), classes: classes)
      strata = [Stratum(members: Array(cells[0].indices), sizes: rows)]
      work = 50 * groups * cells[0].count
    case .scores:
      let positives = ascending(samples.flatMap(\.positives))
      let negatives = ascending(samples.flatMap(\.negatives))
      content = .scores(positives: positives, negatives: negatives)
      let all = [samples.map(\.positives.count), samples.map(\.negatives.count)]
      strata =
        isWithinLabels
        ? all.map { Stratum(members: [], sizes: $0) } : [Stratum(members: [], sizes: rows)]
      work = rows.reduce(0, +)
    case .numbers:
      let numbers = samples.compactMap(\.numbers)
      guard numbers.count == groups else { return nil }
      content = .numbers(
        labels: numbers.flatMap(\.labels), predictions: numbers.flatMap(\.predictions))
      strata = [Stratum(members: [], sizes: rows)]
      work = rows.reduce(0, +)
    }
    if case .cells = content { return }
    codes = strata.map { stratum in
      stratum.sizes.enumerated().flatMap { Array(repeating: $0, count: $1) }
    }
  }

  /// Deals all rows out anew.
  ///
  /// - Complexity: O(``work``).
  mutating func deal(_ random: inout RandomSource) -> [Sample] {
    for index in codes.indices { random.shuffle(&codes[index]) }
    switch content {
    case .cells(let cells, let classes):
      return dealtCells(cells, &random).map { cells in
        if let classes {
          Sample(ClassSample(count: classes, cells: cells))
        } else {
          Sample(counts: ConfusionCounts(cells: cells))
        }
      }
    case .scores(let positives, let negatives):
      let drawn = codes.flatMap(\.self)
      let above = parted(positives, by: drawn[..<positives.count])
      let below = parted(negatives, by: drawn[positives.count...])
      return zip(above, below).map { Sample(positives: $0, negatives: $1) }
    case .numbers(let labels, let predictions):
      return zip(parted(labels, by: codes[0][...]), parted(predictions, by: codes[0][...])).map {
        Sample(NumberSample(labels: $0, predictions: $1))
      }
    }
  }

  private func parted(_ numbers: [Double], by codes: ArraySlice<Int>) -> [[Double]] {
    var parts = [[Double]](repeating: [], count: groups)
    for (number, code) in zip(numbers, codes) { parts[code].append(number) }
    return parts
  }

  private func dealtCells(_ cells: [Int], _ random: inout RandomSource) -> [[Int]] {
    var dealt = [[Int]](
      repeating: Array(repeating: 0, count: cells.count), count: groups)
    for stratum in strata {
      var left = stratum.members.map { cells[$0] }
      for group in 0..<groups {
        var (total, draws) = (left.reduce(0, +), stratum.sizes[group])
        for (place, cell) in stratum.members.enumerated() {
          let count = random.hypergeometric(total: total, marked: left[place], draws: draws)
          dealt[group][cell] = count
          total -= left[place]
          draws -= count
          left[place] -= count
        }
      }
    }
    return dealt
  }

  private static func sum(_ tables: [[Int]]) -> [Int] {
    tables[0].indices.map { index in tables.reduce(0) { $0 + $1[index] } }
  }
}
