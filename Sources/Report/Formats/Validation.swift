import AuditResults

/// Checks what the types cannot express, so that renderers need no guards against crafted files.
///
/// - Throws: ``ReportError/inconsistent(path:expected:found:)`` for the first contradiction.
func validate(_ result: AuditResult) throws(ReportError) {
  try validate(count: result.data.rows, at: "data.rows")
  try validate(count: result.model.layers.count, at: "model.layers", limit: 1 << 16)
  for (index, layer) in result.model.layers.enumerated() {
    try validate(count: layer.parameters, at: "model.layers[\(index)].parameters")
  }
  for (index, feature) in result.data.features.enumerated() {
    let counts = [feature.width, feature.missing, feature.unknown]
    for count in counts + feature.unknownValues.map(\.rows) {
      try validate(count: count, at: "data.features[\(index)]")
    }
  }
  let cutoffs = result.cutoffs?.count ?? 0
  guard result.cutoffs?.allSatisfy(\.isFinite) ?? true else { throw .notFinite(path: "cutoffs") }
  try validate(result.overall, cutoffs: cutoffs, at: "overall")
  try validateKinds(result)
  for (index, attribute) in result.attributes.enumerated() {
    for (position, group) in attribute.groups.enumerated() {
      try validate(group, cutoffs: cutoffs, at: "attributes[\(index)].groups[\(position)]")
    }
    for (position, contrast) in attribute.contrasts.enumerated() {
      let path = "attributes[\(index)].contrasts[\(position)]"
      try validate(contrast.difference, at: path + ".difference")
      if let ratio = contrast.ratio { try validate(ratio, at: path + ".ratio") }
    }
    for (position, disparity) in attribute.disparities.enumerated() {
      try validate(disparity.estimate, at: "attributes[\(index)].disparities[\(position)].estimate")
    }
    for (position, comparison) in (attribute.comparisons ?? []).enumerated() {
      let path = "attributes[\(index)].comparisons[\(position)]"
      try validate(count: comparison.groups, at: path + ".groups")
      try validate(count: comparison.comparisons, at: path + ".comparisons")
      try validate(comparison.spread, at: path + ".spread")
      for (pair, found) in comparison.pairs.enumerated() {
        try validate(found.difference, at: "\(path).pairs[\(pair)].difference")
      }
    }
  }
  for (index, attribute) in result.attributes.enumerated() {
    try validate(attribute.counterfactual, at: "attributes[\(index)].counterfactual")
    try validate(attribute.proxies, at: "attributes[\(index)].proxies")
    for (position, curve) in (attribute.thresholds?.curves ?? []).enumerated() {
      let path = "attributes[\(index)].thresholds.curves[\(position)]"
      let lengths = [curve.values.count, curve.lower.count, curve.upper.count]
      guard lengths.allSatisfy({ $0 == curve.thresholds.count }) else {
        throw .inconsistent(
          path: path, expected: "\(curve.thresholds.count) numbers in each array",
          found: "\(lengths)")
      }
    }
  }
  for (index, influence) in result.influence.enumerated() {
    try validate(influence, at: "influence[\(index)]")
  }
  if let tuning = result.fineTuning { try validate(tuning, at: "fineTuning") }
  for (index, gate) in result.gates.enumerated() {
    try validate(gate.observed, at: "gates[\(index)].observed")
    guard gate.limit.isFinite else { throw .notFinite(path: "gates[\(index)].limit") }
  }
}

/// The largest count that sums of 65,536 counts cannot overflow.
let countLimit = 1 << 46

func validate(count: Int, at path: String, limit: Int = countLimit) throws(ReportError) {
  guard (0...limit).contains(count) else {
    throw .inconsistent(path: path, expected: "0 to \(limit)", found: "\(count)")
  }
}

func validate(
  _ group: GroupOutcome, cutoffs: Int? = nil, at path: String
) throws(ReportError) {
  let counts = group.counts
  for (name, count) in [
    ("truePositives", counts.truePositives), ("falsePositives", counts.falsePositives),
    ("trueNegatives", counts.trueNegatives), ("falseNegatives", counts.falseNegatives),
  ] {
    try validate(count: count, at: "\(path).counts.\(name)")
  }
  if let rows = group.rowCount { try validate(count: rows, at: "\(path).rowCount") }
  if let weight = group.weight {
    guard weight.total.isFinite, weight.effectiveRows.isFinite, weight.total >= 0,
      weight.effectiveRows >= 0
    else { throw .notFinite(path: "\(path).weight") }
  }
  for (position, metric) in group.metrics.enumerated() {
    try validate(metric.estimate, at: "\(path).metrics[\(position)].estimate")
  }
  if let scores = group.scores { try validate(scores, cutoffs: cutoffs, at: path + ".scores") }
}

