import Foundation
import TestSupport
import Testing

/// `finetune` as its users run it.
struct FineTuneJobTests {
  /// Few and small steps: the tool runs without optimisation here.
  static let short = [
    "finetune", "model.h5", "--groups", "team", "-o", "fairer.h5", "--epochs", "3", "--steps", "4",
    "--batch-size", "30", "--learning-rate", "0.01", "--accuracy-floor", "0.1",
  ]

  private static func table(_ place: Workplace) throws -> [[String]] {
    String(decoding: try place.read("fairer.finetune/training.csv"), as: UTF8.self)
      .split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
  }

  private static func record(_ place: Workplace) throws -> [String: Any] {
    let json = try JSONSerialization.jsonObject(with: place.read("fairer.finetune/training.json"))
    let log = try #require(json as? [String: Any])
    return try #require(log["fineTuning"] as? [String: Any])
  }

  @Test func writesACheckpointAndALog() throws {
    let place = try Workplace()
    let before = try place.read("model.h5")
    let run = try Tool.run(Self.short + ["--gap-weight", "2"], in: place.url)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("note: rows.csv: dealt into 241 training, 80 validation, 79 test"))
    #expect(run.output.contains("score gap") && run.output.contains("parity dense_30"))
    #expect(
      try place.names() == [
        "fairer.finetune", "fairer.h5", "model.audit.yaml", "model.h5", "rows.csv",
      ])
    #expect(try place.read("model.h5") == before)
    let table = try Self.table(place)
    #expect(table.count == 5 && table.allSatisfy { $0.count == table[0].count })
    #expect(table[1][0] == "0" && table[4][0] == "3")
    #expect(table.dropFirst().count { $0.last == "1" } == 1)
    let audited = try place.run("fairer.h5", "--groups", "team", "--spec", "model.audit.yaml")
    #expect(audited.status == 0, "\(audited.errors)")
    #expect(
      try place.names(in: "fairer.finetune") == [
        "audit.json", "report.html", "report.md", "training.csv", "training.json",
      ])
    let report = String(decoding: try place.read("fairer.finetune/report.md"), as: UTF8.self)
    for words in [
      "Before and after fine-tuning", "Whose decision changed", "Parameters changed",
      "newcombe.paired", "fairer.h5",
    ] {
      #expect(report.contains(words), "\(words)")
    }
    let rendered = try place.run("render", "fairer.finetune/audit.json", "-o", "again")
    #expect(rendered.status == 0, "\(rendered.errors)")
    #expect(try place.read("again/report.md") == place.read("fairer.finetune/report.md"))
    let record = try Self.record(place)
    let rows = try #require(record["rows"] as? [[String: Any]])
    #expect(rows.compactMap { $0["count"] as? Int } == [241, 80, 79])
    #expect(Set(rows.compactMap { $0["digest"] as? String }).count == 3)
    #expect((record["keptEpoch"] as? Int).map { $0 > 0 } == true)
  }

  @Test(arguments: ["gpa", "gapreg", "mixup", "erm"], ["dp", "eo"])
  func runsEveryMethod(method: String, objective: String) throws {
    let place = try Workplace()
    let run = try Tool.run(
      Self.short + ["--method", method, "--objective", objective, "--first-candidate", "1"],
      in: place.url)
    #expect(run.status == 0, "\(run.errors)")
    let record = try Self.record(place)
    let settings = try #require(record["settings"] as? [String: Any])
    #expect(settings["method"] as? String == method)
    #expect(settings["objective"] as? String == objective)
    #expect((settings["lambda"] as? Double == 0) == (method != "gpa"))
    #expect((settings["gapWeight"] as? Double == 0) == (method == "erm"))
    let changes = try #require(record["changes"] as? [[String: Any]])
    #expect(changes.contains { ($0["changed"] as? Int).map { $0 > 0 } == true })
  }

  @Test func repeatsItselfByteForByteOnAnyNumberOfThreads() throws {
    let place = try Workplace()
    let clock = ["SOURCE_DATE_EPOCH": "1767225600"]
    var files: [[Data]] = []
    for threads in ["1", "2", "2"] {
      let run = try Tool.run(
        Self.short + ["--threads", threads, "--force", "--gap-weight", "1"], in: place.url,
        environment: clock)
      #expect(run.status == 0, "\(run.errors)")
      files.append(
        try ["fairer.h5", "fairer.finetune/training.csv"].map { try place.read($0) })
    }
    #expect(files[0] == files[1] && files[1] == files[2])
    let other = try Tool.run(Self.short + ["--seed", "4", "--force"], in: place.url)
    #expect(other.status == 0)
    #expect(try place.read("fairer.h5") != files[0][0])
  }

  @Test func takesSeparateSetsOfRows() throws {
    let place = try Workplace()
    let rows = Workplace.rows
    try place.write("train.csv", [rows[0]] + rows[1...200])
    try place.write("val.csv", [rows[0]] + rows[201...300])
    try place.write("test.csv", [rows[0]] + rows[300...400])
    let run = try Tool.run(
      Self.short + ["--train", "train.csv", "--validation", "val.csv", "--data", "test.csv"],
      in: place.url)
    #expect(run.status == 0, "\(run.errors)")
    #expect(!run.errors.contains("dealt"))
    #expect(!run.errors.contains("stand in the training"), "only test and validation share a row")
    let sets = try #require(try Self.record(place)["rows"] as? [[String: Any]])
    #expect(sets.compactMap { $0["count"] as? Int } == [200, 100, 101])
    #expect(sets.allSatisfy { $0["digest"] == nil })
    let partly = try Tool.run(
      Self.short + ["--force", "--train", "train.csv", "--data", "train.csv"], in: place.url)
    #expect(partly.status == 0, "\(partly.errors)")
    #expect(partly.errors.contains("dealt into 150 training, 50 validation rows"))
  }

  @Test func interruptionKeepsTheBestSoFar() throws {
    let place = try Workplace()
    let run = try Tool.interrupt(
      Self.short + ["--epochs", "1000000"], in: place.url, after: "note:"
    ) { process in
      #if os(Linux)
        // No handler, which would run on the stack of a product that was interrupted.
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") })
        let caught = try #require(UInt64(line.dropFirst(7).drop { $0 == "\t" }, radix: 16))
        #expect(caught & (1 << (UInt64(SIGINT) - 1)) == 0)
      #endif
    }
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("stopped by the user"))
    #expect(try Self.record(place)["end"] as? String == "cancelled")
    #expect(try place.run("inspect", "fairer.h5").status == 0)
  }

  @Test func explosionKeepsTheLastGoodWeights() throws {
    let place = try Workplace()
    let run = try Tool.run(
      Self.short + ["--optimizer", "sgd", "--learning-rate", "1e38"], in: place.url)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("not finite"))
    let start = try place.run("predict", "model.h5", "--data", "rows.csv", "-o", "a.csv")
    let end = try place.run(
      "predict", "fairer.h5", "--data", "rows.csv", "--spec", "model.audit.yaml", "-o", "b.csv")
    #expect(start.status == 0 && end.status == 0, "\(end.errors)")
    #expect(try place.read("a.csv") == place.read("b.csv"))
  }

  @Test func crossesSeveralColumns() throws {
    let place = try Workplace()
    let rows = Workplace.rows.enumerated().map { index, row in
      row + (index == 0 ? ",shift" : index.isMultiple(of: 2) ? ",day" : ",night")
    }
    try place.write("rows.csv", rows)
    var arguments = Self.short
    arguments[3] = "team,shift"
    let run = try Tool.run(arguments, in: place.url)
    #expect(run.status == 0, "\(run.errors)")
    let settings = try #require(try Self.record(place)["settings"] as? [String: Any])
    #expect((settings["groups"] as? [String])?.count == 4)
  }
}
