import AuditResults
import Foundation
import Testing

@testable import Report

struct ProfileTests {
  @Test func everyFileIsRead() throws {
    #expect(Profiles.all.count == Profiles.files.count)
    for file in Profiles.files { _ = try JSONDecoder().decode(Profile.self, from: Data(file)) }
    #expect(Profiles.all.map(\.id) == ["eu-ai-act-annex-iv", "nyc-ll144", "ugesp"])
    #expect(Profiles.named("nyc-ll144")?.title.contains("144") == true)
    #expect(Profiles.named("iso") == nil)
  }

  @Test(arguments: Profiles.all)
  func everyProfileIsDatedAndPointsAtSections(profile: Profile) {
    #expect(profile.age(on: profile.asOf) == 0)
    #expect(!profile.status.isEmpty && !profile.sources.isEmpty && !profile.notes.isEmpty)
    for clause in profile.clauses {
      #expect(SectionID(rawValue: clause.section) != nil, "\(clause.section)")
      #expect(!clause.clause.isEmpty && !clause.demand.isEmpty)
    }
    for word in ["compliant", "certified", "is fair"] {
      #expect(!"\(profile)".contains(word), "\(word)")
    }
  }

  @Test(arguments: [
    ("2026-11-23", 0, false), ("2027-05-22", 180, false), ("2027-05-23", 181, true),
    ("2028-02-29", 463, true), ("2028-03-01", 464, true), ("2026-11-22", -1, false),
  ])
  func ageIsCountedInDays(day: String, age: Int, isStale: Bool) {
    let profile = Profile(
      id: "p", title: "t", asOf: "2026-11-23", status: "s", tables: [], sources: [], notes: [],
      clauses: [])
    #expect(profile.age(on: day) == age && profile.isStale(on: day) == isStale)
  }

  @Test(arguments: ["", "2026-1-1", "2026-13-01", "2026-00-10", "20a6-01-01", "2026-01-00"])
  func whatIsNoDayHasNoAge(day: String) {
    let profile = Profile(
      id: "p", title: "t", asOf: "2026-11-23", status: "s", tables: [], sources: [], notes: [],
      clauses: [])
    #expect(profile.age(on: day) == nil && !profile.isStale(on: day))
  }

  @Test(arguments: Profiles.all, [ReportFormat.html, .markdown])
  func everyProfileIsPrinted(profile: Profile, format: ReportFormat) throws {
    var result = Sample.twoGroups.result
    result.profile = profile
    let text = try format.render(result)
    #expect(text.contains(profile.asOf) && text.contains("Cross-walk"))
    #expect(!text.contains("more than 180 days"))
    result.run?.started = "2030-01-01T00:00:00Z"
    #expect(try format.render(result).contains("more than 180 days"))
  }

  /// Above four fifths and no chance: the guidelines' own caution stands beside the indicator.
  @Test(arguments: [(0.9, 0.001, true), (0.9, 0.2, false), (0.7, 0.001, false), (0.8, 0.001, true)])
  func aSignificantRatioAboveFourFifthsIsTold(ratio: Double, p: Double, isTold: Bool) throws {
    var result = twoGroupResult()
    result.profile = Profiles.named("ugesp")
    for index in result.attributes[0].contrasts.indices {
      result.attributes[0].contrasts[index].ratio = Estimate(ratio)
      result.attributes[0].contrasts[index].adjustedP = p
    }
    let text = try ReportFormat.markdown.render(result)
    #expect(text.contains("a gap this size is unlikely to be chance") == isTold)
    #expect(text.contains(ratio < 0.8 ? "| below |" : "| at or above |"))
  }

  /// Four fifths of 10 in 100 are 8 in 100, although 0.08 / 0.1 < 0.8.
  @Test func ratiosOfTablesAreExact() throws {
    var result = twoGroupResult()
    result.profile = Profiles.named("nyc-ll144")
    for (index, count) in [8, 10].enumerated() {
      for metric in result.attributes[0].groups[index].metrics.indices
      where result.attributes[0].groups[index].metrics[metric].metric == "selection_rate" {
        result.attributes[0].groups[index].metrics[metric].estimate = Estimate(
          Double(count) / 100, numerator: count, denominator: 100)
      }
    }
    let text = try ReportFormat.markdown.render(result)
    #expect(text.contains("| 0.80 |") && !text.contains("0.7999"))
  }

  /// One person more: four fifths are spoken of where the profile or a limit does.
  @Test func fourFifthsAreSpokenOfOnRequest() throws {
    var result = twoGroupResult()
    for index in result.attributes[0].contrasts.indices
    where result.attributes[0].contrasts[index].metric == "selection_rate" {
      result.attributes[0].contrasts[index].onePerson = OnePersonFlip(
        ratio: 0.81, passesFourFifths: true, reversesOrder: false)
    }
    let words = "lift the ratio to four fifths"
    #expect(try ReportFormat.markdown.render(result).contains(words))
    result.gates = []
    #expect(!(try ReportFormat.markdown.render(result)).contains(words))
    result.profile = Profiles.named("ugesp")
    #expect(try ReportFormat.markdown.render(result).contains(words))
  }

  @Test(arguments: hostileNames)
  func hostileProfilesStayText(name: String) throws {
    var result = hostileResult(name)
    result.profile = Profile(
      id: name, title: name, asOf: name, status: name, tables: Profile.Table.allCases,
      smallShare: 0.02, sources: [.init(title: name)], notes: [name],
      clauses: [
        .init(clause: name, demand: name, section: name, coverage: .partial, note: name)
      ])
    let page = try Markup(ReportFormat.html.render(result))
    #expect(page["script"].isEmpty && page["img"].isEmpty)
    _ = try ReportFormat.markdown.render(result)
  }
}
