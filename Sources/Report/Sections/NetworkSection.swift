import AuditResults

/// What the network's neurons do for each subgroup.
@Sendable func networkBlocks(_ result: AuditResult) -> [Block] {
  if result.hasOwnPredictions {
    return [
      .paragraph("Does not apply: the predictions were made elsewhere, and no model was read.")
    ]
  }
  guard !result.influence.isEmpty else {
    return [.paragraph("Does not apply: the network’s neurons were not examined.")]
  }
  let weightNote: [Block] =
    result.decision.weightColumn == nil
    ? []
    : [
      .note(
        """
        \(Text.strong("Not weighted.")) Influences and parities count every row alike: they are not \
        assessed with weights.
        """)
    ]
  let clusterNote: [Block] =
    result.decision.clusterColumn == nil
    ? []
    : [
      .note(
        """
        \(Text.strong("Clusters left aside.")) Intervals and tests of this section take rows for \
        independent: where rows of a cluster are alike, they are too narrow.
        """)
    ]
  return weightNote + clusterNote + [
    .paragraph(
      """
      The influence of a neuron on a group is the sum, over its incoming weights, of \
      (weight × gradient of the group’s mean loss)²: to first order, how much the group’s loss \
      depends on it. Layer parity is the cosine of two groups’ influences; 1 means that the layer \
      uses its neurons in the same proportions for both.
      """),
    .note(
      """
      \(Text.strong("How to read this.")) Influence shows what the model uses differently; it does \
      not show that anyone was treated unfairly. A cosine of numbers that are never negative is high \
      by construction, so each parity stands beside two yardsticks: the grey null band (parity when \
      group labels are shuffled) and the outlined ceiling (parity of two random halves of one \
      group). A dot below both differs by more than chance.
      """),
  ] + result.influence.flatMap { influenceBlocks($0, in: result) }
}

private func influenceBlocks(_ influence: AttributeInfluence, in result: AuditResult) -> [Block] {
  var blocks: [Block] = [.heading(level: 3, Text.name(influence.attribute))]
  if !influence.leftOut.isEmpty {
    let names = influence.leftOut.prefix(40).map { Text.name($0) }.joined(", ")
    blocks.append(.paragraph("Left out, too few rows to resample: \(names)."))
  }
  guard influence.groups.count > 1, !influence.layers.isEmpty else {
    return blocks + [
      .paragraph("Not assessed: fewer than two groups, or no layer with a kernel.")
    ]
  }
  let table = layerTable(influence, in: result)
  let panels = [ChartKind.layerParity, .networkDrawing].flatMap {
    $0.panels(attribute: influence.attribute, in: result)
  }
  blocks.append(
    .figure(
      panels,
      caption: """
        Parity of each layer by \(name: influence.attribute), from the input to the output, for \
        \(compared(influence)); and the layers that hold weights in the order in which they run \
        (branches are not drawn).
        """,
      table: table))
  blocks += alignmentBlocks(influence)
  blocks.append(.table(networkTable(influence, in: result)))
  blocks += restBlocks(influence, in: result) + classBlocks(influence, in: result)
  blocks += scatterBlocks(influence) + neuronBlocks(influence, in: result)
  blocks += portraitBlocks(influence, limit: neuronLimit)
  blocks += headBlocks(influence, in: result)
  return blocks + agreementBlocks(influence) + causalBlocks(influence, in: result)
}

private func compared(_ influence: AttributeInfluence) -> Text {
  guard influence.groups.count == 2 else { return "the two groups that differ most in each layer" }
  return influence.groups.map { Text.name($0) }.joined(" and ")
}

private func layerTable(_ influence: AttributeInfluence, in result: AuditResult) -> Table {
  let hasPairs = influence.groups.count > 2
  let hasParameters = influence.layers.contains { $0.parameterParity != nil }
  return Table(
    "Layer parity: \(name: influence.attribute)",
    columns: [
      .left("Layer"), .right("Neurons"),
    ] + (hasPairs ? [.left("Groups")] : []) + [
      .right("Parity \(result.bracket)"), .right("Spearman"),
      .right("Null median [band]"), .right("Ceiling median [band]"), .right("p"), .left("Reading"),
    ] + (hasParameters ? [.right("Parity of single weights")] : []),
    rows: influence.layers.map { layer in
      [Text.name(layer.layer), Numbers.count(layer.neurons)]
        + cells(layer.headline ?? layer.parity.first).dropFirst(hasPairs ? 0 : 1)
        + [reading(layer.headline?.alignment)] + (hasParameters ? [weightParity(layer)] : [])
    },
    remark: """
      \(hasPairs ? "Each layer’s least alike pair of groups; every pair is in the JSON. " : "")\
      A layer is called unaligned only where its parity lies below what two halves of one group \
      leave, and where shuffled group labels rarely give one as low.
      """)
}

