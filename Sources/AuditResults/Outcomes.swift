/// The four cells of a binary decision.
public struct ConfusionCounts: Codable, Sendable, Hashable {
  /// Selected, label positive.
  public var truePositives: Int
  /// Selected, label negative.
  public var falsePositives: Int
  /// Not selected, label negative.
  public var trueNegatives: Int
  /// Not selected, label positive.
  public var falseNegatives: Int

  /// Rows.
  public var total: Int { truePositives + falsePositives + trueNegatives + falseNegatives }
  /// Rows whose label is positive.
  public var positives: Int { truePositives + falseNegatives }
  /// Rows whose label is negative.
  public var negatives: Int { falsePositives + trueNegatives }
  /// Rows that were selected.
  public var selected: Int { truePositives + falsePositives }

  /// Creates the counts.
  public init(
    truePositives: Int = 0, falsePositives: Int = 0, trueNegatives: Int = 0,
    falseNegatives: Int = 0
  ) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.trueNegatives = trueNegatives
    self.falseNegatives = falseNegatives
  }
}

/// One metric of one group.
public struct MetricValue: Codable, Sendable, Hashable {
  /// The metric's id; ``AuditResult/definitions`` explains it.
  public var metric: String
  /// The measured value.
  public var estimate: Estimate

  /// Creates a value.
  public init(metric: String, estimate: Estimate) {
    self.metric = metric
    self.estimate = estimate
  }
}

/// Outcomes and errors of one group of rows.
public struct GroupOutcome: Codable, Sendable, Hashable {
  /// The stable id, such as `sex.Female`; `overall` for all rows.
  public var id: String
  /// The group's name as it stands in the data.
  public var name: String
  /// Whether this is the group of rows whose attribute is missing.
  public var isUnknown: Bool
  /// Whether the group has fewer rows than ``SettingsFacts/minimumGroupSize``.
  public var isSmall: Bool
  /// The four cells.
  public var counts: ConfusionCounts
  /// The metrics, in the order of the metric table.
  public var metrics: [MetricValue]
  /// How the scores spread and how they keep their promise; `nil` for small groups.
  public var scores: ScoreDistribution?
  /// How many rows there are, where ``counts`` does not say.
  public var rowCount: Int?
  /// How much the rows weigh; `nil` where all count alike.
  public var weight: WeightFacts?
  /// How many clusters the rows belong to; `nil` where each stands for itself.
  public var clusters: Int?

  /// Clusters below which an error is uncertain itself (Cameron and Miller 2015: 20 to 50).
  public static let fewestClusters = 20

  /// Whether the rows belong to fewer clusters than tell how much clusters differ.
  public var hasFewClusters: Bool { clusters.map { $0 < Self.fewestClusters } ?? false }

  /// How many rows there are.
  public var rows: Int { rowCount ?? counts.total }

  /// Creates an outcome.
  public init(
    id: String, name: String, isUnknown: Bool = false, isSmall: Bool = false,
    counts: ConfusionCounts, metrics: [MetricValue], scores: ScoreDistribution? = nil
  ) {
    self.id = id
    self.name = name
    self.isUnknown = isUnknown
    self.isSmall = isSmall
    self.counts = counts
    self.metrics = metrics
    self.scores = scores
  }

  /// The estimate of a metric; `nil` when the metric was not computed.
  public subscript(metric: String) -> Estimate? {
    metrics.first { $0.metric == metric }?.estimate
  }
}

/// Two groups compared on one metric.
public struct Contrast: Codable, Sendable, Hashable {
  /// The metric's id.
  public var metric: String
  /// The name of the group that is compared.
  public var group: String
  /// The name of the group that it is compared with.
  public var reference: String
  /// Value of the group minus value of the reference.
  public var difference: Estimate
  /// Value of the group over value of the reference; `nil` where a ratio makes no sense.
  public var ratio: Estimate?
  /// The test of equality of the two values; `nil` where none can be made.
  public var test: TestResult?
  /// ``test``'s p after Benjamini and Hochberg over all contrasts of the audit.
  public var adjustedP: Double?
  /// How many more rows of the group would count at the reference's rate; negative where fewer.
  public var shortfall: Estimate?
  /// Of selection rates: what one person more or less would change.
  public var onePerson: OnePersonFlip?
  /// What these rows could have shown; only where ``difference``'s interval holds 0.
  public var power: Power?

