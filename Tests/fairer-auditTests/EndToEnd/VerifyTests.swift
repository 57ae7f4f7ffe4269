import Foundation
import TestSupport
import Testing

/// `verify` as its users run it.
struct VerifyTests {
  private func audited(_ place: Workplace, _ more: String...) throws {
    let run = try Tool.run(["model.h5", "--groups", "team"] + more, in: place.url)
    #expect([0, 1, 3].contains(run.status), "\(run.errors)")
  }

  @Test func anAuditVerifiesToTheLastBit() throws {
    let place = try Workplace()
    try place.write(
      "limits.yaml",
      [
        "- { metric: dp.rate_gap.maxmin, attribute: team, limit: 0.1, level: error }"
      ])
    try audited(place, "--seed", "5", "--gates", "limits.yaml", "--keep-decisions")
    let run = try place.run("verify", "model.audit/audit.json")
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains("all equal to the last bit"), "\(run.output)")
    #expect(run.output.contains("gateFile: limits.yaml has the recorded SHA-256"))
    #expect(try place.names(in: "model.audit") == ["audit.json", "report.html", "report.md"])
  }

  @Test func aChangedNumberIsFound() throws {
    let place = try Workplace()
    try audited(place)
    let path = "model.audit/audit.json"
    let text = String(decoding: try place.read(path), as: UTF8.self)
    let changed = text.replacingOccurrences(of: "\"threshold\" : 0.5", with: "\"threshold\" : 0.4")
    #expect(changed != text)
    try place.write(path, [changed])
    let run = try place.run("verify", path)
    #expect(run.status == 5 && run.output.contains("contentDigest: recorded"), "\(run.output)")
    // Also where the digest was taken away with it.
    let bare = changed.split(separator: "\n").filter { !$0.contains("contentDigest") }
    try place.write(path, bare.map(String.init))
    let again = try place.run("verify", path)
    #expect(again.status == 5, "\(again.errors)")
    #expect(again.output.contains("decision.threshold: recorded 0.4, found 0.5"), "\(again.output)")
  }

  @Test(arguments: [("rows.csv", "data.file.sha256"), ("model.audit.yaml", "data.spec.sha256")])
  func aChangedFileIsFound(name: String, path: String) throws {
    let place = try Workplace()
    try audited(place)
    try place.write(name, [String(decoding: try place.read(name), as: UTF8.self)])
    let run = try place.run("verify", "model.audit/audit.json")
    #expect(run.status == 5 && run.output.contains(path), "\(run.output)\(run.errors)")
  }

  @Test func filesElsewhereAreNamedByOptions() throws {
    let place = try Workplace()
    try audited(place)
    let files = FileManager.default
    try files.createDirectory(
      at: place.url.appending(path: "moved"), withIntermediateDirectories: true)
    try files.moveItem(
      at: place.url.appending(path: "model.h5"), to: place.url.appending(path: "moved/m.h5"))
    let lost = try place.run("verify", "model.audit/audit.json")
    #expect(lost.status == 4 && lost.errors.contains("--model FILE"), "\(lost.errors)")
    let found = try place.run("verify", "model.audit/audit.json", "--model", "moved/m.h5")
    #expect(found.status == 0, "\(found.output)\(found.errors)")
  }

  @Test func anAuditWithoutItsCommandIsNoGuess() throws {
    let place = try Workplace()
    try audited(place)
    let path = "model.audit/audit.json"
    var object = try #require(
      JSONSerialization.jsonObject(with: place.read(path)) as? [String: Any])
    object["command"] = nil
    object["contentDigest"] = nil
    let data = try JSONSerialization.data(withJSONObject: object)
    try data.write(to: place.url.appending(path: path))
    let run = try place.run("verify", path)
    #expect(run.status == 4 && run.errors.contains("does not record the command"), "\(run.errors)")
  }

  @Test func theAuditOfAFineTunedModelVerifiesToo() throws {
    let place = try Workplace()
    try place.write("train.csv", Workplace.rows)
    // The team is an input, so that rows are flipped to the other one's value.
    try place.write(
      "model.audit.yaml",
      Workplace.spec.filter { !$0.contains("column: x17,") }
        + ["      - { column: team, kind: index, vocabulary: [A, B], offset: 0 }"])
    let tuned = try Tool.run(FineTuneJobTests.short + ["--train", "train.csv"], in: place.url)
    #expect(tuned.status == 0, "\(tuned.errors)")
    let run = try place.run("verify", "fairer.finetune/audit.json")
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains("the training itself was not run again"), "\(run.output)")
    let audit = String(decoding: try place.read("fairer.finetune/audit.json"), as: UTF8.self)
    #expect(audit.contains("\"flips\""))
  }
}