/// The lowest parity of a layer's single weights over pairs of groups.
private func weightParity(_ layer: LayerInfluence) -> Text {
  let pair = layer.parameterParity?.leastAlike ?? layer.parameterParity?.first
  return Quantity.parity.text(pair?.cosine, near: 1)
}

/// The cells from the pair's names on.
private func cells(_ pair: PairParity?) -> [Text] {
  guard let pair else { return Array(repeating: "–", count: 6) }
  return [
    "\(name: pair.first) v \(name: pair.second)", Quantity.parity.text(pair.cosine, near: 1),
    pair.spearman.map { Text(.plain, Numbers.fixed($0, decimals: 3)) } ?? "–",
    band(pair.null), band(pair.ceiling),
    pair.pValue.map { Text(.plain, Numbers.probability($0)) } ?? "–",
  ]
}

private func band(_ band: Band?) -> Text {
  guard let band else { return "–" }
  let interval = Interval(lower: band.lower, upper: band.upper, level: band.level, method: "")
  return """
    \(Text(.plain, Quantity.parity.string(band.median, near: 1))) \
    \(Text(.interval, Quantity.parity.string(interval, near: 1)))
    """
}

/// The most pairs of groups that are listed.
private let pairLimit = 20

private func networkTable(_ influence: AttributeInfluence, in result: AuditResult) -> Table {
  let pairs = influence.network.enumerated().sorted { left, right in
    let (first, second) = (left.element.cosine.value ?? 2, right.element.cosine.value ?? 2)
    return first == second ? left.offset < right.offset : first < second
  }.map(\.element).prefix(pairLimit)
  return Table(
    "Parity of the whole network: \(name: influence.attribute)",
    columns: [
      .left("Groups"), .right("Mean over layers \(result.bracket)"),
      .right("Null median [band]"), .right("Ceiling median [band]"), .right("p"),
      .right("Sum over layers"),
    ],
    rows: pairs.map { pair in
      let sum = influence.networkSums.first {
        isSame($0.first, pair.first) && isSame($0.second, pair.second)
      }
      return [
        "\(name: pair.first) v \(name: pair.second)", Quantity.parity.text(pair.cosine, near: 1),
        band(pair.null), band(pair.ceiling),
        pair.pValue.map { Text(.plain, Numbers.probability($0)) } ?? "–",
        (sum?.value).map { Text(.plain, Quantity.parity.string($0)) } ?? "–",
      ]
    },
    remark: """
      The mean leaves out layers with one neuron, whose parity is 1 by definition; the sum counts \
      them, as the released code of the method does.\
      \(influence.network.count > pairs.count
        ? """
         The \(Numbers.count(pairs.count)) least alike of \
        \(Numbers.count(influence.network.count)) pairs are listed; all are in the JSON.
        """
        : "")
      """)
}

private func scatterBlocks(_ influence: AttributeInfluence) -> [Block] {
  guard let scatter = InfluenceScatter(influence) else {
    return [.paragraph("No neuron has influence for two groups, so no scatter is drawn.")]
  }
  let shown = scatter.drawn.count
  var caption: Text = """
    Influence of every neuron for \(Text(.name, scatter.first)) (across) and for \
    \(Text(.name, scatter.second)) (up), both logarithmic and equal. Below the line a neuron matters \
    more for \(Text(.name, scatter.first)), above it more for \(Text(.name, scatter.second)).
    """
  if !scatter.named.isEmpty {
    caption = "\(caption) Ringed neurons, written layer:index, differ most beyond noise."
  }
  if shown < scatter.points.count {
    caption =
      "\(caption) \(Numbers.count(shown)) of \(Numbers.count(scatter.points.count)) neurons are drawn."
  }
  if scatter.zeros > 0 {
    caption = """
      \(caption) \(Numbers.count(scatter.zeros, "neuron")) without influence for one of the groups \
      \(scatter.zeros == 1 ? "has" : "have") no place on logarithmic axes.
      """
  }
  return [
    .figure(
      Figure(panels: [scatter.draw()], caption: caption, table: summary(influence, scatter)))
  ]
}

