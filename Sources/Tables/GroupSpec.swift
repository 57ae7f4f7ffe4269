/// An audited attribute: a column of categories, or of numbers cut into bins.
public struct GroupSpec: Sendable, Hashable {
  /// Another name for a value, or for the bin of that name.
  public struct Alias: Sendable, Hashable {
    /// The value as the data hold it, or the bin's name.
    public var value: String
    /// The group that its rows belong to.
    public var group: String
    /// Whether the group may hold other values too.
    public var isMerged: Bool

    /// Creates a name.
    public init(value: String, group: String, isMerged: Bool = false) {
      self.value = value
      self.group = group
      self.isMerged = isMerged
    }
  }

  /// The attribute's name.
  public var name: String
  /// The column.
  public var column: String
  /// The edges of bins, increasing: below the first, from each up to the next, from the last on.
  public var bins: [Double]?
  /// The groups of values that are not called by the value; no value occurs twice.
  public var aliases: [Alias]
  /// Columns that change along where a row is given another group's value.
  public var proxies: [Proxy] = []

  /// A column that goes with the attribute.
  public struct Proxy: Sendable, Hashable {
    /// The column.
    public var column: String
    /// For each group what its texts become where a row is given that group's value.
    public var texts: [String: [String: String]]

    /// Creates a proxy.
    public init(column: String, texts: [String: [String: String]]) {
      self.column = column
      self.texts = texts
    }
  }

  /// Creates an attribute, named after its column unless it has a name of its own.
  public init(
    column: String, name: String? = nil, bins: [Double]? = nil, aliases: [Alias] = []
  ) {
    self.column = column
    self.name = name ?? column
    self.bins = bins
    self.aliases = aliases
  }
}
