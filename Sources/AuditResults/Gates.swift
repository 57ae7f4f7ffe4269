/// A limit that was declared for a metric, and how the audit came out against it.
public struct GateOutcome: Codable, Sendable, Hashable {
  /// How a gate came out.
  public enum Status: String, Codable, Sendable, Hashable, CaseIterable {
    /// The whole interval lies on the right side of the limit.
    case meetsLimit
    /// The whole interval lies on the wrong side of the limit, or the value does and groups differ
    /// by more than chance.
    case belowLimit
    /// The interval holds the limit.
    case inconclusive
    /// The metric has no value or no interval here.
    case notAssessed
  }

  /// What a gate that is not met does to the exit code.
  public enum Level: String, Codable, Sendable, Hashable, CaseIterable {
    /// Listed, and neither judged nor counted.
    case off
    /// Reported only.
    case warn
    /// Decides the exit code.
    case error

    /// How much a gate of this level decides, from 0 for nothing.
    var rank: Int {
      switch self {
      case .off: 0
      case .warn: 1
      case .error: 2
      }
    }
  }

  /// Whether the p of a gate answers for all declared gates together.
  public enum Adjustment: String, Codable, Sendable, Hashable, CaseIterable {
    /// Adjusted by Holm over all declared gates that ask for it.
    case holm
    /// Each gate stands for itself.
    case none
  }

  /// The gate's id, unique in an audit; `nil` where an older version wrote the result.
  public var id: String?
  /// The metric's id.
  public var metric: String
  /// The attribute's name.
  public var attribute: String
  /// The class that is compared with all others; `nil` unless the label has several classes.
  public var ofClass: String?
  /// What every group is compared with: a group's name or `everyone else`; `nil` for the metric's
  /// own comparison of all groups.
  public var against: String?
  /// The limit.
  public var limit: Double
  /// Whether values at or above the limit are good (ratios) or values at or below it (gaps).
  public var higherIsBetter: Bool
  /// What it does to the exit code.
  public var level: Level
  /// What was measured.
  public var observed: Estimate
  /// How it came out.
  public var status: Status
  /// The test that all compared groups are equal, its p adjusted for the pairs of this gate.
  public var test: TestResult?
  /// How ``adjustedP`` answers for other gates.
  public var adjustment: Adjustment?
  /// ``test``'s p after ``adjustment``.
  public var adjustedP: Double?
  /// Groups with fewer rows are not judged.
  public var minimumRows: Int?
  /// Groups with fewer positive or fewer negative rows are not judged.
  public var minimumClassRows: Int?
  /// Groups that were too small to be judged; `nil` where none was.
  public var smallGroups: [String]?
  /// What these rows could have shown; only of inconclusive gates.
  public var power: Power?
  /// How the metric moved since the baseline; `nil` without one, or where it did not measure this.
  public var regression: Regression?
  /// Why the limit was chosen, as the user wrote it.
  public var rationale: String?
  /// Who answers for the limit, as the user wrote it.
  public var owner: String?
  /// The last day on which the limit holds without a new look at it, as `2027-06-30`.
  public var expiry: String?
  /// The line of the gate in the file that declares it, from 1.
  public var line: Int?
  /// Whether ``line`` counts in ``AuditResult/gateFile``; otherwise in the audit spec.
  public var isFromGateFile: Bool?

  /// Creates an outcome.
  public init(
    id: String? = nil, metric: String, attribute: String, against: String? = nil, limit: Double,
    higherIsBetter: Bool, level: Level, observed: Estimate, status: Status,
    rationale: String? = nil
  ) {
    self.id = id
    self.metric = metric
    self.attribute = attribute
    self.against = against
    self.limit = limit
    self.higherIsBetter = higherIsBetter
    self.level = level
    self.observed = observed
    self.status = status
    self.rationale = rationale
  }

  /// Whether a day, as `2027-06-30`, lies after ``expiry``.
  public func isExpired(on day: String) -> Bool { expiry.map { $0 < day } ?? false }
}

/// What an audit of so many rows can tell: printed with every finding that is inconclusive.
public struct Power: Codable, Sendable, Hashable {
  /// The chance of a conclusion that the other numbers are computed for, in (0, 1).
  public var chance: Double
  /// The smallest distance, from the limit or from equality, that these rows would show with that
  /// chance; in the unit of the metric.
  public var minimumDetectableGap: Double
  /// Rows of the compared groups.
  public var rows: Int
  /// How many such rows, in the same proportions, would show the observed distance with that chance;
  /// `nil` where there is no distance, or more than 10¹² rows would be needed.
  public var rowsNeeded: Int?

  /// Creates a value.
  public init(chance: Double, minimumDetectableGap: Double, rows: Int, rowsNeeded: Int?) {
    self.chance = chance
    self.minimumDetectableGap = minimumDetectableGap
    self.rows = rows
    self.rowsNeeded = rowsNeeded
  }
}
