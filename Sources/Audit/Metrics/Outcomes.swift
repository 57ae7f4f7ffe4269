import AuditResults
import Synchronization
import Tables

/// Predictions and labels of all rows, and what the audit wants to know of them.
struct Outcomes: Sendable {
  /// What the rows hold, by the kind of their label.
  enum Content: Sendable {
    /// Scores in [0, 1] and labels, as ``Outcomes/scores`` and ``Outcomes/labels``.
    case binary
    /// The class of each row, and that which it was assigned to.
    case classes(ClassContent)
    /// A label and a prediction for each row.
    case numbers(labels: [Double], predictions: [Double])
  }

  /// One score per row, in [0, 1]; empty unless the label is binary.
  var scores: [Double]
  /// One label per row, 1 for positive; empty unless the label is binary.
  var labels: [UInt8]
  /// Rows with at least this score are selected.
  var threshold: Double
  /// Confidence and minimum group size.
  var settings: SettingsFacts
  /// The median of all scores; `nil` without rows.
  let median: Double?
  /// The cut-offs of curves, for all groups the same; empty where there are no curves.
  var cutoffs: [Double]
  /// Which rows are selected, where no cut-off decides.
  var selected: [Bool]?
  /// What each row weighs; `nil` where all weigh the same.
  var weights: [Double]?
  /// Whether ``scores`` are scores, and not predicted labels.
  var hasScores = true
  /// Which rows belong together; `nil` where each stands for itself.
  var clusters: ClusterDraws? {
    didSet { cache = SampleCache() }
  }
  /// Samples of attributes, which clusters make costly.
  private var cache = SampleCache()
  /// What the rows hold.
  var content = Content.binary
  /// What is measured.
  let metrics: [Metric]

  /// Outcomes of a binary label.
  init(
    scores: [Double], labels: [UInt8], threshold: Double, settings: SettingsFacts,
    weights: [Double]? = nil, hasScores: Bool = true
  ) {
    self.scores = scores
    self.labels = labels
    self.threshold = threshold
    self.settings = settings
    self.weights = weights
    self.hasScores = hasScores
    median = hasScores ? Audit.median(scores, weights: weights) : nil
    metrics = Metric.table(for: .binary)
    // Curves are of rows, not of weight.
    cutoffs = []
    guard hasScores, weights == nil else { return }
    func sorted(_ isPositive: Bool) -> [Double] {
      ascending(scores.indices.filter { (labels[$0] != 0) == isPositive }.map { scores[$0] })
    }
    cutoffs = scoreCutoffs(positives: sorted(true), negatives: sorted(false), used: threshold)
  }

  /// Outcomes of a label of several classes.
  init(_ classes: ClassContent, settings: SettingsFacts, weights: [Double]?) {
    self.init(
      .classes(classes), metrics: Metric.table(for: .multiclass, classes: classes.names.count),
      settings: settings, weights: weights)
  }

  /// Outcomes of a numeric label.
  init(
    labels: [Double], predictions: [Double], settings: SettingsFacts, weights: [Double]?
  ) {
    self.init(
      .numbers(labels: labels, predictions: predictions), metrics: Metric.table(for: .numeric),
      settings: settings, weights: weights)
  }

  private init(
    _ content: Content, metrics: [Metric], settings: SettingsFacts, weights: [Double]?
  ) {
    scores = []
    labels = []
    threshold = 0
    median = nil
    cutoffs = []
    self.settings = settings
    self.weights = weights
    self.content = content
    self.metrics = metrics
  }

  /// How many rows there are.
  var rows: Int {
    switch content {
    case .binary: scores.count
    case .classes(let classes): classes.labels.count
    case .numbers(let labels, _): labels.count
    }
  }

  /// Whether a row is selected; of binary labels.
  func isSelected(_ row: Int) -> Bool { selected?[row] ?? (scores[row] >= threshold) }

  /// What the group that others are compared with has the most of.
  private var leading: Measure {
    switch content {
    case .binary: Measures.selectionRate
    case .classes: ClassMeasures.accuracy
    case .numbers: NumberMeasures.meanPrediction
    }
  }

  /// Outcomes over all rows.
  func overall() -> GroupOutcome {
    outcome(
      sample(0..<rows, family: measured), of: 0..<rows, id: "overall", name: "overall",
      isUnknown: false)
  }

