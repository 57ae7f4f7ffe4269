import Foundation
import TestSupport
import Testing

/// `compare` as its users run it.
struct CompareTests {
  @Test func comparesTwoAuditsOfTheSameRows() throws {
    let place = try Workplace()
    for (name, threshold) in [("old", "0.5"), ("new", "0.45")] {
      let run = try place.run(
        "model.h5", "--groups", "team", "--threshold", threshold, "--keep-decisions", "-o", name)
      #expect(run.status == 0, "\(run.errors)")
    }
    let run = try place.run("compare", "old/audit.json", "new/audit.json", "-o", "both")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("same rows, paired"), "\(run.output)")
    #expect(
      try place.names(in: "both") == ["comparison.html", "comparison.json", "comparison.md"])
    let text = String(decoding: try place.read("both/comparison.md"), as: UTF8.self)
    #expect(text.contains("Whose decision changed: team") && text.contains("cut-offs differ"))
    let again = try place.run("compare", "old/audit.json", "new/audit.json", "-o", "both")
    #expect(again.status == 5 && again.errors.contains("--force"), "\(again.errors)")
  }

  @Test func refusesWhatIsNoAudit() throws {
    let place = try Workplace()
    let run = try place.run("compare", "rows.csv", "rows.csv")
    #expect(run.status == 4 && run.errors.contains("error:"), "\(run.errors)")
    #expect(try place.names().count == 3)
  }
}
