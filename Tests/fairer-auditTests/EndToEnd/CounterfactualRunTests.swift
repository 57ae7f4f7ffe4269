import AuditResults
import Foundation
import TestSupport
import Testing

/// Flips against what `predict` says of a file in which the values are changed.
struct CounterfactualRunTests {
  /// The team is the model's last number, and x16 a proxy for it.
  private static let spec =
    Workplace.spec.filter { !$0.contains("groups:") && !$0.contains("column: x17,") }
    + ["      - { column: team, kind: index, vocabulary: [A, B], offset: 0 }"]

  private static let groups = """
    groups: [ { column: team, proxies: [ { column: x16, to: { B: { "0.25": "0.75" } } } ] } ]
    """

  private func scores(_ place: Workplace, _ rows: [String]) throws -> [Double] {
    try place.write("changed.csv", rows)
    let run = try place.run(
      "predict", "model.h5", "--data", "changed.csv", "-o", "scores.csv", "--force")
    try #require(run.status == 0, "\(run.errors)")
    let lines = String(decoding: try place.read("scores.csv"), as: UTF8.self).split(separator: "\n")
    return lines.dropFirst().compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
  }

  @Test func flipsAreThoseOfAChangedFile() throws {
    let place = try Workplace()
    // Half of the rows hold the proxy's value.
    let header = Workplace.rows[0].split(separator: ",").map(String.init)
    let proxy = try #require(header.firstIndex(of: "x16"))
    let team = try #require(header.firstIndex(of: "team"))
    var cells = Workplace.rows.dropFirst().map { $0.split(separator: ",").map(String.init) }
    for row in cells.indices where row.isMultiple(of: 2) { cells[row][proxy] = "0.25" }
    func lines(_ cells: [[String]]) -> [String] {
      [Workplace.rows[0]] + cells.map { $0.joined(separator: ",") }
    }
    try place.write("rows.csv", lines(cells))
    try place.write("model.audit.yaml", Self.spec + [Self.groups, "threshold: 0.45"])
    let run = try place.run("audit", "model.h5", "--counterfactual", "--proxy-screen")
    try #require(run.status == 0, "\(run.errors)")
    let result = try JSONDecoder().decode(
      AuditResult.self, from: place.read("model.audit/audit.json"))
    let found = try #require(result.attributes[0].counterfactual)
    #expect(found.isInput && found.columns == ["team", "x16"] && found.absence == nil)
    #expect(found.flips.map { "\($0.from)\($0.to)" } == ["AB", "BA"])

    let own = try scores(place, lines(cells))
    for flip in found.flips {
      var changed = cells
      for row in changed.indices {
        changed[row][team] = flip.to
        if flip.to == "B", changed[row][proxy] == "0.25" { changed[row][proxy] = "0.75" }
      }
      let other = try scores(place, lines(changed))
      let rows = cells.indices.filter { cells[$0][team] == flip.from }
      #expect(flip.becomesSelected.denominator == rows.count)
      #expect(
        flip.becomesSelected.numerator == rows.count { own[$0] < 0.45 && other[$0] >= 0.45 })
      #expect(
        flip.becomesRefused.numerator == rows.count { own[$0] >= 0.45 && other[$0] < 0.45 })
      let change = rows.reduce(0) { $0 + other[$1] - own[$1] } / Double(rows.count)
      #expect(abs((flip.scoreChange.value ?? 9) - change) < 1e-6)
      // The first layer sees the input.
      #expect(flip.firstLayer == found.layers.first)
      #expect(flip.distances.allSatisfy { $0 > 0 })
    }
    // The team tells itself; what the report says of it is not hidden.
    let proxies = try #require(result.attributes[0].proxies)
    let first = try #require(proxies.inputs.first)
    #expect(first.isAttribute && first.area.value == 1)
    let page = String(decoding: try place.read("model.audit/report.md"), as: UTF8.self)
    #expect(page.contains("Other values and proxies") && page.contains("the attribute itself"))
  }

  /// A group's value that the vocabulary lacks is what the model made of it in its own rows.
  @Test func aGroupOutsideTheVocabularyIsFlippedToo() throws {
    let place = try Workplace()
    var rows = Workplace.rows
    for row in 1...40 {
      rows[row] = rows[row].replacingOccurrences(of: ",A,", with: ",C,")
    }
    try place.write("rows.csv", rows)
    let spec = Self.spec.map {
      $0.replacingOccurrences(of: "offset: 0", with: "offset: 0, unknown: 1")
    }
    try place.write("model.audit.yaml", spec + ["groups: [team]"])
    let run = try place.run("audit", "model.h5", "--counterfactual")
    try #require(run.status == 0, "\(run.errors)")
    let result = try JSONDecoder().decode(
      AuditResult.self, from: place.read("model.audit/audit.json"))
    let flips = try #require(result.attributes[0].counterfactual).flips
    #expect(flips.count == 6)
    func scoreChange(_ from: String, _ to: String) -> Double? {
      flips.first { $0.from == from && $0.to == to }?.scoreChange.value
    }
    // Both B and what is unknown are 1 to the model.
    #expect(scoreChange("C", "B") == 0 && scoreChange("A", "B") == scoreChange("A", "C"))
    #expect(scoreChange("C", "A") != 0)
  }

  @Test func whatIsNoInputIsSaid() throws {
    let place = try Workplace()
    let run = try place.run("audit", "model.h5")
    try #require(run.status == 0, "\(run.errors)")
    let result = try JSONDecoder().decode(
      AuditResult.self, from: place.read("model.audit/audit.json"))
    let found = try #require(result.attributes[0].counterfactual)
    #expect(found.absence == .notAnInput && found.flips.isEmpty)
    let page = String(decoding: try place.read("model.audit/report.md"), as: UTF8.self)
    #expect(page.contains("The attribute is not an input"))
  }

  /// Of two kinds of rows, each row flipped changes as its kind does, whichever are dealt into the test set.
  @Test func testRowsDealtFromAFileAreFlippedAsTheyAre() throws {
    let place = try Workplace()
    let (first, second) = (Workplace.rows[1], Workplace.rows[2])
    let kinds = [first, second].map { $0.split(separator: ",").dropLast().joined(separator: ",") }
    let rows = (0..<400).map { kinds[$0 % 3 == 0 ? 0 : 1] + ($0 % 5 < 2 ? ",good" : ",bad") }
    try place.write("rows.csv", [Workplace.rows[0]] + rows)
    try place.write("model.audit.yaml", Self.spec + ["groups: [ team ]"])
    let tuned = try Tool.run(FineTuneJobTests.short + ["--gap-weight", "2"], in: place.url)
    #expect(tuned.status == 0, "\(tuned.errors)")
    let whole = try place.run(
      "fairer.h5", "--spec", "model.audit.yaml", "--groups", "team", "-o", "whole")
    #expect(whole.status == 0, "\(whole.errors)")
    let flips = try ["fairer.finetune", "whole"].map { folder in
      let result = try JSONDecoder().decode(
        AuditResult.self, from: place.read("\(folder)/audit.json"))
      return try #require(result.attributes[0].counterfactual).flips
    }
    #expect(flips[0].count == 2 && flips[1].count == 2)
    for (dealt, all) in zip(flips[0], flips[1]) {
      #expect((dealt.becomesSelected.denominator ?? 0) < (all.becomesSelected.denominator ?? 0))
      let (ours, whole) = (dealt.scoreChange.value ?? 9, all.scoreChange.value ?? 8)
      #expect(abs(ours - whole) < 1e-6 && abs(whole) > 1e-3)
    }
  }
}
