import AuditResults
import Engine
import Synchronization

/// The rows of a group by clusters, to be drawn anew.
final class ClusterSample: Sendable {
  /// The clusters that the rows belong to, ascending.
  let clusters: [Int32]
  /// How many clusters of one size would tell as much: (Σ n)² / Σ n².
  let effectiveClusters: Double
  /// How often clusters are drawn.
  private let draws: ClusterDraws
  private let rows: [Int]
  /// For each row the place of its cluster in ``clusters``.
  private let places: [Int]
  /// The four cells of each cluster, where counts of rows decide.
  private let cells: [[Int]]?
  /// What else is asked for of the same rows, so that they are drawn once for all.
  private let family: [Measure]
  private let collect: @Sendable ([Int]) -> Sample
  private let found = Mutex<[ObjectIdentifier: [Double]]>([:])

  /// Sorts rows into clusters.
  ///
  /// - Parameters:
  ///   - rows: The group's rows.
  ///   - draws: How often clusters are drawn.
  ///   - cells: The cell of each row, in the order of ``ConfusionCounts/cells``; `nil` where rows have weights
  ///     or the label is not binary.
  ///   - family: Measures that are going to be asked for.
  ///   - collect: Makes a sample of rows, some of them more than once.
  init(
    rows: some Collection<Int>, draws: ClusterDraws, cells: (@Sendable (Int) -> Int)?,
    family: [Measure], collect: @escaping @Sendable ([Int]) -> Sample
  ) {
    let clusters = Set(rows.lazy.map { draws.codes[$0] }).sorted()
    let place = Dictionary(uniqueKeysWithValues: zip(clusters, clusters.indices))
    let places = rows.map { place[draws.codes[$0]] ?? 0 }
    var sizes = [Int](repeating: 0, count: clusters.count)
    for index in places { sizes[index] += 1 }
    self.rows = Array(rows)
    self.draws = draws
    self.family = family
    self.collect = collect
    self.clusters = clusters
    self.places = places
    effectiveClusters = WeightSum(sizes.lazy.map(Double.init)).effectiveRows
    self.cells = cells.map { cell in
      var counts = [[Int]](repeating: [0, 0, 0, 0], count: clusters.count)
      for (row, place) in zip(rows, places) { counts[place][cell(row)] += 1 }
      return counts
    }
  }

  /// Whether some cluster has rows in both groups.
  func overlaps(_ other: ClusterSample) -> Bool {
    var (i, j) = (0, 0)
    while i < clusters.count, j < other.clusters.count {
      if clusters[i] == other.clusters[j] { return true }
      if clusters[i] < other.clusters[j] { i += 1 } else { j += 1 }
    }
    return false
  }

  /// The part and the whole of a share, cluster by cluster; `nil` where rows have weights or the label is
  /// not binary.
  func totals(of share: Measure.Share) -> [(part: Int, whole: Int)]? {
    cells?.map { counts in
      (
        share.part.indices.reduce(0) { $0 + counts[$1] },
        share.whole.indices.reduce(0) { $0 + counts[$1] }
      )
    }
  }

  /// What a measure finds in each replicate; not a number where it is not defined.
  ///
  /// - Complexity: O(clusters · replicates) of counts, else O(rows · replicates), once for each measure.
  func replicates(of measure: Measure) -> [Double] {
    if let known = found.withLock({ $0[measure.id] }) { return known }
    let isOfCells = measure.basis == .cells && cells != nil
    let others = isOfCells ? [] : family.filter { $0.basis != .cells || cells == nil }
    let measures = [measure] + others.filter { $0.id != measure.id && $0.isResampled }
    let values = parallelMap(count: draws.replicates, threads: draws.threads) { replicate in
      let sample = isOfCells ? self.drawnCells(replicate) : self.drawnRows(replicate)
      return measures.map { $0.plain(sample).value ?? .nan }
    }
    found.withLock { found in
      for (index, measure) in measures.enumerated() {
        found[measure.id] = values.map { $0[index] }
      }
    }
    return values.map { $0[0] }
  }

  private func times(_ replicate: Int) -> [Int] {
    clusters.map { draws.times($0, in: replicate) }
  }

  private func drawnCells(_ replicate: Int) -> Sample {
    var sums = [0, 0, 0, 0]
    for (counts, times) in zip(cells ?? [], times(replicate)) where times > 0 {
      for cell in 0..<4 { sums[cell] += times * counts[cell] }
    }
    return Sample(counts: ConfusionCounts(cells: sums))
  }

  private func drawnRows(_ replicate: Int) -> Sample {
    let times = times(replicate)
    var drawn: [Int] = []
    drawn.reserveCapacity(rows.count + rows.count / 4)
    for (row, place) in zip(rows, places) {
      for _ in 0..<times[place] { drawn.append(row) }
    }
    return collect(drawn)
  }
}
