/// What the model does for the same rows with another group's value in the place of their own.
public struct Counterfactual: Codable, Sendable, Hashable {
  /// Why nothing was flipped.
  public enum Absence: String, Codable, Sendable, Hashable, CaseIterable {
    /// Neither the attribute's column nor a declared proxy is an input of the model.
    case notAnInput
    /// The rows came from a stream that could not be read again; only older versions say so.
    case notRepeatable
    /// Fewer than two groups have a value that can be put in.
    case singleGroup
    /// It would have taken long and was not asked for, or was switched off.
    case omitted
  }

  /// All rows of one group, given the value of another.
  public struct Flip: Codable, Sendable, Hashable {
    /// The group whose rows these are.
    public var from: String
    /// The group whose value they were given.
    public var to: String
    /// The value that stands for ``to``: the one that most of its rows hold.
    public var value: String
    /// The share of the rows that were not selected and would be.
    public var becomesSelected: Estimate
    /// The share of the rows that were selected and would not be.
    public var becomesRefused: Estimate
    /// The mean of the score with the other value minus the score.
    public var scoreChange: Estimate
    /// Mean relative distance of each layer's values, in the order of ``Counterfactual/layers``.
    public var distances: [Double]
    /// How many of the rows the distances are of.
    public var distanceRows: Int
    /// The first layer whose values differ; `nil` where none does.
    public var firstLayer: String?

    /// Creates a flip.
    public init(
      from: String, to: String, value: String, becomesSelected: Estimate,
      becomesRefused: Estimate, scoreChange: Estimate, distances: [Double], distanceRows: Int,
      firstLayer: String?
    ) {
      self.from = from
      self.to = to
      self.value = value
      self.becomesSelected = becomesSelected
      self.becomesRefused = becomesRefused
      self.scoreChange = scoreChange
      self.distances = distances
      self.distanceRows = distanceRows
      self.firstLayer = firstLayer
    }
  }

  /// The columns that were changed and are inputs of the model: the attribute's own, then proxies.
  public var columns: [String]
  /// Whether the attribute's own column is an input of the model.
  public var isInput: Bool
  /// Why there are no flips; `nil` where there are.
  public var absence: Absence?
  /// The layers from the inputs to the score, in the order in which they run.
  public var layers: [String]
  /// Each group as each other.
  public var flips: [Flip]
  /// Groups that were left out because there are many; `nil` where none was.
  public var omittedGroups: [String]?

  /// Creates a result.
  public init(
    columns: [String], isInput: Bool, absence: Absence? = nil, layers: [String] = [],
    flips: [Flip] = [], omittedGroups: [String]? = nil
  ) {
    self.columns = columns
    self.isInput = isInput
    self.absence = absence
    self.layers = layers
    self.flips = flips
    self.omittedGroups = omittedGroups
  }
}
