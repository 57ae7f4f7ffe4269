import AuditResults

/// What the layers' parities amount to, in words; nothing where none was assessed.
func alignmentBlocks(_ influence: AttributeInfluence) -> [Block] {
  let unaligned = influence.layers.filter { $0.headline?.alignment == .unaligned }
  let assessed = influence.layers.filter {
    $0.headline?.alignment.map { $0 != .notAssessed } == true
  }
  guard !assessed.isEmpty else { return [] }
  return [
    .paragraph(
      unaligned.isEmpty
        ? """
        No layer is unaligned: the two groups’ influences differ by no more than two halves of one \
        group do. This does not show that the network treats the groups alike; more rows could \
        show a difference.
        """
        : """
        \(Numbers.count(unaligned.count)) of \(Numbers.count(assessed.count)) layers \
        \(unaligned.count == 1 ? "is" : "are") unaligned: \
        \(unaligned.prefix(20).map { Text.name($0.layer) }.joined(", ")). Their loss depends on \
        other neurons, or on the same in other proportions, for one group than for the other. \
        This may be because the groups differ in their labels and features; it does not show that \
        either is treated wrongly.
        """)
  ]
}

/// A parity's reading in a table's words.
func reading(_ alignment: Alignment?) -> Text {
  switch alignment {
  case .unaligned: Text.strong("unaligned")
  case .withinNoise: "within noise"
  case .notAssessed, nil: .muted("not assessed")
  }
}

/// The heads of attention layers, each as one unit.
func headBlocks(_ influence: AttributeInfluence, in result: AuditResult) -> [Block] {
  let layers = influence.layers.filter { $0.heads != nil }
  guard !layers.isEmpty else { return [] }
  func shares(_ values: [Double]) -> Text {
    let total = values.reduce(0, +)
    guard total > 0 else { return "–" }
    let shown = values.prefix(16).map { Quantity.share.string($0 / total) }
    return Text(.plain, shown.joined(separator: ", ") + (values.count > shown.count ? ", …" : ""))
  }
  return [
    .table(
      Table(
        "Attention by heads: \(name: influence.attribute)",
        columns: [
          .left("Projection"), .left("Groups"), .right("Parity over heads \(result.bracket)"),
          .right("p"), .left("Reading"), .right("Shares of the heads, first group"),
          .right("Second group"),
        ],
        rows: layers.map { layer in
          let pairs = layer.heads?.parity ?? []
          let pair = pairs.leastAlike ?? pairs.first
          let groups = [pair?.first, pair?.second].map { name in
            influence.groups.firstIndex { isSame($0, name) }
          }
          return [
            Text.name(layer.layer),
            pair.map { "\(name: $0.first) v \(name: $0.second)" } ?? "–",
            Quantity.parity.text(pair?.cosine, near: 1),
            pair?.pValue.map { Text(.plain, Numbers.probability($0)) } ?? "–",
            reading(pair?.alignment),
          ]
            + groups.map { index in
              index.flatMap { layer.heads?.influence[$0] }.map(shares) ?? "–"
            }
        },
        remark: "A head’s influence is the sum of its neurons’."))
  ]
}

/// How far other kinds of influence agree with the one that the report uses.
func agreementBlocks(_ influence: AttributeInfluence) -> [Block] {
  let kinds = (influence.kinds ?? []).filter { kind in
    influence.layers.contains { $0.kinds?.contains { $0.kind == kind.id } == true }
  }
  guard !kinds.isEmpty else { return [] }
  let isExact = kinds.contains { $0.id == InfluenceKind.ablation.rawValue }
  return [
    .table(
      Table(
        "Agreement with the Taylor influence: \(name: influence.attribute)",
        columns: [.left("Layer")] + kinds.map { .right(Text(.plain, clean($0.name))) },
        rows: influence.layers.map { layer in
          [Text.name(layer.layer)]
            + kinds.map { kind in
              agreement(layer.kinds?.first { $0.kind == kind.id }?.agreement)
            }
        },
        remark: """
          Spearman’s rank correlation over the layer’s neurons, the lowest of the groups’ to the \
          highest. The Taylor influence is a first-order estimate\
          \(isExact
            ? """
            ; the ablation influence is what taking out one neuron at a time does to the loss, \
            exactly. Where they rank neurons differently, trust the latter.
            """
            : ". What it estimates was not computed: option --influence all does, at a higher cost.")
          """))
  ]
}

private func agreement(_ estimates: [Estimate]?) -> Text {
  guard let estimates, let first = estimates.first else { return "–" }
  let values = estimates.compactMap(\.value)
  guard let low = values.min(), let high = values.max() else { return .undefined(first.reason) }
  let (a, b) = (Numbers.fixed(low, decimals: 2), Numbers.fixed(high, decimals: 2))
  return Text(.plain, a == b ? a : "\(a) to \(b)")
}