  /// Outcomes per group of one attribute, and how the groups differ.
  ///
  /// The group of rows without a value is a group like any other: to leave it out would hide what
  /// happens to the people in it.
  func attribute(_ subgroups: Subgroups, strata: Subgroups? = nil) -> AttributeOutcome {
    let rows = subgroups.rowLists()
    let samples = samples(of: subgroups)
    let names = subgroups.groups
    let groups = names.indices.map { index in
      outcome(
        samples[index], of: rows[index], id: "\(subgroups.name).\(names[index])",
        name: names[index], isUnknown: index == subgroups.unknownIndex)
    }
    let leading = leading
    let rates = GroupMeasurements(names: names, values: samples.map { leading($0) })
    let contrasts = rates.highest.map { reference in
      metrics.flatMap {
        $0.contrasts(
          names: names, samples: samples, reference: reference, confidence: settings.confidence)
      }
    }
    var result = AttributeOutcome(
      name: subgroups.name, columns: subgroups.columns, groups: groups,
      emptyGroups: subgroups.emptyGroups, reference: rates.highest.map { names[$0] },
      contrasts: contrasts ?? [],
      disparities: metrics.compactMap {
        $0.disparity(names: names, samples: samples, confidence: settings.confidence)
      },
      comparisons: metrics.compactMap {
        $0.comparison(
          names: names, samples: samples, reference: rates.highest,
          confidence: settings.confidence, resampling: Resampling(settings))
      })
    if case .binary = content {
      result.bounds = bounds(subgroups)
      result.stratified = strata.map { stratified(subgroups, by: $0) }
    }
    return result
  }

  /// The rows of each group.
  func samples(of subgroups: Subgroups) -> [Sample] {
    func collected() -> [Sample] { subgroups.rowLists().map { sample($0, family: measured) } }
    return clusters == nil ? collected() : cache.samples(of: subgroups.name, collected)
  }

  /// What is measured of one group, or to compare groups.
  private var measured: [Measure] {
    guard clusters != nil else { return [] }
    var seen: Set<ObjectIdentifier> = []
    return metrics.flatMap { metric in
      if case .group(let measure, _) = metric.rule { [measure] } else { metric.measures }
    }.filter { seen.insert($0.id).inserted }
  }

  /// The rows as metrics see them.
  ///
  /// - Parameters:
  ///   - rows: The rows.
  ///   - family: Measures that are going to be asked for, where rows belong together.
  /// - Returns: The rows with their clusters, if any.
  func sample(_ rows: some Collection<Int>, family: [Measure] = []) -> Sample {
    var sample = plainSample(rows)
    guard let clusters else { return sample }
    let alone = alone
    var isCounted = false
    if case .binary = content { isCounted = weights == nil }
    let cell: @Sendable (Int) -> Int = { row in
      alone.labels[row] == 0
        ? (alone.isSelected(row) ? 1 : 2) : (alone.isSelected(row) ? 0 : 3)
    }
    let collect: @Sendable ([Int]) -> Sample = { alone.plainSample($0) }
    sample.clusters = ClusterSample(
      rows: rows, draws: clusters, cells: isCounted ? cell : nil, family: family, collect: collect)
    return sample
  }

  /// The same rows, each by itself.
  private var alone: Outcomes {
    var alone = self
    alone.clusters = nil
    return alone
  }

  /// The rows where each stands for itself.
  private func plainSample(_ rows: some Collection<Int>) -> Sample {
    switch content {
    case .binary:
      Sample(
        rows: rows, scores: scores, labels: labels, threshold: threshold, median: median,
        selected: selected, weights: weights, hasScores: hasScores)
    case .classes(let classes):
      Sample(
        ClassSample(
          rows: rows, count: classes.names.count, labels: classes.labels,
          assigned: classes.assigned, losses: classes.losses, weights: weights))
    case .numbers(let labels, let predictions):
      Sample(
        NumberSample(rows: rows, labels: labels, predictions: predictions, weights: weights))
    }
  }

  private func outcome(
    _ sample: Sample, of rows: some Collection<Int>, id: String, name: String, isUnknown: Bool
  ) -> GroupOutcome {
    let isSmall = sample.rows < settings.minimumGroupSize
    var outcome = GroupOutcome(
      id: id, name: name, isUnknown: isUnknown, isSmall: isSmall, counts: sample.counts,
      metrics: metrics.compactMap { metric in
        guard case .group(let measure, _) = metric.rule else { return nil }
        return MetricValue(
          metric: metric.id,
          estimate: measure(sample).estimate(
            confidence: settings.confidence, resampling: Resampling(settings)))
      })
    switch content {
    case .binary:
      // Quantiles and bins are of rows, not of weight.
      if !isSmall, hasScores, weights == nil {
        outcome.scores = sample.distribution(
          confidence: settings.confidence, cutoffs: cutoffs)
      }
    case .classes, .numbers: outcome.rowCount = sample.rows
    }
    if let clusters = sample.clusters {
      outcome.clusters = clusters.clusters.count
      // What follows takes rows for independent.
      outcome.scores?.calibrationTest = nil
      for bin in outcome.scores?.bins.indices ?? 0..<0 {
        outcome.scores?.bins[bin].positives.interval = nil
      }
    }
    if let weights {
      let sum = WeightSum(rows.lazy.map { weights[$0] })
      outcome.weight = WeightFacts(total: sum.sum, effectiveRows: sum.effectiveRows)
    }
    return outcome
  }
}

