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
  for gate in request.gates { try gate.checkMetric() }
  progress(AuditProgress(stage: .scores, attribute: nil, fraction: 0))
  var labelled = try request.labelSource()
  labelled.draw(
    request.dataset.clusters, resampling: Resampling(request.settings),
    threads: request.options.threads)
  let outcomes = labelled.outcomes
  let judge = GateJudge(
    outcomes: outcomes, classes: labelled.namedClasses, strata: request.dataset.strata)
  for gate in request.gates { _ = try judge.metric(of: gate) }

  var attributes: [AttributeOutcome] = []
  var influences: [AttributeInfluence] = []
  let study = try request.influenceStudy(labelled)
  for (position, subgroups) in request.dataset.subgroups.enumerated() {
    func report(_ stage: AuditProgress.Stage, _ done: Double) {
      progress(
        AuditProgress(
          stage: stage, attribute: subgroups.name, part: done, position: position,
          attributes: request.dataset.subgroups.count))
    }
    report(.metrics, 0)
    attributes.append(outcomes.attribute(subgroups, strata: request.dataset.strata))
    guard let study else { continue }
    var (influence, suspects) = try study.ordered(of: subgroups) { report($0, $1 * 0.8) }
    influence.divergentNeurons = study.portrayed(
      influence.divergentNeurons, of: subgroups, names: request.columnNames)
    report(.ablation, 0.8)
    if let labels = request.dataset.labels, let source = labelled.source, outcomes.weights == nil,
      outcomes.clusters == nil,
      request.settings.causalCheck ?? study.affordsCausalCheck
    {
      let causal = CausalStudy(
        study: study, source: source, labels: labels, threshold: outcomes.threshold)
      influence.divergentNeurons = try causal.ablated(
        influence.divergentNeurons, attribute: subgroups)
      influence.causal = try causal.check(suspects, attribute: subgroups) {
        report(.ablation, 0.8 + 0.2 * $0)
      }
    }
    influences.append(influence)
  }
  var classes = labelled.classOutcomes(request.dataset)

  let exploratoryTests = adjustContrasts(&attributes, and: &classes)
  var gates = try judge.judge(request.gates, in: request.dataset.subgroups)
  // A band over cut-offs is of scores that a cut-off decides on, and of rows that stand for themselves.
  if case .binary = outcomes.content, outcomes.hasScores, outcomes.clusters == nil {
    for (index, subgroups) in request.dataset.subgroups.enumerated() {
      attributes[index].thresholds = outcomes.thresholdAnalysis(
        outcomes.samples(of: subgroups), gates: gates.filter { $0.attribute == subgroups.name },
        contrasts: attributes[index].contrasts)
    }
  }
  if let study = try ProxyStudy(request), request.settings.proxyScreen ?? study.isAffordable {
    for (index, screen) in study.screens(request.dataset.subgroups).enumerated() {
      attributes[index].proxies = screen
    }
  }
  let labels = request.dataset.labels ?? []
  let selected = labels.indices.map(outcomes.isSelected)
  let baseline = request.baseline.map { earlier in
    let comparison = BaselineComparison(
      earlier.result, data: request.dataFacts,
      label: (request.labelColumn, request.dataset.positiveLabel), labels: labels,
      selected: selected, attributes: request.dataset.subgroups,
      confidence: request.settings.confidence, resampling: Resampling(request.settings),
      canPair: outcomes.weights == nil && outcomes.clusters == nil
        && earlier.result.decision.weightColumn == nil
        && earlier.result.decision.clusterColumn == nil)
    comparison.complete(&gates)
    return BaselineFacts(
      file: earlier.file, contentDigest: earlier.result.contentDigest,
      model: earlier.result.model.file, pairing: comparison.pairing,
      limitChanges: comparison.limitChanges(gates))
  }

  let kind = labelled.decision.labelKind ?? .binary
  var result = AuditResult(
    tool: request.tool, model: request.modelFacts, data: request.dataFacts,
    decision: labelled.decision, settings: request.settings, overall: outcomes.overall(),
    attributes: attributes, influence: influences, gates: gates,
    definitions: Metric.definitions(
      for: kind, hasClasses: !classes.isEmpty, hasStrata: request.dataset.strata != nil),
    methods: [])
  if !outcomes.cutoffs.isEmpty { result.cutoffs = outcomes.cutoffs }
  if !classes.isEmpty { result.classes = classes }
  if exploratoryTests > 0 { result.exploratoryTests = exploratoryTests }
  result.baseline = baseline
  if request.keepsDecisions, kind == .binary {
    result.decisions = RowDecisions(
      selected, labels: labels.map { $0 != 0 },
      groups: request.dataset.subgroups.map(RowDecisions.Groups.init))
  }
  result.settings.resamples = Resampling(request.settings).replicates
  result.methods = result.methodsUsed.map(\.definition)
  return result
}

extension AuditRequest {
  /// What looks into the model; `nil` for predictions made elsewhere.
  fileprivate func influenceStudy(_ labelled: LabelSource) throws(AuditError) -> InfluenceStudy? {
    guard let model, let source = labelled.source, let targets = labelled.targets else {
      return nil
    }
    var study = InfluenceStudy(
      model: model, loss: source.loss, inputs: try modelInputs(), targets: targets,
      settings: settings, options: options)
    study.kinds = Set(settings.influence ?? study.affordableKinds)
    if let labels = dataset.labels, settings.withinClasses ?? study.affordsClasses {
      study.classes = LabelClasses(
        names: [dataset.negativeLabel, dataset.positiveLabel], values: labels)
    }
    return study
  }
}

extension LabelSource {
  /// The classes that are looked at by themselves, with their names.
  var namedClasses: [(name: String, outcomes: Outcomes)] {
    zip(decision.classes ?? [], classes).map { ($0, $1) }
  }

