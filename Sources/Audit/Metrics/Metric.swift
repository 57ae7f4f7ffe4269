public import AuditResults

/// A metric: its definition and how it is computed.
///
/// Metrics are a table, ``all``. A new one is a row in a family's file, or a new file and its name
/// in ``all``; tables, contrasts, definitions and tests pick it up.
public struct Metric: Sendable {
  /// What the metric is, as reports explain it.
  public let definition: MetricDefinition
  let rule: Rule
  /// Which labels it is for; `nil` for all.
  var labels: LabelKind? = .binary

  /// The stable id.
  public var id: String { definition.id }

  /// How a metric is computed.
  enum Rule: Sendable {
    /// From the rows of one group.
    case group(Measure, contrast: ContrastKind)
    /// From the largest difference of measures between groups, several combined.
    case gap([Measure], Combination)
    /// From the smallest ratio of shares between groups, the worst of several measures.
    case ratio([Measure])
    /// From the lower selection rate's group minus the other, the mean of several shares; two
    /// groups only.
    case signed([Measure])
    /// From each group's share and that of all rows, the largest distance.
    case toOverall(Measure, relative: Bool)
    /// From every two groups, the largest.
    case pairwise(PairMeasure)
    /// From a measure of each class; ``table(for:classes:)`` makes gaps and ratios of it.
    case perClass(@Sendable (Int) -> Measure, ClassSummary)
    /// From groups within strata; computed with the strata.
    case stratified(StratifiedQuantity)
    /// By the influence of neurons; defined here, computed with the network.
    case network
  }

  /// What is measured within strata.
  enum StratifiedQuantity: Sendable {
    /// A group's share among rejected rows minus that among selected rows.
    case disparity
    /// The odds of selection of a group over those of a base.
    case oddsRatio
  }

  /// How one number comes of measures of all classes.
  enum ClassSummary: Sendable {
    case gap(Combination)
    case ratio
  }

  /// Measures two groups together, with an interval at a confidence, if any is asked for.
  typealias PairMeasure =
    @Sendable (_ first: Sample, _ second: Sample, _ confidence: Double?) -> PairMeasurement

  /// What of a metric is compared with the reference group.
  enum ContrastKind: Sendable {
    case none
    case difference
    case differenceAndRatio
  }

  /// How the gaps of several measures become one number.
  enum Combination: Sendable {
    case largest
    case mean
    case sum
  }

  /// Every metric: those of one group first, then those that sum up how groups differ, then those of
  /// the network.
  public static let all: [Metric] = [
    selection, errorRates, predictiveValues, accuracies, correlations, scores, calibration,
    rankings, inequality, demographicParity, equalizedOdds, otherGaps, signedGaps, overallGaps,
    scoreGaps, stratified, classQuality, classGaps, numberQuality, numberGaps, network,
  ].flatMap(\.self)

  /// The metrics of a kind of label, those of each class made out for so many classes.
  static func table(for labels: LabelKind, classes: Int = 0) -> [Metric] {
    all.filter { $0.labels ?? labels == labels }.map { metric in
      guard case .perClass(let measure, let summary) = metric.rule else { return metric }
      let measures = (0..<classes).map(measure)
      var made = metric
      switch summary {
      case .gap(let combination):
        made = Metric(definition: metric.definition, rule: .gap(measures, combination))
      case .ratio: made = Metric(definition: metric.definition, rule: .ratio(measures))
      }
      made.labels = metric.labels
      return made
    }
  }

  /// The metric of an id.
  public static func named(_ id: String) -> Metric? { all.first { $0.id == id } }

  /// Whether the metric sums up how groups differ.
  public var isDisparity: Bool {
    switch rule {
    case .gap, .ratio, .toOverall, .pairwise, .perClass: true
    case .group, .signed, .network, .stratified: false
    }
  }

  /// Whether a limit can be declared for the metric: of disparities, and of what is measured within
  /// strata.
  public var canBeLimited: Bool {
    if case .stratified = rule { true } else { isDisparity }
  }

