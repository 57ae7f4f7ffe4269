import AuditResults

/// Checks what the types of a fine-tuning cannot express.
///
/// - Throws: ``ReportError/inconsistent(path:expected:found:)`` for the first contradiction.
func validate(_ tuning: FineTuningFacts, at path: String) throws(ReportError) {
  try validate(count: tuning.keptEpoch, at: path + ".keptEpoch")
  for (index, epoch) in tuning.epochs.enumerated() {
    let path = "\(path).epochs[\(index)]"
    try validate(count: epoch.number, at: path + ".number")
    try validate(epoch.validation.gap, at: path + ".validation.gap")
    for number in [epoch.validation.accuracy, epoch.validation.averagePrecision ?? 0] {
      guard (0...1).contains(number) else {
        throw .inconsistent(path: path + ".validation", expected: "0 to 1", found: "\(number)")
      }
    }
    if index > 0, epoch.number <= tuning.epochs[index - 1].number {
      throw .inconsistent(
        path: path + ".number", expected: "ascending numbers", found: "\(epoch.number)")
    }
  }
  for (index, rows) in tuning.rows.enumerated() {
    try validate(count: rows.count, at: "\(path).rows[\(index)].count")
  }
  if let change = tuning.change { try validate(change, at: path + ".change") }
  if let series = tuning.series { try validate(series, at: path + ".series") }
  for (index, way) in (tuning.cutoffs?.ways ?? []).enumerated() {
    let path = "\(path).cutoffs.ways[\(index)]"
    guard way.cutoffs.count == way.groups?.count ?? 1 else {
      throw .inconsistent(
        path: path, expected: "\(way.groups?.count ?? 1) cut-offs", found: "\(way.cutoffs.count)")
    }
    if let change = way.test { try validate(change, at: path + ".test") }
  }
}

private func validate(_ series: FineTuningSeries, at path: String) throws(ReportError) {
  try validate(count: series.planned, at: path + ".planned")
  for (index, point) in series.points.enumerated() {
    let path = "\(path).points[\(index)]"
    guard point.values.count == series.varied.count, !point.runs.isEmpty else {
      throw .inconsistent(
        path: path, expected: "\(series.varied.count) values and a run",
        found: "\(point.values.count) values, \(point.runs.count) runs")
    }
    for (index, run) in point.runs.enumerated() {
      let path = "\(path).runs[\(index)]"
      try validate(count: run.keptEpoch, at: path + ".keptEpoch")
      try validate(count: run.epochs, at: path + ".epochs")
      try validate(run.validation.gap, at: path + ".validation.gap")
      if let test = run.test { try validate(test.gap, at: path + ".test.gap") }
    }
  }
}

private func validate(_ change: PairedChange, at path: String) throws(ReportError) {
  if let precision = change.averagePrecision {
    try validate(precision, at: path + ".averagePrecision")
  }
  try validate(change.overall, at: path + ".overall")
  for (index, group) in change.groups.enumerated() {
    try validate(group, at: "\(path).groups[\(index)]")
  }
  for (index, gap) in change.gaps.enumerated() {
    try validate(gap.change, at: "\(path).gaps[\(index)].change")
  }
}

private func validate(_ group: GroupChange, at path: String) throws(ReportError) {
  for (name, count) in [
    ("rows", group.rows), ("gained", group.gained), ("gainedPositives", group.gainedPositives),
    ("lost", group.lost), ("lostPositives", group.lostPositives),
  ] {
    try validate(count: count, at: "\(path).\(name)")
  }
  for (index, metric) in group.metrics.enumerated() {
    try validate(metric, at: "\(path).metrics[\(index)]")
  }
}

private func validate(_ metric: MetricChange, at path: String) throws(ReportError) {
  try validate(metric.change, at: path + ".change")
  for number in [metric.before, metric.after].compactMap(\.self) {
    guard (0...1).contains(number) else {
      throw .inconsistent(path: path, expected: "0 to 1", found: "\(number)")
    }
  }
}