/// The rows of a label of several classes.
struct ClassContent: Sendable {
  /// The classes.
  var names: [String]
  /// The class of each row.
  var labels: [Int32]
  /// The class that each row was assigned to; the number of classes for none.
  var assigned: [Int32]
  /// The probability of each class, row by row; `nil` where only classes were predicted.
  var probabilities: [Double]?
  /// Minus the logarithm of each row's probability of its own class.
  var losses: [Double]?
  /// The cut-off of each class; `nil` where the largest probability decides.
  var thresholds: [Double]?

  /// Assigns every row to a class by its probabilities.
  init(
    names: [String], labels: [Int32], probabilities: [Double], thresholds: [Double]? = nil
  ) {
    let count = names.count
    self.names = names
    self.labels = labels
    self.probabilities = probabilities
    self.thresholds = thresholds
    let epsilon = Double.ulpOfOne
    losses = labels.indices.map { row in
      -logarithm(
        min(max(probabilities[row * count + Int(labels[row])], epsilon), 1 - epsilon))
    }
    assigned = labels.indices.map { row in
      var best: Int?
      for index in 0..<count {
        let value = probabilities[row * count + index]
        if let thresholds, value < thresholds[index] { continue }
        if let old = best, probabilities[row * count + old] >= value { continue }
        best = index
      }
      return Int32(best ?? count)
    }
  }

  /// Takes predicted classes as they are.
  init(names: [String], labels: [Int32], assigned: [Int32]) {
    (self.names, self.labels, self.assigned) = (names, labels, assigned)
  }

  /// One class against all others: positive are its rows, selected those that were assigned to it.
  func oneAgainstRest(
    _ index: Int, settings: SettingsFacts, weights: [Double]?
  ) -> Outcomes {
    let selected = assigned.map { $0 == Int32(index) }
    var outcomes = Outcomes(
      scores: probabilities.map { values in
        stride(from: index, to: values.count, by: names.count).map { values[$0] }
      } ?? selected.map { $0 ? 1 : 0 },
      labels: labels.map { $0 == Int32(index) ? 1 : 0 }, threshold: thresholds?[index] ?? 0.5,
      settings: settings, weights: weights, hasScores: probabilities != nil)
    outcomes.selected = selected
    // The cut-offs of a curve stand beside the groups of a binary label alone.
    outcomes.cutoffs = []
    return outcomes
  }
}

/// The median of numbers; with weights the least number at or below which half of the weight lies.
///
/// `nil` without rows.
func median(_ values: [Double], weights: [Double]?) -> Double? {
  guard !values.isEmpty else { return nil }
  guard let weights else { return quantile(0.5, ofSorted: ascending(values)) }
  let half = weights.reduce(0, +) / 2
  var sum = 0.0
  let order = values.indices.sorted { values[$0] < values[$1] }
  for row in order {
    sum += weights[row]
    if sum >= half { return values[row] }
  }
  return order.last.map { values[$0] }
}

extension Subgroups {
  /// The rows of each group, ascending.
  func rowsOfGroups() -> [[Int]] { rowLists().map(Array.init) }

  /// The rows of each group, ascending, in half the memory.
  func rowLists() -> [RowList] {
    var counts = Array(repeating: 0, count: groups.count)
    for code in codes { counts[Int(code)] += 1 }
    var lists = counts.map { RowList(capacity: $0) }
    for (row, code) in codes.enumerated() { lists[Int(code)].append(row) }
    return lists
  }
}

/// Numbers of rows, of which there are fewer than 2³¹.
struct RowList: RandomAccessCollection, Sendable {
  private var rows: [Int32] = []

  init(capacity: Int) { rows.reserveCapacity(capacity) }

  mutating func append(_ row: Int) { rows.append(Int32(row)) }

  var startIndex: Int { 0 }
  var endIndex: Int { rows.count }
  subscript(_ index: Int) -> Int { Int(rows[index]) }
}

/// Samples of attributes, made once.
private final class SampleCache: Sendable {
  private let found = Mutex<[String: [Sample]]>([:])

  func samples(of attribute: String, _ make: () -> [Sample]) -> [Sample] {
    if let known = found.withLock({ $0[attribute] }) { return known }
    let samples = make()
    found.withLock { $0[attribute] = samples }
    return samples
  }
}