  /// Every class against all others.
  fileprivate func classOutcomes(_ dataset: Dataset) -> [ClassOutcome] {
    namedClasses.map { name, outcomes in
      ClassOutcome(
        name: name, threshold: decision.rule == .classThresholds ? outcomes.threshold : nil,
        overall: outcomes.overall(),
        attributes: dataset.subgroups.map { outcomes.attribute($0, strata: dataset.strata) })
    }
  }
}

/// Adjusts the tests of all contrasts together, those of classes too, and says how many there are.
private func adjustContrasts(
  _ attributes: inout [AttributeOutcome], and classes: inout [ClassOutcome]
) -> Int {
  var all = attributes + classes.flatMap(\.attributes)
  let count = all.adjustContrasts()
  var rest = all[...]
  attributes = Array(rest.prefix(attributes.count))
  rest = rest.dropFirst(attributes.count)
  for index in classes.indices {
    classes[index].attributes = Array(rest.prefix(classes[index].attributes.count))
    rest = rest.dropFirst(classes[index].attributes.count)
  }
  return count
}

extension Metric {
  /// The definitions of what an audit of such a label can show.
  fileprivate static func definitions(
    for labels: LabelKind, hasClasses: Bool, hasStrata: Bool
  ) -> [MetricDefinition] {
    all.filter { metric in
      if case .stratified = metric.rule, !hasStrata { return false }
      let kinds: [LabelKind] = labels == .multiclass && hasClasses ? [labels, .binary] : [labels]
      return metric.labels.map(kinds.contains) ?? true
    }.map(\.definition)
  }
}

extension AuditRequest {
  /// The data's inputs in the model's order.
  func modelInputs() throws(AuditError) -> [any RowSource<Float>] {
    guard let model else { throw .noModel }
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
  public func scoredOutput(
    _ spec: OutputSpec, label: LabelKind = .binary
  ) throws(AuditError) -> Int {
    label == .binary
      ? try ScoreSource(model: self, spec: spec).output
      : try ScoreSource(choosing: spec, in: self).output
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
    if used.contains(Method.clusterBox.rawValue) {
      used.formUnion([Method.clusterMover, .clusterWilson].map(\.rawValue))
    }
    if used.contains(Method.clusterMover.rawValue) {
      used.insert(Method.clusterBootstrap.rawValue)
    }
    if used.contains(Method.simultaneousBox.rawValue)
      || used.contains(Method.baseBox.rawValue) && decision.clusterColumn == nil
    {
      used.formUnion([Method.miettinenNurminen, .gartNam, .hallOfTwo].map(\.rawValue))
    }
    if gates.contains(where: { $0.power != nil })
      || allAttributes.contains(where: { $0.contrasts.contains { $0.power != nil } })
    {
      used.insert(Method.power.rawValue)
    }
    used.formUnion(tests.map(\.method))
    used.formUnion(attributes.flatMap { $0.thresholds?.curves.map(\.method) ?? [] })
    if exploratoryTests != nil { used.insert(Method.benjaminiHochberg.rawValue) }
    let isHolmOfGates = gates.contains { $0.adjustment == .holm && $0.test != nil }
    if isHolmOfGates || allAttributes.contains(where: { $0.comparisons?.isEmpty == false })
      || attributes.contains(where: { $0.proxies != nil })
    {
      used.insert(Method.holm.rawValue)
    }
    return Method.allCases.filter { used.contains($0.rawValue) }
  }

  /// The audited attributes, those of each class too.
  private var allAttributes: [AttributeOutcome] {
    attributes + (classes ?? []).flatMap(\.attributes)
  }

  /// Every test, wherever it stands.
  private var tests: [TestResult] {
    var tests = [overall.scores?.calibrationTest] + gates.map(\.test)
    tests += (classes ?? []).map { $0.overall.scores?.calibrationTest }
    tests += gates.map(\.regression?.test)
    for attribute in allAttributes {
      tests += attribute.groups.map { $0.scores?.calibrationTest }
      tests += attribute.contrasts.map(\.test)
      for comparison in attribute.comparisons ?? [] {
        tests += [comparison.global] + comparison.pairs.map(\.test)
      }
      tests += attribute.proxies.map { ($0.inputs + $0.layers).map(\.test) } ?? []
      tests += attribute.stratified?.associations.flatMap { [$0.test, $0.homogeneity] } ?? []
    }
    return tests.compactMap(\.self)
  }

  private var intervals: [Interval] {
    var estimates = overall.metrics.map(\.estimate)
    estimates += overall.scores?.bins.map(\.positives) ?? []
    for whole in (classes ?? []).map(\.overall) {
      estimates += whole.metrics.map(\.estimate) + (whole.scores?.bins.map(\.positives) ?? [])
    }
    estimates += gates.map(\.observed)
    for attribute in allAttributes {
      for group in attribute.groups {
        estimates += group.metrics.map(\.estimate)
        estimates += group.scores?.bins.map(\.positives) ?? []
      }
      for comparison in attribute.comparisons ?? [] {
        estimates += [comparison.spread] + comparison.pairs.map(\.difference)
      }
      estimates += attribute.disparities.map(\.estimate)
      estimates += attribute.proxies.map { ($0.inputs + $0.layers).map(\.area) } ?? []
      for flip in attribute.counterfactual?.flips ?? [] {
        estimates += [flip.becomesSelected, flip.becomesRefused, flip.scoreChange]
      }
      estimates += attribute.bounds?.map(\.known) ?? []
      estimates +=
        attribute.stratified?.conditional.flatMap { [$0.unconditional, $0.conditional] } ?? []
      estimates += attribute.stratified?.associations.map(\.oddsRatio) ?? []
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
