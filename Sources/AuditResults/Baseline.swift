/// An earlier audit that limits are held against: only what got worse fails.
public struct BaselineFacts: Codable, Sendable, Hashable {
  /// How the rows of the two audits go together.
  public enum Pairing: String, Codable, Sendable, Hashable, CaseIterable {
    /// The same rows in the same order, with the decisions of both audits.
    case paired
    /// The earlier audit kept no decisions.
    case noDecisions
    /// The two audits are of different rows or labels.
    case otherRows
  }

  /// The file of the earlier audit.
  public var file: FileFacts
  /// What it found, by digest.
  public var contentDigest: String?
  /// The model that it audited.
  public var model: FileFacts
  /// How its rows go together with those of this audit.
  public var pairing: Pairing

  /// Creates the facts.
  public init(file: FileFacts, contentDigest: String?, model: FileFacts, pairing: Pairing) {
    self.file = file
    self.contentDigest = contentDigest
    self.model = model
    self.pairing = pairing
  }
}

/// How a gate's metric moved since an earlier audit.
public struct Regression: Codable, Sendable, Hashable {
  /// What was measured then.
  public var before: Estimate
  /// The value now minus the value then; `nil` where one of them has none.
  public var change: Double?
  /// The test that nothing changed, its p adjusted for the groups of the gate.
  public var test: TestResult?
  /// ``test``'s p after Holm over all gates of level error or warn.
  public var adjustedP: Double?
  /// Whether the value moved away from the limit by more than chance explains.
  public var isWorse: Bool
  /// How decisions changed in the groups that decide the metric; empty where rows are not paired.
  public var groups: [GroupRegression]

  /// Creates a value.
  public init(
    before: Estimate, change: Double?, test: TestResult? = nil, adjustedP: Double? = nil,
    isWorse: Bool = false, groups: [GroupRegression] = []
  ) {
    self.before = before
    self.change = change
    self.test = test
    self.adjustedP = adjustedP
    self.isWorse = isWorse
    self.groups = groups
  }
}

/// How decisions changed among rows of one group.
public struct GroupRegression: Codable, Sendable, Hashable {
  /// Which rows of the group were looked at.
  public enum Rows: String, Codable, Sendable, Hashable, CaseIterable {
    /// All; a row gains when it is selected now and was not.
    case all
    /// Those whose label is positive; a row gains when it is selected now and was not.
    case positives
    /// Those whose label is negative; a row gains when it is selected now and was not.
    case negatives
    /// All; a row gains when the decision agrees with its label now and did not.
    case correct
  }

  /// The group's name.
  public var group: String
  /// The rows.
  public var rows: Rows
  /// How many gained.
  public var gained: Int
  /// How many lost.
  public var lost: Int
  /// The exact p of McNemar's test.
  public var pValue: Double

  /// Creates a value.
  public init(group: String, rows: Rows, gained: Int, lost: Int, pValue: Double) {
    self.group = group
    self.rows = rows
    self.gained = gained
    self.lost = lost
    self.pValue = pValue
  }
}

/// Which rows were selected, in the order of the data file: what a later audit needs to pair rows.
///
/// Written only on request, since it says something about each row of a file that must be known to
/// read it.
public struct RowDecisions: Codable, Sendable, Hashable {
  /// How many rows there are.
  public var rows: Int
  /// One hexadecimal digit for four rows, the first row in the highest bit.
  public var selected: String

  /// Packs decisions.
  public init(_ decisions: [Bool]) {
    rows = decisions.count
    let digits = Array("0123456789abcdef".utf8)
    var packed: [UInt8] = []
    for start in stride(from: 0, to: decisions.count, by: 4) {
      var value = 0
      for offset in 0..<4 {
        let row = start + offset
        value = value * 2 + (row < decisions.count && decisions[row] ? 1 : 0)
      }
      packed.append(digits[value])
    }
    selected = String(decoding: packed, as: UTF8.self)
  }

  /// The decisions; `nil` where the digits are not those of as many rows.
  public var decisions: [Bool]? {
    guard rows >= 0, selected.utf8.count == rows / 4 + (rows % 4 == 0 ? 0 : 1) else { return nil }
    var decisions: [Bool] = []
    decisions.reserveCapacity(rows)
    for digit in selected {
      guard digit.isASCII, let value = digit.hexDigitValue else { return nil }
      for bit in (0..<4).reversed() where decisions.count < rows {
        decisions.append(value >> bit & 1 == 1)
      }
    }
    return decisions
  }
}

/// What a gate's outcome makes of a run.
public enum GateVerdict: Sendable, Hashable, CaseIterable {
  /// The limit is met.
  case passed
  /// Missed, or open, without changing the exit code.
  case warned
  /// Ends the run with code 1.
  case failed
  /// Open, and ends the run with code 3.
  case open
  /// Not assessed, and ends the run with code 3.
  case notAssessed
  /// Switched off.
  case off
}

extension AuditResult {
  /// What a gate makes of the run.
  ///
  /// With a baseline in which the gate can be found, only a limit that is not met and from which the
  /// value moved away fails, or one that could be assessed then and cannot now.
  public func verdict(_ gate: GateOutcome) -> GateVerdict {
    if gate.level == .off { return .off }
    if gate.status == .meetsLimit { return .passed }
    guard gate.level == .error else { return .warned }
    let isTolerated = inconclusiveIsTolerated == true
    if let regression = gate.regression, regression.before.value != nil {
      if gate.status == .notAssessed { return isTolerated ? .warned : .notAssessed }
      return regression.isWorse ? .failed : .warned
    }
    return switch gate.status {
    case .meetsLimit: .passed
    case .belowLimit: .failed
    case .inconclusive: isTolerated ? .warned : .open
    case .notAssessed: isTolerated ? .warned : .notAssessed
    }
  }
}