private func validate(
  _ scores: ScoreDistribution, cutoffs: Int?, at path: String
) throws(ReportError) {
  for (position, quantile) in scores.quantiles.enumerated()
  where !quantile.share.isFinite || !quantile.score.isFinite {
    throw .notFinite(path: "\(path).quantiles[\(position)]")
  }
  for (position, bin) in scores.bins.enumerated() {
    let path = "\(path).bins[\(position)]"
    try validate(count: bin.rows, at: path + ".rows")
    try validate(bin.positives, at: path + ".positives")
    guard bin.lower.isFinite, bin.upper.isFinite, bin.meanScore?.isFinite ?? true else {
      throw .notFinite(path: path)
    }
  }
  guard let curve = scores.curve else { return }
  for (name, counts) in [("positives", curve.positives), ("negatives", curve.negatives)] {
    let expected = cutoffs ?? curve.positives.count
    guard counts.count == expected else {
      throw .inconsistent(
        path: "\(path).curve.\(name)", expected: "\(expected) counts", found: "\(counts.count)")
    }
    for count in counts { try validate(count: count, at: "\(path).curve.\(name)") }
  }
}

func validate(_ estimate: Estimate, at path: String) throws(ReportError) {
  guard (estimate.value == nil) != (estimate.reason == nil) else {
    throw .inconsistent(
      path: path, expected: "either value or reason",
      found: estimate.value == nil ? "neither" : "both")
  }
  for (name, number) in [
    ("value", estimate.value), ("interval.lower", estimate.interval?.lower),
    ("interval.upper", estimate.interval?.upper),
  ] {
    guard number?.isFinite ?? true else { throw .notFinite(path: "\(path).\(name)") }
  }
  for (name, count) in [("numerator", estimate.numerator), ("denominator", estimate.denominator)] {
    if let count { try validate(count: count, at: "\(path).\(name)") }
  }
  guard let interval = estimate.interval else { return }
  guard interval.lower <= interval.upper else {
    throw .inconsistent(
      path: path + ".interval", expected: "lower at most upper",
      found: "\(interval.lower), \(interval.upper)")
  }
}

private func validate(_ influence: AttributeInfluence, at path: String) throws(ReportError) {
  for (index, layer) in influence.layers.enumerated() {
    let path = "\(path).layers[\(index)]"
    guard layer.influence.count == influence.groups.count else {
      throw .inconsistent(
        path: path + ".influence", expected: "\(influence.groups.count) groups",
        found: "\(layer.influence.count)")
    }
    for (position, values) in layer.influence.enumerated() {
      guard values.count == layer.neurons else {
        throw .inconsistent(
          path: "\(path).influence[\(position)]", expected: "\(layer.neurons) neurons",
          found: "\(values.count)")
      }
      guard values.allSatisfy(\.isFinite) else {
        throw .notFinite(path: "\(path).influence[\(position)]")
      }
    }
    for (position, pair) in layer.parity.enumerated() {
      try validate(pair, at: "\(path).parity[\(position)]")
    }
    guard let heads = layer.heads else { continue }
    guard heads.influence.count == influence.groups.count,
      heads.influence.allSatisfy({ $0.allSatisfy(\.isFinite) })
    else {
      throw .inconsistent(
        path: path + ".heads.influence", expected: "\(influence.groups.count) groups of numbers",
        found: "\(heads.influence.count)")
    }
    for (position, pair) in heads.parity.enumerated() {
      try validate(pair, at: "\(path).heads.parity[\(position)]")
    }
  }
  if let check = influence.causal { try validate(check, at: path + ".causal") }
  for (position, pair) in influence.network.enumerated() {
    try validate(pair, at: "\(path).network[\(position)]")
  }
  for (position, neuron) in influence.divergentNeurons.enumerated() {
    let path = "\(path).divergentNeurons[\(position)]"
    try validate(neuron.logRatio, at: path + ".logRatio")
    guard neuron.firstInfluence.isFinite, neuron.secondInfluence.isFinite else {
      throw .notFinite(path: path)
    }
  }
}

/// Checks what becomes of outcomes without neurons.
private func validate(_ check: CausalCheck, at path: String) throws(ReportError) {
  try validate(count: check.beyondNoise, at: path + ".beyondNoise")
  for (index, step) in check.steps.enumerated() {
    try validate(count: step.count, at: "\(path).steps[\(index)].count")
    for (position, change) in step.changes.enumerated() {
      try validate(change.change, at: "\(path).steps[\(index)].changes[\(position)].change")
    }
  }
  for (index, closure) in check.closures.enumerated() {
    try validate(count: closure.count, at: "\(path).closures[\(index)].count")
  }
}

private func validate(_ pair: PairParity, at path: String) throws(ReportError) {
  try validate(pair.cosine, at: path + ".cosine")
  for (name, band) in [("ceiling", pair.ceiling), ("null", pair.null)] {
    guard let band else { continue }
    guard band.lower <= band.median, band.median <= band.upper, band.upper - band.lower < 3 else {
      throw .inconsistent(
        path: "\(path).\(name)", expected: "lower ≤ median ≤ upper, at most 2 apart",
        found: "\(band.lower), \(band.median), \(band.upper)")
    }
  }
}
