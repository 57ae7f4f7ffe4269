public import AuditResults
public import Engine
public import Tables

/// Audits a model: runs it over the rows, measures every group, and looks at what its neurons do.
///
/// The result does not depend on the number of threads. It has no content digest and no run facts:
/// whoever writes it adds them.
///
/// - Throws: ``AuditError`` where model, data and request do not fit each other.
public func audit(
  _ request: AuditRequest, progress: (AuditProgress) -> Void = { _ in }
) throws(AuditError) -> AuditResult {
  guard request.dataset.rows > 0 else { throw .noRows }
  guard let labels = request.dataset.labels else { throw .noLabels }
  let source = try ScoreSource(model: request.model, spec: request.output)
  let inputs = try request.modelInputs()
  for gate in request.gates { _ = try gate.limitedMetric() }

  progress(AuditProgress(stage: .scores, attribute: nil, fraction: 0))
  let output = request.model.outputs[source.output].value
  let values =
    request.scored ?? request.model.values([output], inputs: inputs, options: request.options)[0]
  let outcomes = Outcomes(
    scores: try source.scores(in: values), labels: labels, threshold: request.threshold,
    settings: request.settings)

  var attributes: [AttributeOutcome] = []
  var influences: [AttributeInfluence] = []
  var study = InfluenceStudy(
    model: request.model, loss: source.loss, inputs: inputs, targets: source.targets(labels),
    settings: request.settings, options: request.options)
  study.kinds = Set(request.settings.influence ?? study.affordableKinds)
  if request.settings.withinClasses ?? study.affordsClasses {
    study.classes = LabelClasses(
      names: [request.dataset.negativeLabel, request.dataset.positiveLabel], values: labels)
  }
  for (position, subgroups) in request.dataset.subgroups.enumerated() {
    func report(_ stage: AuditProgress.Stage, _ done: Double) {
      progress(
        AuditProgress(
          stage: stage, attribute: subgroups.name, part: done, position: position,
          attributes: request.dataset.subgroups.count))
    }
    report(.metrics, 0)
    attributes.append(outcomes.attribute(subgroups))
    var (influence, suspects) = try study.ordered(of: subgroups) { report($0, $1 * 0.8) }
    influence.divergentNeurons = study.portrayed(
      influence.divergentNeurons, of: subgroups, names: request.columnNames)
    report(.ablation, 0.8)
    if request.settings.causalCheck ?? study.affordsCausalCheck {
      let causal = CausalStudy(
        study: study, source: source, labels: labels, threshold: request.threshold)
      influence.divergentNeurons = try causal.ablated(
        influence.divergentNeurons, attribute: subgroups)
      influence.causal = try causal.check(suspects, attribute: subgroups) {
        report(.ablation, 0.8 + 0.2 * $0)
      }
    }
    influences.append(influence)
  }

  let exploratoryTests = attributes.adjustContrasts()
  var gates = try outcomes.judge(request.gates, in: request.dataset.subgroups)
  for (index, subgroups) in request.dataset.subgroups.enumerated() {
    attributes[index].thresholds = outcomes.thresholdAnalysis(
      outcomes.samples(of: subgroups), gates: gates.filter { $0.attribute == subgroups.name },
      contrasts: attributes[index].contrasts)
  }
  let selected = outcomes.scores.map { $0 >= request.threshold }
  let baseline = request.baseline.map { earlier in
    let comparison = BaselineComparison(
      earlier.result, data: request.dataFacts,
      label: (request.labelColumn, request.dataset.positiveLabel), labels: labels,
      selected: selected, attributes: request.dataset.subgroups,
      confidence: request.settings.confidence)
    comparison.complete(&gates)
    return BaselineFacts(
      file: earlier.file, contentDigest: earlier.result.contentDigest,
      model: earlier.result.model.file, pairing: comparison.pairing)
  }

  var result = AuditResult(
    tool: request.tool, model: request.modelFacts, data: request.dataFacts,
    decision: DecisionFacts(
      labelColumn: request.labelColumn, positiveLabel: request.dataset.positiveLabel,
      negativeLabel: request.dataset.negativeLabel, threshold: request.threshold,
      output: source.name, scoreKind: source.kind),
    settings: request.settings, overall: outcomes.overall(), attributes: attributes,
    influence: influences, gates: gates, definitions: Metric.all.map(\.definition), methods: [])
  if exploratoryTests > 0 { result.exploratoryTests = exploratoryTests }
  result.baseline = baseline
  if request.keepsDecisions { result.decisions = RowDecisions(selected) }
  result.settings.resamples = Resampling(request.settings).replicates
  result.methods = result.methodsUsed.map(\.definition)
  return result
}

extension AuditRequest {
  /// The data's inputs in the model's order.
  func modelInputs() throws(AuditError) -> [any RowSource<Float>] {
    let order = try model.order(ofInputs: dataset.inputs.map { ($0.name, $0.rows.rowShape) })
    return order.map { dataset.inputs[$0].rows }
  }
}