/// What single neurons listen to and how they are active.
func portraitBlocks(_ influence: AttributeInfluence, limit: Int) -> [Block] {
  let shown = influence.divergentNeurons.prefix(limit)
    .filter { $0.listensTo != nil || $0.activations != nil }
  guard !shown.isEmpty else { return [] }
  return [
    .table(
      Table(
        "What these neurons listen to: \(name: influence.attribute)",
        columns: [
          .left("Neuron"), .left("Group"), .right("Share of the layer’s influence"),
          .right("Active"), .right("Mean"), .right("Median [5%, 95%]"),
          .left("Strongest features (weight × spread)"),
        ],
        rows: shown.flatMap { neuron in
          let groups = [(neuron.first, neuron.firstShare), (neuron.second, neuron.secondShare)]
          return groups.enumerated().map { index, group in
            let activity = neuron.activations?.first { isSame($0.group, group.0) }
            return [
              "\(name: neuron.layer):\(Text(.plain, String(neuron.neuron)))",
              Text.name(group.0),
              group.1.map { Text(.plain, Quantity.share.string($0)) } ?? "–",
              activity.map { Text(.plain, Quantity.share.string($0.active)) } ?? "–",
              activity.map { Text(.plain, Numbers.fixed($0.mean, decimals: 3)) } ?? "–",
              activity.map(quantiles) ?? "–",
              index == 0 ? features(neuron.listensTo) : "",
            ]
          }
        },
        remark: """
          Active: the share of activations above zero. Features are named for neurons of layers that \
          read the model’s input; a positive number means that more of the feature raises the \
          neuron. A name says what the neuron weighs, not why it differs.
          """))
  ]
}

private func quantiles(_ activity: GroupActivation) -> Text {
  func at(_ probability: Double) -> String {
    guard let index = GroupActivation.probabilities.firstIndex(of: probability),
      activity.quantiles.indices.contains(index)
    else { return "–" }
    return Numbers.fixed(activity.quantiles[index], decimals: 2)
  }
  return "\(Text(.plain, at(0.5))) \(Text(.interval, "[\(at(0.05)), \(at(0.95))]"))"
}

private func features(_ features: [WeighedFeature]?) -> Text {
  guard let features, !features.isEmpty else { return "–" }
  return features.map { feature in
    "\(name: feature.name) \(Text(.plain, Numbers.fixed(feature.strength, decimals: 2)))" as Text
  }.joined(", ")
}

/// Parity among the rows of one class.
func classBlocks(_ influence: AttributeInfluence, in result: AuditResult) -> [Block] {
  guard let classes = influence.conditional, !classes.isEmpty else { return [] }
  let rows = classes.flatMap { part -> [[Text]] in
    guard let network = part.network.leastAlike else {
      return [
        [
          Text.name(part.label), "–",
          .muted("not assessed: fewer than two groups with enough rows"),
        ]
          + Array(repeating: "–", count: 3)
      ]
    }
    let layers = part.layers.map { (Text.name($0.layer), $0.headline ?? $0.parity.first) }
    return ([("whole network", network)] + layers).map { place, pair in
      [
        Text.name(part.label), place, Quantity.parity.text(pair?.cosine, near: 1),
        pair?.ceiling.map { Text(.plain, Quantity.parity.string($0.lower, near: 1)) } ?? "–",
        pair?.pValue.map { Text(.plain, Numbers.probability($0)) } ?? "–",
        reading(pair?.alignment),
      ]
    }
  }
  return [
    .table(
      Table(
        "Parity within each label: \(name: influence.attribute)",
        columns: [
          .left("Label"), .left("Layer"), .right("Parity \(result.bracket)"),
          .right("Ceiling, lower end"), .right("p"), .left("Reading"),
        ], rows: rows,
        remark: """
          Groups whose labels are mixed differently use a network differently for that reason alone; \
          among rows of one label that reason is gone.
          """))
  ]
}

/// Each group against all others.
func restBlocks(_ influence: AttributeInfluence, in result: AuditResult) -> [Block] {
  guard let rests = influence.networkAgainstRest, !rests.isEmpty else { return [] }
  return [
    .table(
      Table(
        "Parity of the whole network, each group against all others: \(name: influence.attribute)",
        columns: [
          .left("Group"), .right("Mean over layers \(result.bracket)"), .right("p"),
          .left("Reading"),
        ],
        rows: rests.prefix(40).map { pair in
          [
            Text.name(pair.first), Quantity.parity.text(pair.cosine, near: 1),
            pair.pValue.map { Text(.plain, Numbers.probability($0)) } ?? "–",
            reading(pair.alignment),
          ]
        }))
  ]
}