  /// Creates a contrast.
  public init(
    metric: String, group: String, reference: String, difference: Estimate, ratio: Estimate?,
    test: TestResult? = nil, adjustedP: Double? = nil, shortfall: Estimate? = nil,
    onePerson: OnePersonFlip? = nil, power: Power? = nil
  ) {
    self.metric = metric
    self.group = group
    self.reference = reference
    self.difference = difference
    self.ratio = ratio
    self.test = test
    self.adjustedP = adjustedP
    self.shortfall = shortfall
    self.onePerson = onePerson
    self.power = power
  }
}

/// One number that sums up how groups differ.
public struct Disparity: Codable, Sendable, Hashable {
  /// The metric's id, such as `dp.rate_gap.maxmin`.
  public var metric: String
  /// The measured value.
  public var estimate: Estimate
  /// The group with the smaller value, where two groups decide the number.
  public var lowest: String?
  /// The group with the larger value, where two groups decide the number.
  public var highest: String?
  /// Groups that have no value and are therefore not compared; `nil` where all are.
  public var undefinedGroups: [String]?

  /// Creates a disparity.
  public init(
    metric: String, estimate: Estimate, lowest: String? = nil, highest: String? = nil,
    undefinedGroups: [String]? = nil
  ) {
    self.metric = metric
    self.estimate = estimate
    self.lowest = lowest
    self.highest = highest
    self.undefinedGroups = undefinedGroups
  }
}

/// Outcomes and errors over the groups of one attribute.
public struct AttributeOutcome: Codable, Sendable, Hashable {
  /// The attribute's name, such as `sex` or `sex × race`.
  public var name: String
  /// The data columns that it is made of.
  public var columns: [String]
  /// The groups, in the order of their names, the unknown group last.
  public var groups: [GroupOutcome]
  /// Names of combinations that no row holds (intersections only).
  public var emptyGroups: [String]
  /// The name of the group with the highest selection rate; `nil` where none is defined.
  public var reference: String?
  /// Each group against ``reference``, per metric that is compared.
  public var contrasts: [Contrast]
  /// The numbers that sum up how groups differ, in the order of the metric table.
  public var disparities: [Disparity]
  /// All groups compared at once, per metric that is compared; `nil` where an older version wrote
  /// the result.
  public var comparisons: [Comparison]?
  /// Gaps and ratios of rates over all cut-offs; `nil` for fewer than two groups, and where an older
  /// version wrote the result.
  public var thresholds: ThresholdAnalysis?
  /// The same rows with another group's value; `nil` for intersections, and where an older version
  /// wrote the result.
  public var counterfactual: Counterfactual?
  /// How well inputs and layers tell the groups; `nil` where that was not looked at.
  public var proxies: ProxyScreen?
  /// What the rows without a value could do to each gap and ratio; `nil` where there are none.
  public var bounds: [UnknownBounds]?
  /// The groups compared within strata; `nil` where the spec names none.
  public var stratified: StratifiedOutcome?

  /// Creates an outcome.
  public init(
    name: String, columns: [String], groups: [GroupOutcome], emptyGroups: [String] = [],
    reference: String?, contrasts: [Contrast], disparities: [Disparity],
    comparisons: [Comparison]? = nil
  ) {
    self.name = name
    self.columns = columns
    self.groups = groups
    self.emptyGroups = emptyGroups
    self.reference = reference
    self.contrasts = contrasts
    self.disparities = disparities
    self.comparisons = comparisons
  }

  /// The disparity with a metric id.
  public subscript(disparity metric: String) -> Disparity? {
    disparities.first { $0.metric == metric }
  }
}