extension Model {
  /// For each of the model's inputs, which of the given ones is its: by name where the names agree,
  /// else by position.
  ///
  /// - Throws: ``AuditError/inputCount(expected:found:)`` or
  ///   ``AuditError/inputShape(input:expected:found:)``.
  public func order(
    ofInputs found: [(name: String, shape: [Int])]
  ) throws(AuditError) -> [Int] {
    let expected = inputs.map(\.name)
    let names = found.map(\.name)
    guard expected.count == names.count else {
      throw .inputCount(expected: expected, found: names)
    }
    let isByName = Set(names).count == names.count && Set(names) == Set(expected)
    var order: [Int] = []
    for (position, input) in inputs.enumerated() {
      let index = isByName ? names.firstIndex(of: input.name) ?? position : position
      guard found[index].shape == input.shape else {
        throw .inputShape(input: input.name, expected: input.shape, found: found[index].shape)
      }
      order.append(index)
    }
    return order
  }

  /// The output that holds the score, as the spec says or as the model's last layer does.
  ///
  /// - Throws: ``AuditError`` where it cannot be told.
  public func scoredOutput(_ spec: OutputSpec) throws(AuditError) -> Int {
    try ScoreSource(model: self, spec: spec).output
  }
}

extension AuditProgress {
  /// Turns a part of a stage into a part of the whole.
  fileprivate init(
    stage: Stage, attribute: String, part: Double, position: Int, attributes: Int
  ) {
    // Scoring takes about a twentieth, and so do the metrics of an attribute.
    let start = 0.05
    let within: Double =
      switch stage {
      case .scores, .metrics: 0
      case .gradients, .resampling, .ablation: 0.05 + 0.95 * part
      }
    self.init(
      stage: stage, attribute: attribute,
      fraction: start + (1 - start) * (Double(position) + within) / Double(attributes))
  }
}

extension AuditResult {
  /// The methods whose results stand in this value, in the order of the table.
  var methodsUsed: [Method] {
    var used = Set(intervals.map(\.method))
    let pairs = influence.flatMap { $0.network + $0.layers.flatMap(\.parity) }
    if pairs.contains(where: { $0.null != nil }) { used.insert(Method.permutation.rawValue) }
    if pairs.contains(where: { $0.ceiling != nil }) { used.insert(Method.splitHalf.rawValue) }
    if pairs.contains(where: { $0.spearman != nil }) { used.insert(Method.spearman.rawValue) }
    if influence.contains(where: { $0.testedNeurons > 0 }) {
      used.formUnion([Method.blockJackknife.rawValue, Method.benjaminiHochberg.rawValue])
    }
    // The box stands for intervals that it is made of.
    if used.contains(Method.simultaneousBox.rawValue) || used.contains(Method.baseBox.rawValue) {
      used.formUnion([Method.newcombe, .katz, .welch].map(\.rawValue))
    }
    if gates.contains(where: { $0.power != nil })
      || attributes.contains(where: { $0.contrasts.contains { $0.power != nil } })
    {
      used.insert(Method.power.rawValue)
    }
    used.formUnion(tests.map(\.method))
    if attributes.contains(where: { $0.thresholds?.curves.isEmpty == false }) {
      used.insert(Method.dkw.rawValue)
    }
    if exploratoryTests != nil { used.insert(Method.benjaminiHochberg.rawValue) }
    let isHolmOfGates = gates.contains { $0.adjustment == .holm && $0.test != nil }
    if isHolmOfGates || attributes.contains(where: { $0.comparisons?.isEmpty == false }) {
      used.insert(Method.holm.rawValue)
    }
    return Method.allCases.filter { used.contains($0.rawValue) }
  }

  /// Every test, wherever it stands.
  private var tests: [TestResult] {
    var tests = [overall.scores?.calibrationTest] + gates.map(\.test)
    tests += gates.map(\.regression?.test)
    for attribute in attributes {
      tests += attribute.groups.map { $0.scores?.calibrationTest }
      tests += attribute.contrasts.map(\.test)
      for comparison in attribute.comparisons ?? [] {
        tests += [comparison.global] + comparison.pairs.map(\.test)
      }
    }
    return tests.compactMap(\.self)
  }

  private var intervals: [Interval] {
    var estimates = overall.metrics.map(\.estimate)
    estimates += overall.scores?.bins.map(\.positives) ?? []
    estimates += gates.map(\.observed)
    for attribute in attributes {
      for group in attribute.groups {
        estimates += group.metrics.map(\.estimate)
        estimates += group.scores?.bins.map(\.positives) ?? []
      }
      for comparison in attribute.comparisons ?? [] {
        estimates += [comparison.spread] + comparison.pairs.map(\.difference)
      }
      estimates += attribute.disparities.map(\.estimate)
      for contrast in attribute.contrasts {
        estimates.append(contrast.difference)
        estimates += [contrast.ratio, contrast.shortfall].compactMap(\.self)
      }
    }
    for influence in influence {
      estimates += influence.network.map(\.cosine)
      for layer in influence.layers { estimates += layer.parity.map(\.cosine) }
      estimates += influence.divergentNeurons.map(\.logRatio)
      estimates += influence.divergentNeurons.flatMap { $0.ablated ?? [] }.map(\.change)
      estimates += influence.causal?.steps.flatMap { $0.changes.map(\.change) } ?? []
    }
    return estimates.compactMap(\.interval) + (fineTuning?.intervals ?? [])
  }
}
