import AuditResults

/// Figures and tables of what changed: by fine-tuning, or from one audit to another.
struct PairedTables {
  /// The coverage of intervals, such as `[95%]`.
  var bracket: Text
  /// The name of a metric as it begins a row.
  var title: (String) -> String

  /// Measures of all rows.
  func overall(_ metrics: [MetricChange]) -> Table {
    Table(
      "All rows",
      columns: [
        .left("Measure"), .right("Before"), .right("After"), .right("Change \(bracket)"),
      ],
      rows: metrics.map { [Text(.plain, title($0.metric))] + changeCells($0) },
      remark: "Changes of shares are in percentage points.")
  }

  /// What changed for the groups of an attribute: their gaps, their measures, whose decision changed.
  ///
  /// - Parameters:
  ///   - attribute: The attribute's name.
  ///   - groups: Its groups.
  ///   - all: All rows, the last row of the decisions that changed.
  ///   - gaps: How the distances between groups changed.
  ///   - remark: What stands under the measures of each group.
  /// - Returns: Tables, with their drawings where there are any.
  func blocks(
    _ attribute: String, _ groups: [ComparedGroup], all: ComparedGroup, gaps: [GapChange],
    remark: Text? = nil
  ) -> [Block] {
    let slopes = slopePanels(
      attribute: attribute,
      groups.compactMap { group in
        SlopeLine(name: group.name, rows: group.rowsAfter, group["selection_rate"])
      })
    let measures = measureTable(attribute, groups, remark: remark)
    let flows = FlowChart(attribute: attribute, rows: groups.compactMap(FlowChart.Row.init))
      .panels()
    var blocks: [Block] = gaps.isEmpty ? [] : [.table(gapTable(attribute, gaps))]
    blocks.append(
      .figure(
        slopes, caption: "Selection rates by \(name: attribute), before and after.",
        table: measures))
    if let flips = flipTable(attribute, groups, all: all) {
      let caption: Text = "Whose decision changed by \(name: attribute), on the same rows."
      blocks.append(.figure(flows, caption: caption, table: flips))
    }
    return blocks
  }

  private func measureTable(
    _ attribute: String, _ groups: [ComparedGroup], remark: Text?
  ) -> Table {
    Table(
      "Each group: \(name: attribute)",
      columns: [
        .left("Group"), .left("Measure"), .right("Before"), .right("After"),
        .right("Change \(bracket)"),
      ],
      rows: groups.flatMap { group in
        group.metrics.map {
          [Text.name(group.name), Text(.plain, title($0.metric))] + changeCells($0)
        }
      }, remark: remark)
  }

  private func gapTable(_ attribute: String, _ gaps: [GapChange]) -> Table {
    Table(
      "Gaps: \(name: attribute)",
      columns: [
        .left("Measure"), .left("Groups (highest and lowest before)"), .right("Gap before"),
        .right("Gap after"), .right("Change \(bracket)"), .left("What became of it"),
      ],
      rows: gaps.map { gap in
        let quantity = Quantity.of(metric: gap.metric).difference
        return [
          Text(.plain, title(gap.metric)), "\(name: gap.highest) minus \(name: gap.lowest)",
          Text(.plain, quantity.string(gap.before)), Text(.plain, quantity.string(gap.after)),
          quantity.text(gap.change), gap.words,
        ]
      },
      remark: """
        Gaps of shares are in percentage points. A negative gap after means that the two groups \
        changed places.
        """)
  }

  /// Whose decision changed; `nil` where rows are not paired.
  private func flipTable(
    _ attribute: String, _ groups: [ComparedGroup], all: ComparedGroup
  ) -> Table? {
    let flips = groups.filter { $0.flips != nil }
    guard !flips.isEmpty else { return nil }
    var rows: [(Text, ComparedGroup)] = flips.map { (Text.name($0.name), $0) }
    if all.flips != nil { rows.append(("All rows", all)) }
    return Table(
      "Whose decision changed: \(name: attribute)",
      columns: [
        .left("Group"), .right("Rows"), .right("Not selected → selected"),
        .right("Of these, label positive"), .right("Selected → not selected"),
        .right("Of these, label positive"), .right("McNemar p"),
      ],
      rows: rows.compactMap { name, group in
        group.flips.map { flips in
          [
            name, Numbers.count(group.rowsAfter), Numbers.count(flips.gained),
            Numbers.count(flips.gainedPositives), Numbers.count(flips.lost),
            Numbers.count(flips.lostPositives), Text(.plain, Numbers.probability(flips.pValue)),
          ]
        }
      })
  }
}

extension ComparedGroup {
  /// What changed for the rows of a group, which are the same before and after.
  init(_ change: GroupChange) {
    self.init(
      name: change.name, rowsBefore: change.rows, rowsAfter: change.rows, flips: Flips(change),
      metrics: change.metrics)
  }

  /// The change of a metric.
  subscript(metric: String) -> MetricChange? { metrics.first { $0.metric == metric } }
}

extension FlowChart.Row {
  /// The row of a group; `nil` without paired rows.
  init?(_ group: ComparedGroup) {
    guard let flips = group.flips else { return nil }
    self.init(
      name: group.name, rows: group.rowsAfter, rate: group["selection_rate"]?.before,
      gained: flips.gained, lost: flips.lost)
  }
}

/// Value before, value after, and change with its interval.
func changeCells(_ change: MetricChange) -> [Text] {
  let quantity = Quantity.of(metric: change.metric)
  return [change.before, change.after].map { value in
    value.map { Text(.plain, quantity.string($0)) } ?? Text.undefined(change.change.reason)
  } + [quantity.difference.text(change.change)]
}

extension GapChange {
  /// What became of the gap, in a table's words.
  fileprivate var words: Text {
    let isReversed = before > 0 && after < 0
    let levelling: Text =
      switch self.levelling {
      case .notNarrowed: abs(after) > abs(before) ? "wider" : "as wide as before"
      case .up: "narrower: the lower group rose"
      case .mixed: "narrower: both moved"
      case .down: "narrower: the higher group fell"
      }
    return isReversed ? "\(Text.strong("reversed")); \(levelling)" : levelling
  }
}
