import AuditResults
import Testing

struct PublicEditionTests {
  private func group(_ name: String, _ tp: Int, _ fp: Int, _ tn: Int, _ fn: Int) -> GroupOutcome {
    let counts = ConfusionCounts(
      truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn)
    return GroupOutcome(
      id: name, name: name, counts: counts,
      metrics: [
        MetricValue(
          metric: "selection_rate",
          estimate: Estimate(Double(counts.selected) / Double(max(1, counts.total))))
      ],
      scores: ScoreDistribution(
        quantiles: [.init(share: 0.05, score: 0.1)],
        bins: [
          bin(0, 0.3, rows: tn, positives: 0), bin(0.3, 0.5, rows: fn, positives: fn),
          bin(0.5, 1, rows: tp + fp, positives: tp),
        ], curve: ScoreCurve(positives: [tp], negatives: [fp])))
  }

  private func bin(
    _ lower: Double, _ upper: Double, rows: Int, positives: Int
  ) -> ScoreDistribution.Bin {
    .init(
      lower: lower, upper: upper, rows: rows,
      positives: Estimate(
        Double(positives) / Double(max(1, rows)), numerator: positives, denominator: rows),
      meanScore: (lower + upper) / 2)
  }

  private func attribute(
    _ name: String, _ groups: [GroupOutcome], columns: [String]? = nil, empty: [String] = []
  ) -> AttributeOutcome {
    AttributeOutcome(
      name: name, columns: columns ?? [name], groups: groups, emptyGroups: empty,
      reference: groups.first?.name,
      contrasts: groups.dropFirst().map {
        Contrast(
          metric: "selection_rate", group: $0.name, reference: groups[0].name,
          difference: Estimate(0.1), ratio: Estimate(0.5))
      },
      disparities: [
        Disparity(
          metric: "dp.ratio.minmax", estimate: Estimate(0.5), lowest: groups.last?.name,
          highest: groups.first?.name)
      ])
  }

  private func result(_ attributes: [AttributeOutcome]) -> AuditResult {
    let file = FileFacts(name: "f", bytes: 1, sha256: "00")
    var result = AuditResult(
      tool: ToolFacts(name: "t", version: "0"),
      model: ModelFacts(
        name: "m", statements: [], file: file, format: "f", kerasVersion: nil, backend: nil,
        layers: []),
      data: DataFacts(
        file: file, spec: nil, statements: [], rows: 999,
        features: [
          .init(
            input: "x", column: "a", kind: "onehot", width: 3, missing: 0, unknown: 52,
            unknownValues: [.init(value: "many", rows: 50), .init(value: "few", rows: 2)]),
          .init(
            input: "x", column: "b", kind: "raw", width: 1, missing: 3, unknown: 0,
            unknownValues: []),
        ]),
      decision: DecisionFacts(
        labelColumn: "y", positiveLabel: "1", negativeLabel: "0", threshold: 0.5, output: "o",
        scoreKind: .probability),
      settings: SettingsFacts(), overall: group("overall", 100, 100, 700, 99),
      attributes: attributes, influence: [],
      gates: attributes.map {
        GateOutcome(
          metric: "dp.ratio.minmax", attribute: $0.name, limit: 0.8, higherIsBetter: true,
          level: .error, observed: Estimate(0.5), status: .belowLimit)
      }, definitions: [], methods: [])
    result.decisions = RowDecisions([true, false])
    result.cutoffs = [0.5]
    result.command = ["audit", "m.h5"]
    return result
  }

  @Test func aGroupWithASmallCellIsLeftOutAndSoIsWhatRevealsIt() throws {
    let edition = try result([
      attribute(
        "g", [group("a", 40, 40, 300, 40), group("b", 30, 30, 60, 30), group("c", 9, 30, 30, 30)])
    ]).publicEdition()
    #expect(edition.attributes[0].groups.map(\.name) == ["a"])
    #expect(edition.attributes[0].contrasts.isEmpty)
    #expect(edition.attributes[0][disparity: "dp.ratio.minmax"]?.estimate.reason == .withheld)
    let facts = try #require(edition.edition)
    #expect(facts.withheld == [.init(attribute: "g", groups: ["b", "c"], secondary: 1)])
    #expect(edition.gates[0].observed.reason == .withheld && edition.gates[0].status == .belowLimit)
    #expect(edition.decisions == nil && edition.cutoffs == nil)
    #expect(edition.command == ["audit", "m.h5", "--edition", "public"])
    #expect(edition.data.features.map(\.column) == ["a"])
    // 52 rows with unknown values less the 50 of one would tell the two of the others.
    #expect(edition.data.features[0].unknownValues.isEmpty)
    #expect(facts.removed == [.curves, .decisions, .features])
  }

