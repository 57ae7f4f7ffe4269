import AuditResults
import Tables

/// Scores and labels of all rows, and what the audit wants to know of them.
struct Outcomes: Sendable {
  /// One score per row, in [0, 1].
  var scores: [Double]
  /// One label per row, 1 for positive.
  var labels: [UInt8]
  /// Rows with at least this score are selected.
  var threshold: Double
  /// Confidence and minimum group size.
  var settings: SettingsFacts
  /// The median of all scores; `nil` without rows.
  let median: Double?

  init(scores: [Double], labels: [UInt8], threshold: Double, settings: SettingsFacts) {
    self.scores = scores
    self.labels = labels
    self.threshold = threshold
    self.settings = settings
    median = scores.isEmpty ? nil : quantile(0.5, ofSorted: ascending(scores))
  }

  /// Outcomes over all rows.
  func overall() -> GroupOutcome {
    outcome(sample(scores.indices), id: "overall", name: "overall", isUnknown: false)
  }

  /// Outcomes per group of one attribute, and how the groups differ.
  ///
  /// The group of rows without a value is a group like any other: to leave it out would hide what
  /// happens to the people in it.
  func attribute(_ subgroups: Subgroups) -> AttributeOutcome {
    let samples = samples(of: subgroups)
    let names = subgroups.groups
    let groups = names.indices.map { index in
      outcome(
        samples[index], id: "\(subgroups.name).\(names[index])", name: names[index],
        isUnknown: index == subgroups.unknownIndex)
    }
    let rates = GroupMeasurements(names: names, values: samples.map(Measures.selectionRate))
    let contrasts = rates.highest.map { reference in
      Metric.all.flatMap {
        $0.contrasts(
          names: names, samples: samples, reference: reference, confidence: settings.confidence)
      }
    }
    return AttributeOutcome(
      name: subgroups.name, columns: subgroups.columns, groups: groups,
      emptyGroups: subgroups.emptyGroups, reference: rates.highest.map { names[$0] },
      contrasts: contrasts ?? [],
      disparities: Metric.all.compactMap {
        $0.disparity(names: names, samples: samples, confidence: settings.confidence)
      },
      comparisons: Metric.all.compactMap {
        $0.comparison(
          names: names, samples: samples, reference: rates.highest,
          confidence: settings.confidence, resampling: Resampling(settings))
      })
  }

  /// The rows of each group.
  func samples(of subgroups: Subgroups) -> [Sample] {
    subgroups.rowsOfGroups().map { sample($0) }
  }

  /// The rows as metrics see them.
  func sample(_ rows: some Collection<Int>) -> Sample {
    Sample(rows: rows, scores: scores, labels: labels, threshold: threshold, median: median)
  }

  private func outcome(
    _ sample: Sample, id: String, name: String, isUnknown: Bool
  ) -> GroupOutcome {
    GroupOutcome(
      id: id, name: name, isUnknown: isUnknown,
      isSmall: sample.counts.total < settings.minimumGroupSize, counts: sample.counts,
      metrics: Metric.all.compactMap { metric in
        guard case .group(let measure, _) = metric.rule else { return nil }
        return MetricValue(
          metric: metric.id,
          estimate: measure(sample).estimate(
            confidence: settings.confidence, resampling: Resampling(settings)))
      },
      scores: sample.counts.total < settings.minimumGroupSize
        ? nil : sample.distribution(confidence: settings.confidence))
  }
}

extension Subgroups {
  /// The rows of each group, ascending.
  func rowsOfGroups() -> [[Int]] {
    var rows = [[Int]](repeating: [], count: groups.count)
    for (row, code) in codes.enumerated() { rows[Int(code)].append(row) }
    return rows
  }
}
