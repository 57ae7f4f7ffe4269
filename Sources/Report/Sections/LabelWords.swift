import AuditResults

extension AuditResult {
  /// What the label's values are.
  var labelKind: LabelKind { decision.labelKind ?? .binary }

  /// Whether the audited predictions were made elsewhere.
  var hasOwnPredictions: Bool { decision.predictions != nil }

  /// One class against all others as an audit of a label of two values, which every section for such
  /// labels can show.
  func oneAgainstRest(_ outcome: ClassOutcome) -> AuditResult {
    var result = self
    result.decision.labelKind = nil
    result.decision.positiveLabel = outcome.name
    result.decision.negativeLabel = "any other class"
    result.decision.threshold = outcome.threshold ?? 0
    result.overall = outcome.overall
    result.attributes = outcome.attributes
    result.gates = gates.filter { isSame($0.ofClass, outcome.name) }
    result.classes = nil
    return result
  }
}

/// How predictions become decisions, as a sentence's predicate.
func decisionWords(_ result: AuditResult) -> Text {
  let column = result.decision.labelColumn
  switch result.decision.rule ?? .threshold {
  case .threshold:
    return """
      selected where the score is at least \(threshold(result)); favourable label \
      \(name: column) = \(name: result.decision.positiveLabel)
      """
  case .median:
    return """
      selected where the score lies above the median of all rows’ scores \
      (\(Text(.plain, Numbers.fixed(result.decision.threshold, decimals: 4)))), which makes the \
      selection rate the scoring rate; favourable label \(name: column) = \
      \(name: result.decision.positiveLabel)
      """
  case .prediction:
    return result.labelKind == .binary
      ? """
      selected where the prediction is the favourable label, \(name: column) = \
      \(name: result.decision.positiveLabel)
      """ : "each row belongs to the class that was predicted for it; label \(name: column)"
  case .largestScore:
    return "each row is assigned to the class with the largest score; label \(name: column)"
  case .classThresholds:
    let cutoffs = (result.classes ?? []).prefix(20).compactMap { outcome in
      outcome.threshold.map {
        "\(name: outcome.name) \(Text(.plain, Numbers.fixed($0, decimals: 3)))" as Text
      }
    }.joined(", ")
    return """
      each row is assigned to the class with the largest score among those that reach their cut-off \
      (\(cutoffs)), and to none where no class does; label \(name: column)
      """
  case .none:
    return "none: a number is predicted for each row; label \(name: column)"
  }
}

/// What the audit's predictions come from, where no model was read.
func modelFileWords(_ result: AuditResult) -> Text {
  guard let predictions = result.decision.predictions else {
    return
      "\(name: result.model.file.name) · \(name: result.model.format) · SHA-256 \(digest(result.model.file))"
  }
  if predictions.namesModel {
    return """
      \(name: result.model.file.name) · named and not read · SHA-256 \(digest(result.model.file))
      """
  }
  return "none was read: the predictions were made elsewhere"
}

/// The predictions that stand in for a model's.
func predictionFacts(_ result: AuditResult) -> [Block.Fact] {
  guard let predictions = result.decision.predictions else { return [] }
  let columns = predictions.columns.prefix(20).map { Text.name($0) }.joined(", ")
  let rest = predictions.columns.count - min(20, predictions.columns.count)
  let place: Text =
    predictions.file.map { "of \(name: $0.name), SHA-256 \(digest($0))" } ?? "of the data"
  let kind: Text =
    switch predictions.kind {
    case "logit": "logits"
    case "label": "predicted labels"
    case "value": "predicted numbers"
    default: "probabilities"
    }
  return [
    .init(
      term: "Predictions",
      text: """
        made elsewhere: \(kind) in column\(predictions.columns.count > 1 ? "s" : "") \(columns)\
        \(rest > 0 ? " and \(Numbers.count(rest)) more" : "") \(place)
        """)
  ]
}

/// How many rows were selected, were right, or how large errors are.
func overallWords(_ result: AuditResult) -> Text {
  let whole = result.overall
  switch result.labelKind {
  case .binary:
    let rate = whole["selection_rate"]
    return """
      \(Numbers.count(whole.counts.selected)) of \(Numbers.count(whole.rows)) rows selected\
      \(rate?.value == nil ? "" : " (\(Quantity.share.text(rate)))")
      """
  case .multiclass:
    return """
      \(Numbers.count(whole.rows)) rows of \(Numbers.count(result.decision.classes?.count ?? 0)) \
      classes; assigned to their own class: \(Quantity.share.text(whole["multiclass.accuracy"]))
      """
  case .numeric:
    return """
      \(Numbers.count(whole.rows)) rows; mean absolute error \
      \(Quantity.number.text(whole["mae"])), R² \(Quantity.score.text(whole["r2"]))
      """
  }
}

/// That rows weigh differently, or belong together, where they do.
func weightFacts(_ result: AuditResult) -> [Block.Fact] {
  let clusters = result.decision.clusterColumn.map { column in
    Block.Fact(
      term: "Clusters",
      text: """
        rows with the same \(name: column) belong together\
        \(result.overall.clusters.map { ": \(Numbers.count($0, "cluster"))" } ?? "" as Text)
        """)
  }
  guard let column = result.decision.weightColumn else { return [clusters].compactMap(\.self) }
  let weight = result.overall.weight
  return [
    .init(
      term: "Weights",
      text: """
        rows count with the column \(name: column): all rows tell as much as \
        \(Text(.plain, Numbers.fixed(weight?.effectiveRows ?? 0, decimals: 0))) rows of one weight \
        (Kish’s effective number)
        """)
  ] + [clusters].compactMap(\.self)
}

/// The differences that stand on the first page for labels of more than two values.
let leadingDisparities: [LabelKind: [String]] = [
  .multiclass: [
    "multiclass.accuracy.gap.maxmin", "multiclass.dp.gap.max", "multiclass.tpr.gap.max",
  ],
  .numeric: ["mean_prediction.gap.maxmin", "mae.gap.maxmin", "r2.gap.maxmin"],
]

/// One row for each attribute and leading difference.
func leadingTable(_ result: AuditResult) -> Table {
  let metrics = leadingDisparities[result.labelKind] ?? []
  return Table(
    "Largest differences of each attribute",
    columns: [
      .left("Attribute"), .left("Measure"), .right("Value \(result.bracket)"), .left("Unit"),
      .left("Lowest"), .left("Highest"),
    ],
    rows: result.attributes.flatMap { attribute in
      metrics.compactMap { attribute[disparity: $0] }.map { disparity in
        let quantity = Quantity.of(metric: disparity.metric)
        return [
          Text.name(attribute.name), Text.name(result.metricTitle(disparity.metric)),
          quantity.text(disparity.estimate), Text(.plain, quantity.unitWords),
          disparity.lowest.map { Text.name($0) } ?? "–",
          disparity.highest.map { Text.name($0) } ?? "–",
        ]
      }
    },
    remark: """
      Brackets hold the \(Text(.plain, result.confidence)) interval; lowest and highest are the \
      groups that decide the number.
      """)
}