private func summary(_ influence: AttributeInfluence, _ scatter: InfluenceScatter) -> Table {
  let pair = influence.headline
  let first = influence.groups.firstIndex { isSame($0, pair?.first) }
  let second = influence.groups.firstIndex { isSame($0, pair?.second) }
  return Table(
    "Influence per layer",
    columns: [
      .left("Layer"), .right("Neurons"), .right("With influence"),
      .right("Median for \(Text(.name, scatter.first))"),
      .right("Median for \(Text(.name, scatter.second))"),
      .right("Largest for \(Text(.name, scatter.first))"),
      .right("Largest for \(Text(.name, scatter.second))"),
    ],
    rows: influence.layers.enumerated().map { index, layer in
      let values = [first, second].map { $0.map { layer.influence[$0] } ?? [] }
      return [
        Text.name(layer.layer), Numbers.count(layer.neurons),
        Numbers.count(scatter.points.count { $0.layer == index }),
      ] + values.map { Text(.plain, Numbers.scientific(median($0))) }
        + values.map { Text(.plain, Numbers.scientific($0.max() ?? 0)) }
    }, remark: "The influence of every neuron for every group is in the JSON.")
}

private func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard let middle = sorted.dropFirst(sorted.count / 2).first else { return 0 }
  guard sorted.count.isMultiple(of: 2), let before = sorted.dropFirst(sorted.count / 2 - 1).first
  else { return middle }
  return (before + middle) / 2
}

/// The most neurons that are listed.
private let neuronLimit = 20

private func neuronBlocks(_ influence: AttributeInfluence, in result: AuditResult) -> [Block] {
  let tested: Text = """
    \(Numbers.count(influence.testedNeurons, "neuron")) \
    \(influence.testedNeurons == 1 ? "was" : "were") tested\
    \(influence.groups.count > 2 ? " over all pairs of groups" : "").
    """
  let found = influence.divergentNeurons
  guard !found.isEmpty else {
    return [.paragraph("\(tested) None differs between groups beyond noise.")]
  }
  let shown = found.prefix(neuronLimit)
  let count = influence.divergentCount ?? found.count
  let effects = ["dp.rate_gap.maxmin", "accuracy"].filter { metric in
    shown.contains { $0.ablated?.contains { $0.metric == metric } == true }
  }
  return [
    .paragraph(
      """
      \(tested) \(Numbers.count(count)) differ\(count == 1 ? "s" : "") beyond noise \
      after adjustment for the number of tests.
      """),
    .table(
      Table(
        "Most-diverging neurons: \(name: influence.attribute)",
        columns: [
          .left("Neuron"), .left("Groups (first v second)"), .right("Influence, first"),
          .right("Influence, second"), .right("log₂ ratio \(result.bracket)"),
          .right("Adjusted p"),
        ]
          + effects.map {
            .right("Without it: change of \(Text(.plain, result.metricName($0))) \(result.bracket)")
          },
        rows: shown.map { neuron in
          [
            "\(name: neuron.layer):\(Text(.plain, String(neuron.neuron)))",
            "\(name: neuron.first) v \(name: neuron.second)",
            Text(.plain, Numbers.scientific(neuron.firstInfluence)),
            Text(.plain, Numbers.scientific(neuron.secondInfluence)),
            Quantity.ratio.text(neuron.logRatio),
            Text(.plain, Numbers.probability(neuron.adjustedP)),
          ]
            + effects.map { metric in
              let change = neuron.ablated?.first { $0.metric == metric }?.change
              return change.map { Quantity.of(metric: metric).difference.text($0) } ?? "–"
            }
        },
        remark: """
          \(listed(shown.count, of: found.count, found: count)) \
          A log₂ ratio of 1 means twice the influence for the first group. \
          \(effects.isEmpty
            ? ""
            : "Without it: the neuron’s weights and bias at zero, percentage points on the same rows.")
          """)),
  ]
}

/// Which of the neurons stand in the table, and where the others are.
private func listed(_ shown: Int, of stored: Int, found: Int) -> Text {
  guard found > shown else { return "" }
  let rest: Text =
    found > stored
    ? "the \(Numbers.count(stored)) largest are in the JSON." : "all are in the JSON."
  return "The \(Numbers.count(shown)) largest of \(Numbers.count(found)); \(rest)"
}
