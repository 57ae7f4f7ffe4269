/// How well single inputs, and the values of layers, tell which group a row belongs to.
public struct ProxyScreen: Codable, Sendable, Hashable {
  /// How the group is told.
  public enum Predictor: String, Codable, Sendable, Hashable, CaseIterable {
    /// By the number itself, in whichever direction is better.
    case rank
    /// By ridge regression on the numbers, each row by a fit that has not seen it.
    case ridge
  }

  /// One input or layer, and one group against all others.
  public struct Entry: Codable, Sendable, Hashable {
    /// The column or layer.
    public var name: String
    /// Whether ``name`` is a layer.
    public var isLayer: Bool
    /// Whether ``name`` is the attribute's own column.
    public var isAttribute: Bool
    /// The group that is told from all others.
    public var group: String
    /// How.
    public var predictor: Predictor
    /// How many numbers it is told by.
    public var width: Int
    /// The chance that a row of the group is ranked above a row of another group.
    public var area: Estimate
    /// The test that it is one half.
    public var test: TestResult?
    /// The test's p after Holm over all entries of the attribute.
    public var adjustedP: Double?

    /// Creates an entry.
    public init(
      name: String, isLayer: Bool, isAttribute: Bool = false, group: String,
      predictor: Predictor, width: Int, area: Estimate, test: TestResult?,
      adjustedP: Double? = nil
    ) {
      self.name = name
      self.isLayer = isLayer
      self.isAttribute = isAttribute
      self.group = group
      self.predictor = predictor
      self.width = width
      self.area = area
      self.test = test
      self.adjustedP = adjustedP
    }
  }

  /// How many rows were looked at.
  public var rows: Int
  /// How many entries there were before ``inputs`` and ``layers`` were cut to the listed ones.
  public var comparisons: Int
  /// The largest area that chance alone would bring among so many, at the audit's confidence.
  public var chance: Double
  /// Single inputs, those that tell most first.
  public var inputs: [Entry]
  /// The values of layers, in the order in which they run.
  public var layers: [Entry]

  /// Creates a screen.
  public init(
    rows: Int, comparisons: Int, chance: Double, inputs: [Entry], layers: [Entry]
  ) {
    self.rows = rows
    self.comparisons = comparisons
    self.chance = chance
    self.inputs = inputs
    self.layers = layers
  }
}