  @Test func nothingIsLeftOutWhereNothingIsSmall() throws {
    let edition = try result([
      attribute("g", [group("a", 40, 40, 300, 40), group("b", 30, 30, 60, 30)])
    ]).publicEdition()
    #expect(edition.attributes[0].groups.map(\.name) == ["a", "b"])
    #expect(edition.attributes[0].contrasts.count == 1)
    #expect(edition.edition?.withheld.isEmpty == true)
    #expect(edition.gates[0].observed.value == 0.5)
    let scores = try #require(edition.attributes[0].groups[0].scores)
    #expect(scores.curve == nil)
    // The bin of negatives alone is joined with its neighbour, which holds positives.
    #expect(scores.bins.map(\.rows) == [340, 80] && scores.bins[0].upper == 0.5)
    #expect(scores.bins[0].positives.numerator == 40)
  }

  /// No withheld cell of a crossing is the only unknown of a line with a known sum.
  @Test(arguments: 0..<40)
  func noDifferenceRevealsACell(seed: Int) throws {
    var state = UInt64(seed + 1)
    func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let (rows, columns) = (["a", "b", "c"], ["x", "y", "z", "w"])
    var cells: [String: [Int]] = [:]
    for row in rows {
      for column in columns {
        cells["\(row) × \(column)"] = (0..<4).map { _ in next(3) == 0 ? next(12) : 10 + next(60) }
      }
    }
    func total(_ names: [String]) -> [Int] {
      (0..<4).map { cell in names.reduce(0) { $0 + (cells[$1]?[cell] ?? 0) } }
    }
    func make(_ name: String, _ cells: [Int]) -> GroupOutcome {
      group(name, cells[0], cells[1], cells[2], cells[3])
    }
    let crossed = rows.flatMap { row in columns.map { "\(row) × \($0)" } }
    let result = result([
      attribute("r", rows.map { row in make(row, total(columns.map { "\(row) × \($0)" })) }),
      attribute(
        "s", columns.map { column in make(column, total(rows.map { "\($0) × \(column)" })) }),
      attribute("r × s", crossed.map { make($0, cells[$0] ?? []) }, columns: ["r", "s"]),
    ])
    let edition = try result.publicEdition()
    let told = edition.attributes.map { Set($0.groups.map(\.name)) }
    for group in edition.attributes.flatMap(\.groups) {
      let counts = group.counts
      #expect(
        min(
          counts.truePositives, counts.falsePositives, counts.trueNegatives,
          counts.falseNegatives) >= 10)
    }
    // What a line leaves out is nothing, or several groups whose counts together are not small.
    func isHidden(_ groups: [[String]]) -> Bool {
      groups.isEmpty || groups.count > 1 && total(groups.flatMap(\.self)).allSatisfy { $0 >= 10 }
    }
    for (index, names) in [rows, columns].enumerated() {
      func line(_ name: String) -> [String] {
        crossed.filter { index == 0 ? $0.hasPrefix("\(name) ") : $0.hasSuffix(" \(name)") }
      }
      #expect(isHidden(names.filter { !told[index].contains($0) }.map(line)))
      for name in names {
        let left = line(name).filter { !told[2].contains($0) }
        #expect(told[index].contains(name) ? isHidden(left.map { [$0] }) : !left.isEmpty)
      }
    }
    #expect(isHidden(crossed.filter { !told[2].contains($0) }.map { [$0] }))
  }

  /// Two small groups are not hidden by each other.
  @Test func whatIsLeftOutIsNotSmallTogether() throws {
    let edition = try result([
      attribute(
        "g",
        [
          group("a", 40, 40, 300, 40), group("b", 30, 30, 60, 30), group("c", 3, 30, 30, 30),
          group("d", 4, 30, 30, 30),
        ])
    ]).publicEdition()
    #expect(
      edition.edition?.withheld == [.init(attribute: "g", groups: ["b", "c", "d"], secondary: 1)])
  }

  /// Females whose race is not known are those of all females that no combination holds.
  @Test func rowsWithoutTheOtherValueAreNotRevealed() throws {
    let unknown = group("unknown", 20, 20, 20, 20)
    let edition = try result([
      attribute("s", [group("f", 53, 53, 53, 53), group("m", 67, 67, 67, 67)]),
      attribute("r", [group("x", 50, 50, 50, 50), group("y", 50, 50, 50, 50), unknown]),
      attribute(
        "s × r",
        [
          group("f × x", 30, 30, 30, 30), group("f × y", 20, 20, 20, 20),
          group("m × x", 20, 20, 20, 20), group("m × y", 30, 30, 30, 30), unknown,
        ], columns: ["s", "r"]),
    ]).publicEdition()
    // Three of the women, and seventeen of the men: 53 less 30 and 20.
    let told = Set(edition.attributes[2].groups.map(\.name))
    #expect(!told.isSuperset(of: ["f × x", "f × y"]))
  }

  /// A group's bins, taken from those of all rows, would tell those of the other.
  @Test func groupsHaveTheSameBins() throws {
    func scores(_ rows: [Int]) -> ScoreDistribution {
      ScoreDistribution(
        quantiles: [],
        bins: rows.enumerated().map { place, rows in
          bin(Double(place) / 4, Double(place + 1) / 4, rows: rows, positives: rows / 2)
        })
    }
    var audit = result([
      attribute("g", [group("a", 40, 40, 300, 40), group("b", 30, 30, 60, 30)])
    ])
    audit.attributes[0].groups[0].scores = scores([40, 40, 40, 300])
    audit.attributes[0].groups[1].scores = scores([40, 8, 60, 42])
    audit.overall.scores = scores([80, 48, 100, 342])
    let edition = try audit.publicEdition()
    let bins = edition.attributes[0].groups.compactMap { $0.scores?.bins }
    #expect(bins.map { $0.map(\.upper) } == [[0.25, 0.75, 1], [0.25, 0.75, 1]])
    #expect(bins.map { $0.map(\.rows) } == [[40, 80, 300], [40, 68, 42]])
    #expect(edition.overall.scores?.bins.count == 4)

    // A group without scores has those that are left of all rows.
    audit.attributes[0].groups[1].scores = nil
    #expect(try audit.publicEdition().attributes[0].groups[0].scores == nil)
  }

  @Test func allRowsKeepTheirWeight() throws {
    var audit = result([])
    audit.overall.weight = WeightFacts(total: 5000, effectiveRows: 640)
    audit.overall.clusters = 300
    let edition = try audit.publicEdition()
    #expect(edition.overall.weight == audit.overall.weight && edition.overall.clusters == 300)
    audit.overall.clusters = 9
    #expect(try audit.publicEdition().overall.clusters == nil)
  }

  @Test func theTestOfAGateIsOfAllGroups() throws {
    var audit = result([
      attribute("g", [group("a", 40, 40, 300, 40), group("c", 9, 30, 30, 30)])
    ])
    audit.gates[0].test = TestResult(method: "m", pValue: 0.01, statistic: 5)
    audit.gates[0].adjustedP = 0.01
    let gate = try audit.publicEdition().gates[0]
    #expect(gate.test == nil && gate.adjustedP == nil && gate.status == .belowLimit)
  }

  @Test func tooFewRowsHaveNoPublicEdition() {
    var small = result([])
    small.overall = group("overall", 100, 9, 100, 100)
    #expect(throws: EditionError.tooFewRows(cell: 9, minimum: 10)) { try small.publicEdition() }
    small.decision.labelKind = .multiclass
    #expect(throws: EditionError.otherLabel) { try small.publicEdition() }
  }
}
