/// Who an audit file is for, and what was left out for that.
public struct EditionFacts: Codable, Sendable, Hashable {
  /// Parts that were removed whole, since small counts could be computed from them.
  public enum Part: String, Codable, Sendable, Hashable, CaseIterable {
    /// Curves of scores, and gaps over all cut-offs.
    case curves
    /// What neurons do, of attributes with withheld groups.
    case influence
    /// Whose decision changed.
    case flips
    /// Which rows were selected.
    case decisions
    /// Input features whose few empty or unknown cells were counted.
    case features
  }

  /// Groups of one attribute whose numbers were left out.
  public struct Withheld: Codable, Sendable, Hashable {
    /// The attribute's name.
    public var attribute: String
    /// The groups, combinations without rows among them.
    public var groups: [String]
    /// How many of them have enough rows, and would reveal the others.
    public var secondary: Int

    /// Creates a value.
    public init(attribute: String, groups: [String], secondary: Int) {
      self.attribute = attribute
      self.groups = groups
      self.secondary = secondary
    }
  }

  /// No count of fewer rows is told, nor can it be computed from what is told.
  public var minimumCell: Int
  /// The groups that were left out.
  public var withheld: [Withheld]
  /// The parts that were left out.
  public var removed: [Part]

  /// Creates the facts.
  public init(minimumCell: Int, withheld: [Withheld], removed: [Part]) {
    self.minimumCell = minimumCell
    self.withheld = withheld
    self.removed = removed
  }
}

/// Why a public edition cannot be made.
public enum EditionError: Error, Equatable, Sendable {
  /// A cell of all rows together is too small; counts are rows.
  case tooFewRows(cell: Int, minimum: Int)
  /// What is small is known for labels of two values only.
  case otherLabel
}
