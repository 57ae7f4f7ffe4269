import Tables

/// How often each cluster of rows is drawn in each replicate of the cluster bootstrap.
///
/// A cluster's number is a Poisson variable with mean 1, a function of seed, replicate and cluster alone
/// (Hanley and MacGibbon, Computer Methods and Programs in Biomedicine 83, 2006): every group of an audit
/// sees the same draws, so that what two groups share by a cluster moves in both, and no result depends on
/// order or threads. Quantities of an audit do not depend on how many rows there are, so that the total need
/// not be fixed.
struct ClusterDraws: Sendable {
  /// The cluster of each row.
  let codes: [Int32]
  /// How many replicates there are.
  let replicates: Int
  /// Threads; no result depends on them.
  let threads: Int
  private let seed: UInt64

  /// Of fewer replicates a standard error would be off by more than a tenth now and then.
  private static let fewest = 199
  private static let most = 999
  /// Rows that all replicates together may touch.
  private static let mostRows = 10_000_000

  init(_ clusters: Clusters, resampling: Resampling, threads: Int = 1) {
    codes = clusters.codes
    let affordable = Self.mostRows / max(1, codes.count)
    replicates = min(max(1, resampling.replicates), max(Self.fewest, min(Self.most, affordable)))
    self.threads = threads
    var random = RandomSource(seed: resampling.seed, purpose: "clusters")
    seed = random.next()
  }

  /// How often a cluster is drawn.
  func times(_ cluster: Int32, in replicate: Int) -> Int {
    var ofReplicate = SplitMix64(state: seed &+ UInt64(replicate))
    var mixer = SplitMix64(
      state: ofReplicate.next() &+ UInt64(UInt32(bitPattern: cluster)) &* 0xbf58_476d_1ce4_e5b9)
    let drawn = mixer.next()
    var count = 0
    while count < Self.ends.count, drawn >= Self.ends[count] { count += 1 }
    return count
  }

  /// 2⁶⁴ times the probability of at most 0, 1, 2, … of a Poisson variable with mean 1.
  private static let ends: [UInt64] = {
    var (ends, mass, sum) = ([UInt64](), exponential(-1), 0.0)
    for count in 0..<16 {
      if count > 0 { mass /= Double(count) }
      sum += mass
      guard sum < 1, sum * 0x1p64 < 0x1p64 else { break }
      ends.append(UInt64(sum * 0x1p64))
    }
    return ends
  }()
}
