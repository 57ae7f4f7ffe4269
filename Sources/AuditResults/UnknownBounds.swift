/// How a gap or ratio of rates could come out, had the rows without a value been known to belong to
/// the other groups.
public struct UnknownBounds: Codable, Sendable, Hashable {
  /// The metric's id.
  public var metric: String
  /// The metric over the known groups alone, the other rows left out.
  public var known: Estimate
  /// The least disparity that an assignment of the rows gives, and that one does give.
  public var best: Double
  /// No assignment is better than this; equal to ``best`` where that is proven to be the least.
  public var bestLimit: Double
  /// The largest disparity that an assignment gives; exact.
  public var worst: Double
  /// How many rows were assigned.
  public var rows: Int

  /// Creates bounds.
  public init(
    metric: String, known: Estimate, best: Double, bestLimit: Double, worst: Double, rows: Int
  ) {
    self.metric = metric
    self.known = known
    self.best = best
    self.bestLimit = bestLimit
    self.worst = worst
    self.rows = rows
  }
}
