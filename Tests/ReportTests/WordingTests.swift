import AuditResults
import Testing

@testable import Report

/// Sentences and labels that hold only for some audits.
struct WordingTests {
  private func markdown(_ result: AuditResult) throws -> String {
    try ReportFormat.markdown.render(result)
  }

  /// Rates that heed weights say nothing of how many unweighted rows would have been selected.
  @Test func weightedRatesGiveNoNumberOfRows() throws {
    var result = twoGroupResult()
    #expect(try markdown(result).contains("would have been selected"))
    result.decision.weightColumn = "w"
    result.overall.weight = WeightFacts(total: 9044, effectiveRows: 9044)
    #expect(try !markdown(result).contains("would have been selected"))
  }

  @Test(
    arguments: [
      (nil, "A row whose score reaches the cut-off of 0.5."),
      (.threshold, "A row whose score reaches the cut-off of 0.5."),
      (.median, "A row whose score lies above the median of all scores, 0.5."),
      (.prediction, "A row for which the favourable label was predicted."),
    ] as [(DecisionRule?, String)])
  func selectedIsWhatTheRuleSelects(rule: DecisionRule?, words: String) throws {
    var result = twoGroupResult()
    result.decision.rule = rule
    #expect(try markdown(result).contains(words))
  }

  /// Rows without a value of one attribute are of no combination.
  @Test func unknownRowsAreNoCombination() throws {
    var result = manyGroupResult()
    var crossing = result.attributes[0]
    crossing.columns = ["a", "b"]
    crossing.emptyGroups = ["x"]
    for index in crossing.groups.indices {
      crossing.groups[index].isUnknown = index == crossing.groups.count - 1
    }
    result.attributes = [crossing]
    let (all, small) = (
      crossing.groups.count, crossing.groups.dropLast().count(where: \.isSmall)
    )
    #expect(
      try markdown(result).contains(
        "\(all) combinations: \(all - 1 - small) of at least 30 rows, \(small) smaller, 1 without"))
  }

  /// A limit that is switched off is not judged, so no line stands for it.
  @Test func aLimitThatIsOffIsNotDrawn() throws {
    var result = twoGroupResult()
    result.gates = [
      GateOutcome(
        metric: "dp.ratio.minmax", attribute: "sex", limit: 0.8, higherIsBetter: true,
        level: .error, observed: Estimate(0.5), status: .belowLimit)
    ]
    func text() -> String {
      impactRatioPanels(result.attributes[0], in: result).map(\.allText).joined()
    }
    #expect(text().contains("limit 0.80"))
    result.gates[0].level = .off
    #expect(!text().contains("limit"))
  }

  /// A model that predicts the same for all has an axis around that number.
  @Test func equalMeansHaveAnAxis() throws {
    var result = numbersResult()
    for index in result.attributes[0].groups.indices {
      result.attributes[0].groups[index].metrics = [
        MetricValue(metric: "mean_prediction", estimate: Estimate(5))
      ]
    }
    let panel = try #require(numberMeanPanels(result.attributes[0], in: result).first)
    #expect(!panel.allText.contains("∞") && panel.allText.contains("5.0"))
    #expect(panel.markup.contains("circle") || panel.markup.contains("stroke-linecap"))
  }

  /// What stands in a file need not be what the program writes.
  @Test func aCosineAboveOneDoesNotStopTheReport() throws {
    var result = twoGroupResult()
    for index in result.influence[0].layers.indices {
      for pair in result.influence[0].layers[index].parity.indices {
        result.influence[0].layers[index].parity[pair].cosine = Estimate(5)
        result.influence[0].layers[index].parity[pair].null = nil
        result.influence[0].layers[index].parity[pair].ceiling = nil
      }
    }
    for format in ReportFormat.allCases { #expect(try !format.render(result).isEmpty) }
  }

  @Test func runsWithNumbersWithoutSumAreNotDrawn() throws {
    var result = sweptResult()
    for point in result.fineTuning?.series?.points.indices ?? 0..<0 {
      for run in result.fineTuning?.series?.points[point].runs.indices ?? 0..<0 {
        result.fineTuning?.series?.points[point].runs[run].validation.accuracy = 1e308
        result.fineTuning?.series?.points[point].runs[run].test?.accuracy = -1.5e308
        result.fineTuning?.series?.points[point].runs[run].validation.gap = Estimate(1e308)
        result.fineTuning?.series?.points[point].runs[run].test?.gap = Estimate(1e308)
      }
    }
    #expect(try !ReportFormat.html.render(result).isEmpty)
  }

  /// Bins that were joined for each group by itself stand beside their own scores.
  @Test func binsStandBesideTheirScores() throws {
    var result = twoGroupResult()
    func bin(_ lower: Double, _ upper: Double, _ rows: Int) -> ScoreDistribution.Bin {
      .init(
        lower: lower, upper: upper, rows: rows,
        positives: Estimate(0.5, numerator: rows / 2, denominator: rows),
        meanScore: (lower + upper) / 2)
    }
    result.attributes[0].groups[0].scores?.bins = [bin(0, 0.2, 40), bin(0.2, 1, 60)]
    result.attributes[0].groups[1].scores?.bins = [
      bin(0, 0.1, 30), bin(0.1, 0.2, 0), bin(0.2, 1, 80),
    ]
    let text = try markdown(result)
    let first = result.attributes[0].sortedGroups[0].name == result.attributes[0].groups[0].name
    func row(_ score: String, _ one: String, _ other: String) -> String {
      "| \(score) | \(first ? one : other) | \(first ? other : one) |"
    }
    for line in [
      row("0.0 to 0.1", "–", "50.0% of 30"), row("0.0 to 0.2", "50.0% of 40", "–"),
      row("0.1 to 0.2", "–", "no rows"), row("0.2 to 1.0", "50.0% of 60", "50.0% of 80"),
    ] {
      #expect(text.contains(line), "\(line)")
    }
  }

  @Test(arguments: [
    (999, "999 bytes"), (1000, "1.0 KB"), (999_940, "999.9 KB"), (999_950, "1.0 MB"),
    (2_500_000_000_000, "2\u{202F}500.0 GB"),
  ])
  func bytesAreBelowAThousand(bytes: Int, text: String) {
    #expect(Numbers.bytes(bytes) == text)
  }

  /// Predictive values have no gap where no row is selected; that is no division by a rate.
  @Test func aGapWithoutTwoGroupsSaysSo() throws {
    var result = twoGroupResult()
    let curve = ThresholdCurve(
      metric: "dp.rate_gap.maxmin", thresholds: [0.1, 0.9], values: [0.2, nil], lower: [0, 0],
      upper: [1, 1], level: 0.95, method: "dkw", flips: [], flipCount: 0)
    var ratio = curve
    ratio.metric = "dp.ratio.minmax"
    result.attributes[0].thresholds = ThresholdAnalysis(
      curves: [curve, ratio], median: nil, disagreements: [])
    let row = try #require(
      markdown(result).split(separator: "\n").first { $0.hasPrefix("| 0.900 |") })
    #expect(
      row
        == "| 0.900 | not defined: a group has no value | not defined: division by a rate of zero |"
    )
  }

  @Test func oneIsNoPlural() {
    #expect(Numbers.count(1, "row").string == "1 row")
    #expect(Numbers.count(0, "row").string == "0 rows")
    #expect(Numbers.count(12_345, "row").string == "12\u{202F}345 rows")
  }

  @Test(
    arguments: [
      (0.95, "95%"), (0.9, "90%"), (0.975, "97.5%"), (0.999, "99.9%"), (0.9995, "99.95%"),
      (0.29, "29%"), (0.123_456_789, "12.345679%"),
    ] as [(Double, String)])
  func coverageHasTheDecimalsThatItNeeds(share: Double, text: String) {
    #expect(Numbers.coverage(share) == text)
  }

  @Test(
    arguments: [
      (0.5, "0.5"), (0, "0"), (0.3707, "0.3707"), (0.370_700_000_000_000_03, "0.3707"), (3, "3"),
      (-12_345.25, "−12\u{202F}345.25"), (1.0 / 3, "0.333333333333"),
    ] as [(Double, String)])
  func shortestHasNoZerosAtItsEnd(value: Double, text: String) {
    #expect(Numbers.shortest(value) == text)
  }

  /// A limit of one class is not one of the whole label.
  @Test func sentencesNameTheClass() throws {
    var result = twoGroupResult()
    result.gates = [
      GateOutcome(
        metric: "dp.rate_gap.maxmin", attribute: "sex", limit: 0.1, higherIsBetter: false,
        level: .error, observed: Estimate(0.2), status: .belowLimit)
    ]
    result.gates[0].ofClass = "red"
    #expect(result.sentence(result.gates[0]).contains("of sex, class red is 20.0"))
    let card = try modelCardText(of: result)
    #expect(card.contains("Demographic parity difference, class red ≤ 10.0 percentage points"))
  }

  /// YAML 1.1 reads `1e-05` as a text.
  @Test func cardsHoldNumbersWithAPoint() throws {
    var result = twoGroupResult()
    for (value, text) in [
      (1e-5, "1.0e-05"), (2e20, "2.0e+20"), (1.5e-7, "1.5e-07"), (0.25, "0.25"),
    ] {
      result.attributes[0].disparities = [
        Disparity(metric: "dp.rate_gap.maxmin", estimate: Estimate(value))
      ]
      #expect(try modelCardText(of: result).contains("      value: \(text)\n"))
    }
  }

  @Test func aRenamedFileOfPredictionsIsTheSame() throws {
    var result = classesResult()
    let recorded = result
    result.decision.predictions?.file?.name = "moved.csv"
    #expect(try valueDifferences(from: recorded, to: result, tolerance: 0).differences.isEmpty)
    result.decision.predictions?.file?.sha256 = "00"
    #expect(try valueDifferences(from: recorded, to: result, tolerance: 0).differences.count == 1)
  }

  /// A limit that no longer fails a run asks for less, whatever its number.
  @Test(arguments: [
    (GateOutcome.Level.error, GateOutcome.Level.warn, true), (.error, .off, true),
    (.warn, .off, true), (.warn, .error, false), (.error, .error, false),
  ])
  func aWeakerLevelIsLooser(before: GateOutcome.Level, after: GateOutcome.Level, isLoosened: Bool) {
    func side(_ level: GateOutcome.Level) -> ComparedGate.Side {
      .init(
        GateOutcome(
          metric: "eo.max", attribute: "sex", limit: 0.1, higherIsBetter: false, level: level,
          observed: Estimate(0.2), status: .belowLimit))
    }
    let gate = ComparedGate(
      id: "g", metric: "eo.max", attribute: "sex", higherIsBetter: false, before: side(before),
      after: side(after))
    #expect(gate.isLoosened == isLoosened)
  }
}