  /// Whether larger values are better; of what can be limited, the ratios.
  public var higherIsBetter: Bool {
    switch rule {
    case .ratio, .perClass(_, .ratio), .stratified(.oddsRatio): true
    default: false
    }
  }
}

extension Metric {
  /// A row of the table for a metric of one group.
  static func group(
    _ id: String, _ name: String, formula: String, meaning: String, caution: String,
    ideal: Double? = nil, direction: MetricDefinition.Direction = .none, reference: String,
    equivalents: [String], contrast: ContrastKind = .none, _ measure: Measure,
    labels: LabelKind = .binary
  ) -> Metric {
    Metric(
      definition: MetricDefinition(
        id: id, name: name, formula: formula, meaning: meaning, caution: caution, ideal: ideal,
        direction: direction, reference: reference, equivalents: equivalents),
      rule: .group(measure, contrast: contrast), labels: labels)
  }

  /// A row of the table for a difference between groups; ideal is 0.
  static func gap(
    _ id: String, _ name: String, formula: String, meaning: String, caution: String,
    reference: String, equivalents: [String], of measures: [Measure],
    _ combination: Combination = .largest, labels: LabelKind = .binary
  ) -> Metric {
    Metric(
      definition: MetricDefinition(
        id: id, name: name, formula: formula, meaning: meaning, caution: caution, ideal: 0,
        direction: .lower, reference: reference, equivalents: equivalents),
      rule: .gap(measures, combination), labels: labels)
  }

  /// A row of the table for what comes of a measure of each class.
  static func perClass(
    _ id: String, _ name: String, formula: String, meaning: String, caution: String,
    reference: String, equivalents: [String], _ summary: ClassSummary,
    _ measure: @escaping @Sendable (Int) -> Measure
  ) -> Metric {
    var isRatio = false
    if case .ratio = summary { isRatio = true }
    return Metric(
      definition: MetricDefinition(
        id: id, name: name, formula: formula, meaning: meaning, caution: caution,
        ideal: isRatio ? 1 : 0, direction: isRatio ? .higher : .lower, reference: reference,
        equivalents: equivalents),
      rule: .perClass(measure, summary), labels: .multiclass)
  }

  /// A row of the table for a signed difference between two groups; ideal is 0.
  static func signed(
    _ id: String, _ name: String, formula: String, meaning: String, caution: String,
    reference: String, equivalents: [String], of measures: [Measure]
  ) -> Metric {
    Metric(
      definition: MetricDefinition(
        id: id, name: name, formula: formula, meaning: meaning, caution: caution, ideal: 0,
        direction: .ideal, reference: reference, equivalents: equivalents),
      rule: .signed(measures))
  }

  /// A row of the table for another rule over all groups; ideal is 0.
  static func distance(
    _ id: String, _ name: String, formula: String, meaning: String, caution: String,
    reference: String, equivalents: [String], _ rule: Rule, labels: LabelKind = .binary
  ) -> Metric {
    Metric(
      definition: MetricDefinition(
        id: id, name: name, formula: formula, meaning: meaning, caution: caution, ideal: 0,
        direction: .lower, reference: reference, equivalents: equivalents),
      rule: rule, labels: labels)
  }

  /// A row of the table for a ratio between groups; ideal is 1.
  static func ratio(
    _ id: String, _ name: String, formula: String, meaning: String, caution: String,
    reference: String, equivalents: [String], of measures: [Measure]
  ) -> Metric {
    Metric(
      definition: MetricDefinition(
        id: id, name: name, formula: formula, meaning: meaning, caution: caution, ideal: 1,
        direction: .higher, reference: reference, equivalents: equivalents),
      rule: .ratio(measures))
  }
}

/// What holds for every disparity over more than two groups.
let manyGroupsCaution = "Grows with the number of groups by chance alone: read the interval."
