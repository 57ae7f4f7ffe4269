import AuditResults

/// Tables of what changed on paired rows: by fine-tuning, or from one audit to another.
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

  /// Measures of each group.
  func groups(
    _ attribute: String, _ groups: [(name: String, metrics: [MetricChange])], remark: Text? = nil
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

  /// How the distance between groups changed.
  func gaps(_ attribute: String, _ gaps: [GapChange]) -> Table {
    Table(
      "Gaps: \(name: attribute)",
      columns: [
        .left("Measure"), .left("Groups (highest and lowest before)"), .right("Gap before"),
        .right("Gap after"), .right("Change \(bracket)"), .left("Levelling"),
      ],
      rows: gaps.map { gap in
        let quantity = Quantity.of(metric: gap.metric).difference
        return [
          Text(.plain, title(gap.metric)), "\(name: gap.highest) minus \(name: gap.lowest)",
          Text(.plain, quantity.string(gap.before)), Text(.plain, quantity.string(gap.after)),
          quantity.text(gap.change), gap.levelling.words,
        ]
      },
      remark: """
        Gaps of shares are in percentage points. A negative gap after means that the two groups \
        changed places.
        """)
  }

  /// Whose decision changed; the last row is all rows.
  func flips(_ attribute: String, _ rows: [(name: Text, rows: Int, flips: ComparedGroup.Flips)])
    -> Table
  {
    Table(
      "Whose decision changed: \(name: attribute)",
      columns: [
        .left("Group"), .right("Rows"), .right("Not selected → selected"),
        .right("Of these, label positive"), .right("Selected → not selected"),
        .right("Of these, label positive"), .right("McNemar p"),
      ],
      rows: rows.map { name, count, flips in
        [
          name, Numbers.count(count), Numbers.count(flips.gained),
          Numbers.count(flips.gainedPositives), Numbers.count(flips.lost),
          Numbers.count(flips.lostPositives), Text(.plain, Numbers.probability(flips.pValue)),
        ]
      })
  }
}

/// Value before, value after, and change with its interval.
func changeCells(_ change: MetricChange) -> [Text] {
  let quantity = Quantity.of(metric: change.metric)
  return [change.before, change.after].map { value in
    value.map { Text(.plain, quantity.string($0)) } ?? Text.undefined(change.change.reason)
  } + [quantity.difference.text(change.change)]
}

extension GapChange.Levelling {
  /// The levelling in a table's words.
  var words: Text {
    switch self {
    case .notNarrowed: "not narrower"
    case .up: "up: the lower group rose"
    case .mixed: "both moved"
    case .down: "down: the higher group fell"
    }
  }
}
