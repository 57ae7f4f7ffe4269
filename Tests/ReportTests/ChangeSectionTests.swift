import AuditResults
import Foundation
import TestSupport
import Testing

@testable import Report

struct ChangeSectionTests {
  private static func panels(_ result: AuditResult) -> [SVG] {
    guard let tuning = result.fineTuning else { return [] }
    let lines = tuning.change?.groups.compactMap {
      SlopeLine(name: $0.name, rows: $0.rows, $0["selection_rate"])
    }
    return slopePanels(attribute: tuning.change?.attribute ?? "", lines ?? [])
      + trainingCurvePanels(tuning)
  }

  private static func front(_ result: AuditResult) -> [SVG] {
    result.fineTuning?.series.map { frontPanels($0, objective: "dp") } ?? []
  }

  @Test func frontHasAPointForEverySetting() throws {
    let panels = Self.front(sweptResult())
    #expect(panels.count == 2)
    for panel in panels {
      let drawing = try Markup(panel.markup)
      let fills = drawing["circle"].compactMap { $0.attributes["fill"] }
      #expect(fills == [Palette.blue, "none", Palette.vermillion, Palette.blue])
    }
  }

  /// Points of one run, and a front of validation rows alone.
  @Test func frontsOfFewRunsAreDrawn() throws {
    var result = sweptResult()
    for index in 0..<4 {
      result.fineTuning?.series?.points[index].runs.removeLast()
      result.fineTuning?.series?.points[index].runs[0].test = nil
      result.fineTuning?.series?.points[index].runs[0].validation.gaps = nil
    }
    let panels = Self.front(result)
    #expect(panels.count == 1)
    #expect(panels[0].markup.components(separatedBy: "<circle").count == 5)
    let text = try ReportFormat.markdown.render(result)
    #expect(text.contains("8 of 9 planned") == false && text.contains("4 of 9 planned"))
  }

  @Test func cutoffsByGroupComeWithAWarning() throws {
    var result = sweptResult()
    let text = try ReportFormat.markdown.render(result)
    #expect(text.contains("42 U.S.C.") && text.contains("wider gap"))
    #expect(text.contains("below the floor") && text.contains("Female 0.3100, Male 0.5800"))
    result.fineTuning?.cutoffs?.ways.removeLast()
    let without = try ReportFormat.markdown.render(result)
    #expect(!without.contains("42 U.S.C.") && without.contains("Moving the cut-off instead"))
    result.fineTuning?.cutoffs = nil
    #expect(!(try ReportFormat.markdown.render(result)).contains("Moving the cut-off instead"))
  }

  @Test func chartsMatchTheSnapshot() throws {
    let panels = Self.panels(sweptResult())
    #expect(panels.count == 3)
    try expectSnapshot(panels.map(\.markup).joined(), named: "Report/fine-tuning.svg")
  }

  @Test func chartsStayInsideTheirBoxes() throws {
    var result = sweptResult()
    let base = try #require(result.fineTuning?.change?.groups.first)
    result.fineTuning?.change?.groups = (0..<30).map { index in
      var group = base
      group.name = "A group with a rather long name \(index)"
      return group
    }
    for panel in Self.panels(result) + Self.front(result) {
      let drawing = try Markup(panel.markup)
      let box = try #require(drawing["svg"].first?.attributes["viewBox"])
      let size = box.split(separator: " ").compactMap { Double($0) }
      for (name, limit) in [("x", size[2]), ("y", size[3]), ("cx", size[2]), ("cy", size[3])] {
        for element in drawing.elements where element.attributes[name] != nil {
          let value = try #require(element.attributes[name].flatMap { Double($0) })
          #expect((0...limit).contains(value), "\(element.name) \(name) \(value)")
        }
      }
    }
  }

  @Test func sectionSaysWhereItDoesNotApply() throws {
    let words = "the model was not fine-tuned by this program"
    #expect(try ReportFormat.markdown.render(twoGroupResult()).contains(words))
    #expect(try !ReportFormat.markdown.render(fineTunedResult()).contains(words))
  }

  @Test func levellingDownIsSaidAloud() throws {
    let text = try ReportFormat.markdown.render(fineTunedResult())
    #expect(text.contains("Levelling down."))
    #expect(text.contains("Levelling down in part."))
    var result = fineTunedResult()
    for index in 0..<2 { result.fineTuning?.change?.gaps[index].levelling = .up }
    #expect(!(try ReportFormat.markdown.render(result)).contains("Levelling down"))
  }

