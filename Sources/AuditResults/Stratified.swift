/// The groups of an attribute compared within strata, such as departments or grades.
public struct StratifiedOutcome: Codable, Sendable, Hashable {
  /// The rows of one group in one stratum.
  public struct Cell: Codable, Sendable, Hashable {
    /// The group's name.
    public var group: String
    /// Rows.
    public var rows: Int
    /// Selected rows.
    public var selected: Int

    /// Creates a cell.
    public init(group: String, rows: Int, selected: Int) {
      self.group = group
      self.rows = rows
      self.selected = selected
    }
  }

  /// One stratum.
  public struct Stratum: Codable, Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Whether it holds the rows whose stratum is missing.
    public var isUnknown: Bool
    /// The attribute's groups, in their order.
    public var cells: [Cell]

    /// Creates a stratum.
    public init(name: String, isUnknown: Bool, cells: [Cell]) {
      self.name = name
      self.isUnknown = isUnknown
      self.cells = cells
    }
  }

  /// One group's share among rejected and among selected rows, within strata.
  public struct Conditional: Codable, Sendable, Hashable {
    /// The group.
    public var group: String
    /// Share of the group among rejected rows minus that among selected rows, strata ignored.
    public var unconditional: Estimate
    /// The same within each stratum, averaged with the strata's rows as weights.
    public var conditional: Estimate
    /// Strata in which every or no row was selected, so that a share is missing; left out.
    public var leftOut: [String]

    /// Creates a value.
    public init(
      group: String, unconditional: Estimate, conditional: Estimate, leftOut: [String]
    ) {
      self.group = group
      self.unconditional = unconditional
      self.conditional = conditional
      self.leftOut = leftOut
    }
  }

  /// Two groups compared within strata: one 2 × 2 table for each.
  public struct Association: Codable, Sendable, Hashable {
    /// The group.
    public var group: String
    /// What it is compared with.
    public var reference: String
    /// The common odds ratio of selection, group over reference (Mantel and Haenszel).
    public var oddsRatio: Estimate
    /// The test that within each stratum selection does not depend on the group (Cochran, Mantel and
    /// Haenszel); `nil` where no stratum says anything.
    public var test: TestResult?
    /// ``test``'s p after Holm over all comparisons of the attribute.
    public var adjustedP: Double?
    /// The test that the odds ratio is the same in all strata (Breslow and Day, with Tarone's
    /// correction); `nil` for fewer than two strata that tell.
    public var homogeneity: TestResult?
    /// How many strata hold rows of both groups.
    public var strata: Int

    /// Creates a value.
    public init(
      group: String, reference: String, oddsRatio: Estimate, test: TestResult?,
      adjustedP: Double? = nil, homogeneity: TestResult?, strata: Int
    ) {
      self.group = group
      self.reference = reference
      self.oddsRatio = oddsRatio
      self.test = test
      self.adjustedP = adjustedP
      self.homogeneity = homogeneity
      self.strata = strata
    }
  }

  /// The name of the stratifying attribute.
  public var name: String
  /// The strata; empty where weights kept them from being assessed.
  public var strata: [Stratum]
  /// Conditional demographic disparity of each group.
  public var conditional: [Conditional]
  /// Each group against the benchmark, and where there are more than two groups no other pairs.
  public var associations: [Association]
  /// Why nothing was assessed; `nil` where it was.
  public var reason: UndefinedReason?

  /// Creates an outcome.
  public init(
    name: String, strata: [Stratum], conditional: [Conditional], associations: [Association],
    reason: UndefinedReason? = nil
  ) {
    self.name = name
    self.strata = strata
    self.conditional = conditional
    self.associations = associations
    self.reason = reason
  }
}
