/// What was found out about a model by running it, beside widths and names.
public struct ProposalFindings: Sendable, Hashable {
  /// An order of features.
  public struct Order: Sendable, Hashable {
    /// The columns.
    public var columns: [String]
    /// How many rows it was found with.
    public var rows: Int
    /// The mean log loss of their labels.
    public var loss: Double
    /// That under the usual order.
    public var usualLoss: Double

    /// Creates an order.
    public init(columns: [String], rows: Int, loss: Double, usualLoss: Double) {
      self.columns = columns
      self.rows = rows
      self.loss = loss
      self.usualLoss = usualLoss
    }
  }

  /// The orders of inputs' features, by the input's name.
  public var orders: [String: Order] = [:]
  /// Whether the model's score is that of the other label.
  public var isReversed = false
  /// The folder of the images as the spec is to name it, empty for that of the rows; `nil` where it
  /// was not found.
  public var imageFolder: String?

  /// Creates findings of nothing.
  public init() {}
}
