import AuditResults
import TestSupport
import Testing

@testable import Report

struct ChangeSectionTests {
  private static func panels(_ result: AuditResult) -> [SVG] {
    guard let tuning = result.fineTuning else { return [] }
    return (tuning.change.map(slopePanels) ?? []) + trainingCurvePanels(tuning)
  }

  @Test func chartsMatchTheSnapshot() throws {
    let panels = Self.panels(fineTunedResult())
    #expect(panels.count == 3)
    try expectSnapshot(panels.map(\.markup).joined(), named: "Report/fine-tuning.svg")
  }

  @Test func chartsStayInsideTheirBoxes() throws {
    var result = fineTunedResult()
    let base = try #require(result.fineTuning?.change?.groups.first)
    result.fineTuning?.change?.groups = (0..<30).map { index in
      var group = base
      group.name = "A group with a rather long name \(index)"
      return group
    }
    for panel in Self.panels(result) {
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
    ]
    for (index, change) in changes.enumerated() {
      var result = fineTunedResult()
      var tuning = try #require(result.fineTuning)
      change(&tuning)
      result.fineTuning = tuning
      #expect(throws: ReportError.self, "\(index)") { try validate(result) }
    }
    try validate(fineTunedResult())
  }

  @Test func roundsThroughJSON() throws {
    let result = fineTunedResult()
    let json = try ReportFormat.json.render(result)
    #expect(try decodeAuditResult(Array(json.utf8)) == result)
  }
}