  /// The findings section alone.
  private static func findings(_ result: AuditResult) throws -> String {
    let text = try ReportFormat.markdown.render(result)
    let parts = text.components(separatedBy: "\n## ")
    return try #require(parts.first { $0.contains("What the audit found") })
  }

  @Test func findingsBeginWithWhatFineTuningMadeWorse() throws {
    var result = fineTunedResult()
    result.gates = []
    let accuracy = try #require(
      result.fineTuning?.change?.overall.metrics.firstIndex { $0.metric == "accuracy" })
    let before = try Self.findings(result)
    #expect(before.contains("Fine-tuning: **Levelling down in part.**"))
    #expect(!before.contains("reversed") && !before.contains("What it cost"))
    result.fineTuning?.change?.overall.metrics[accuracy].change.interval?.upper = -0.001
    result.fineTuning?.change?.gaps[1].after = -0.2
    result.fineTuning?.change?.gaps[1].change = Estimate(
      -0.32, interval: Interval(lower: -0.35, upper: -0.29, level: 0.95, method: "mover"))
    result.fineTuning?.change?.gaps[1].levelling = .notNarrowed
    result.fineTuning?.change?.gaps[1].fallShare = nil
    let after = try Self.findings(result)
    let first = try #require(after.components(separatedBy: "\n1. ").dropFirst().first)
      .split(separator: "\n")[0]
    #expect(first.contains("**Gap reversed.** In the true-positive rate, Male was **12.0**"))
    #expect(first.contains("the other way round") && after.contains("What it cost"))
  }

  /// A gap that turned by no more than chance is no reversal.
  @Test func reversalWithinNoiseIsSaidAsSuch() throws {
    var result = fineTunedResult()
    let gap = try #require(result.fineTuning?.change?.gaps[0])
    let contrast = try #require(
      result.attributes[0].contrasts.firstIndex { $0.metric == gap.metric })
    result.fineTuning?.change?.gaps[0].after = -0.004
    result.attributes[0].contrasts[contrast].difference = Estimate(
      -0.004, interval: Interval(lower: -0.02, upper: 0.012, level: 0.95, method: "score"))
    #expect(try Self.findings(result).contains("Gap reversed, within noise."))
    result.attributes[0].contrasts[contrast].difference.interval?.upper = -0.001
    #expect(try Self.findings(result).contains("**Gap reversed.**"))
  }

  @Test func everyEndAndMethodIsPutIntoWords() throws {
    for end in FineTuningEnd.allCases {
      for method in ["gpa", "gapreg", "mixup", "erm", "other|method"] {
        var result = fineTunedResult()
        result.fineTuning?.end = end
        result.fineTuning?.settings.method = method
        result.fineTuning?.settings.objective = "eo"
        result.fineTuning?.selection = FineTuningSelection(measure: nil, floor: nil, isMet: true)
        _ = try Markup(ReportFormat.html.render(result))
      }
    }
  }

  @Test func contradictionsAreRefused() throws {
    let changes: [(inout FineTuningFacts) -> Void] = [
      { $0.epochs[1].validation.gap.interval?.lower = 3 },
      { $0.epochs[1].number = 0 },
      { $0.epochs[0].validation.accuracy = 2 },
      { $0.keptEpoch = -1 },
      { $0.rows[0].count = -1 },
      { $0.change?.groups[0].gained = -1 },
      { $0.change?.overall.metrics[0].before = 1.5 },
      { $0.change?.gaps[0].change.reason = .noRows },
      { $0.series?.planned = -1 },
      { $0.series?.points[0].values = [] },
      { $0.series?.points[0].runs = [] },
      { $0.series?.points[0].runs[0].keptEpoch = -1 },
      { $0.series?.points[0].runs[0].validation.gap.interval?.lower = 3 },
      { $0.cutoffs?.ways[3].cutoffs = [0.5] },
      { $0.cutoffs?.ways[1].test?.groups[0].lost = -1 },
    ]
    for (index, change) in changes.enumerated() {
      var result = sweptResult()
      var tuning = try #require(result.fineTuning)
      change(&tuning)
      result.fineTuning = tuning
      #expect(throws: ReportError.self, "\(index)") { try validate(result) }
    }
    try validate(fineTunedResult())
    try validate(sweptResult())
  }

  @Test func roundsThroughJSON() throws {
    let result = fineTunedResult()
    let json = try ReportFormat.json.render(result)
    #expect(try decodeAuditResult(Array(json.utf8)) == result)
  }
}