/// What becomes of the outcomes when neurons are taken out.
func causalBlocks(_ influence: AttributeInfluence, in result: AuditResult) -> [Block] {
  guard let check = influence.causal, !check.steps.isEmpty else { return [] }
  let table = ablationTable(check, of: influence, in: result)
  let panels = ablationCurvePanels(influence, in: result)
  return [
    .heading(level: 4, "What happens without them"),
    .figure(
      panels,
      caption: """
        Outcomes by \(name: influence.attribute) as the neurons that differ most are taken out \
        together.
        """, table: table),
    .paragraph(closure(check, in: result)),
    .note(
      """
      \(Text.strong("What this does not show.")) Taking neurons out shows what this network does \
      without them on these rows. A change within the grey band is what any neurons of these layers \
      would bring. A smaller gap bought with worse decisions for everybody is no remedy, and a \
      network trained without these neurons would use others.
      """),
  ]
}

/// What the drawing shows, and what random neurons would bring.
private func ablationTable(
  _ check: CausalCheck, of influence: AttributeInfluence, in result: AuditResult
) -> Table {
  let changes = check.steps[0].changes
  let metrics = AblationCurve.metrics(check).filter { metric in
    changes.contains { $0.metric == metric }
  }
  let before = metrics.compactMap { metric in
    changes.first { $0.metric == metric }.map { change in
      """
      \(Text(.plain, result.metricTitle(metric))) \
      \(Text(.plain, Quantity.of(metric: metric).string(change.before)))
      """ as Text
    }
  }.joined(", ")
  let others = changes.map(\.metric).filter { !metrics.contains($0) }
  let rest: Text =
    others.isEmpty
    ? "" : " Changes of \(others.map { Text.code($0) }.joined(", ")) are in the JSON."
  return Table(
    "Neurons taken out: \(name: influence.attribute)",
    columns: [.left("Neurons"), .left("Replaced by")]
      + metrics.flatMap { metric -> [Table.Column] in
        let title = Text(.plain, result.metricTitle(metric))
        return [.right("\(title): change \(result.bracket)"), .right("With random neurons")]
      },
    rows: check.steps.map { step in
      [Numbers.count(step.count), Text(.plain, step.replacement.words)]
        + metrics.flatMap { metric -> [Text] in
          guard let change = step.changes.first(where: { $0.metric == metric }) else {
            return ["–", "–"]
          }
          let quantity = Quantity.of(metric: metric).difference
          let random = change.random.map { band in
            Text(
              .interval,
              quantity.string(
                Interval(lower: band.lower, upper: band.upper, level: band.level, method: "")))
          }
          return [quantity.text(change.change), random ?? "–"]
        }
    },
    remark: """
      Before: \(before). Gaps and accuracy change in percentage points. \(taken(check)) Random \
      neurons: as many of the same layers, \(changes.compactMap(\.random).first.map {
        Numbers.count($0.replicates)
      } ?? "0") draws. Intervals compare the same rows before and after.\(rest)
      """)
}

private func taken(_ check: CausalCheck) -> Text {
  let rest = check.order.count - check.beyondNoise
  let order: Text = "the largest difference of their shares in their layer’s influence first."
  guard rest > 0 else { return "The neurons are those that differ beyond noise, \(order)" }
  let first: Text =
    check.beyondNoise > 0
    ? "the \(Numbers.count(check.beyondNoise)) that differ beyond noise, then " : ""
  return """
    The neurons are \(first)\(Numbers.count(rest)) of the unaligned layers of which none differs beyond noise by \
    itself, \(order)
    """
}

private func closure(_ check: CausalCheck, in result: AuditResult) -> Text {
  let gap = result.metricName(check.gap)
  let floor = Quantity.share.string(check.accuracyFloor)
  guard !check.closures.isEmpty else {
    return """
      No set of the first \(Numbers.count(check.order.count)) neurons brings the \
      \(Text(.plain, gap)) within its own noise at an accuracy of at least \(Text(.plain, floor)), \
      or the gap was within its noise before.
      """
  }
  return check.closures.map { closure -> Text in
    """
    With \(Text(.plain, closure.replacement.words)), the first \(Numbers.count(closure.count)) \
    \(closure.count == 1 ? "neuron suffices" : "neurons suffice") to bring the \(Text(.plain, gap)) within its own \
    noise (\(Text(.plain, Quantity.of(metric: check.gap).string(closure.gap))) percentage points), at \
    an accuracy of \(Text(.plain, Quantity.share.string(closure.accuracy))), not below \
    \(Text(.plain, floor)).
    """
  }.joined(" ")
}
