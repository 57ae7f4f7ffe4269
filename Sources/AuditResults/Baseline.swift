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
  /// Which declared limits are not as they were; `nil` where an older version wrote the result.
  public var limitChanges: [LimitChange]?

  /// Creates the facts.
  public init(
    file: FileFacts, contentDigest: String?, model: FileFacts, pairing: Pairing,
    limitChanges: [LimitChange]? = nil
  ) {
    self.file = file
    self.contentDigest = contentDigest
    self.model = model
    self.pairing = pairing
    self.limitChanges = limitChanges
  }
}

/// A declared limit that differs from that of an earlier audit.
public struct LimitChange: Codable, Sendable, Hashable {
  /// What became of it.
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    /// Nothing.
    case same
    /// It demands less, or decides less.
    case loosened
    /// It demands more, or decides more.
    case tightened
    /// It demands something else: other groups are judged, or with another confidence.
    case altered
    /// It is not declared any more.
    case removed
    /// The earlier audit did not have it.
    case added
  }

  /// One side of the change.
  public struct Side: Codable, Sendable, Hashable {
    /// The limit.
    public var limit: Double
    /// What it does to the exit code.
    public var level: GateOutcome.Level

    /// Creates a side.
    public init(limit: Double, level: GateOutcome.Level) {
      self.limit = limit
      self.level = level
    }
  }

  /// The gate's id.
  public var gate: String
  /// The metric's id.
  public var metric: String
  /// What became of it.
  public var kind: Kind
  /// As it was; `nil` where it is new.
  public var before: Side?
  /// As it is; `nil` where it is gone.
  public var after: Side?

  /// Creates a change.
  public init(gate: String, metric: String, kind: Kind, before: Side?, after: Side?) {
    self.gate = gate
    self.metric = metric
    self.kind = kind
    self.before = before
    self.after = after
  }

  /// Holds a gate against the same of an earlier audit; one of them must be there.
  public init(before: GateOutcome?, after: GateOutcome?) {
    let either = after ?? before
    gate = either.map { $0.id ?? $0.metric } ?? ""
    metric = either?.metric ?? ""
    self.before = before.map { Side(limit: $0.limit, level: $0.level) }
    self.after = after.map { Side(limit: $0.limit, level: $0.level) }
    guard let before else {
      kind = .added
      return
    }
    guard let after else {
      kind = .removed
      return
    }
    let (was, isNow) = (before.level.rank, after.level.rank)
    let limitRises = after.limit > before.limit
    let isStricter =
      before.limit != after.limit && limitRises == after.higherIsBetter
    if isNow < was || before.limit != after.limit && !isStricter {
      kind = .loosened
    } else if isNow > was || isStricter {
      kind = .tightened
    } else {
      let isElse =
        before.against != after.against || before.minimumRows != after.minimumRows
        || before.minimumClassRows != after.minimumClassRows || before.ofClass != after.ofClass
        || before.adjustment != after.adjustment || before.hasOtherConfidence(than: after)
      kind = isElse ? .altered : .same
    }
  }
}

extension GateOutcome {
  /// Whether the intervals of both are known, and not of the same coverage.
  fileprivate func hasOtherConfidence(than other: GateOutcome) -> Bool {
    guard let one = observed.interval, let two = other.observed.interval else { return false }
    return one.level != two.level
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
