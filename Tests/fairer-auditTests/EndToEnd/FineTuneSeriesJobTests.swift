import Foundation
import TestSupport
import Testing

/// Several runs of `finetune`, and runs that go on.
struct FineTuneSeriesJobTests {
  private static let clock = ["SOURCE_DATE_EPOCH": "1767225600"]
  private static let sweep =
    FineTuneJobTests.short + [
      "--sweep", "gap-weight=0,2", "lambda=0,0.01", "--seeds", "2", "--first-candidate", "1",
    ]

  private static func series(_ place: Workplace) throws -> [String: Any] {
    let json = try JSONSerialization.jsonObject(with: place.read("fairer.finetune/training.json"))
    let log = try #require(json as? [String: Any])
    let tuning = try #require(log["fineTuning"] as? [String: Any])
    return try #require(tuning["series"] as? [String: Any])
  }

  @Test func sweepReportsEveryRunAndKeepsTheFront() throws {
    let place = try Workplace()
    let run = try Tool.run(
      Self.sweep + ["--keep-front", "--group-thresholds"], in: place.url, environment: Self.clock)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("unlawful"))
    #expect(run.output.contains("front") && run.output.contains("chosen"))
    let series = try Self.series(place)
    #expect(
      series["planned"] as? Int == 8 && series["varied"] as? [String] == ["gap-weight", "lambda"])
    let points = try #require(series["points"] as? [[String: Any]])
    #expect(points.count == 4)
    #expect(points.allSatisfy { ($0["runs"] as? [Any])?.count == 2 })
    #expect(points.count { $0["isChosen"] as? Bool == true } == 1)
    #expect(try place.names(in: "fairer.finetune/runs").count == 8)
    let front = try place.names(in: "fairer.finetune/front")
    #expect(front.count == points.count { $0["isOnFront"] as? Bool == true })
    for name in front {
      #expect(try place.run("inspect", "fairer.finetune/front/\(name)").status == 0)
    }
    let report = String(decoding: try place.read("fairer.finetune/report.md"), as: UTF8.self)
    for words in [
      "Every run", "Settings that were tried", "Moving the cut-off instead",
      "Given model, a cut-off for each group", "42 U.S.C.",
    ] {
      #expect(report.contains(words), "\(words)")
    }
    // Again from what was kept: no run is trained anew, and every byte is the same.
    let files = ["fairer.h5", "fairer.finetune/report.md", "fairer.finetune/training.csv"]
    let first = try files.map { try place.read($0) }
    let again = try Tool.run(
      Self.sweep + ["--keep-front", "--group-thresholds", "--force"], in: place.url,
      environment: Self.clock)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try place.read(files[0]) == first[0] && place.read(files[2]) == first[2])
  }

  @Test func sweepThatWasKilledGoesOn() throws {
    let (place, whole) = (try Workplace(), try Workplace())
    let wasKilled = try Tool.kill(Self.sweep, in: place.url) {
      (try? place.names(in: "fairer.finetune/runs").count { $0.hasSuffix(".npz") } >= 3) ?? false
    }
    #expect(wasKilled)
    #expect(!(try place.names().contains("fairer.h5")))
    for folder in [place, whole] {
      let run = try Tool.run(
        Self.sweep + ["--threads", "1"], in: folder.url, environment: Self.clock)
      #expect(run.status == 0, "\(run.errors)")
    }
    for file in ["fairer.h5", "fairer.finetune/training.csv", "fairer.finetune/training.json"] {
      #expect(try place.read(file) == whole.read(file), "\(file)")
    }
  }

  @Test func runThatWasKilledGoesOn() throws {
    let (place, whole) = (try Workplace(), try Workplace())
    let arguments =
      FineTuneJobTests.short + ["--epochs", "12", "--checkpoint-every", "1", "--threads", "1"]
    let wasKilled = try Tool.kill(arguments, in: place.url) {
      (try? place.names(in: "fairer.finetune/runs").contains { $0.hasSuffix(".npz") }) ?? false
    }
    #expect(wasKilled)
    #expect(!(try place.names().contains("fairer.h5")))
    let other = try Tool.run(arguments + ["--resume", "--seed", "9"], in: place.url)
    #expect(other.status == 2 && other.errors.contains("none of a run"), "\(other.errors)")
    let resumed = try Tool.run(arguments + ["--resume"], in: place.url, environment: Self.clock)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let run = try Tool.run(arguments, in: whole.url, environment: Self.clock)
    #expect(run.status == 0, "\(run.errors)")
    for file in ["fairer.h5", "fairer.finetune/training.csv"] {
      #expect(try place.read(file) == whole.read(file), "\(file)")
    }
    #expect(try place.names(in: "fairer.finetune") == whole.names(in: "fairer.finetune"))
    #expect(!(try place.names(in: "fairer.finetune").contains("runs")))
  }

  @Test func resumingBeforeTheFirstStateBegins() throws {
    let (place, plain) = (try Workplace(), try Workplace())
    let run = try Tool.run(FineTuneJobTests.short + ["--resume"], in: place.url)
    #expect(run.status == 0 && run.errors.contains("begins anew"), "\(run.errors)")
    _ = try Tool.run(FineTuneJobTests.short, in: plain.url)
    #expect(try place.read("fairer.h5") == plain.read("fairer.h5"))
  }

  @Test func worstSeedDecidesTheGates() throws {
    let place = try Workplace()
    // A limit that every model misses for sure, one that none meets for sure, and one that all meet.
    for (metric, limit, status, gates) in [
      ("dp.ratio.minmax", "2", Int32(1), "fail"), ("dp.score_gap", "0", 3, "open"),
      ("dp.score_gap", "1", 0, "pass"),
    ] {
      try place.write(
        "model.audit.yaml",
        Workplace.spec + [
          "gates: [ { metric: \(metric), attribute: team, limit: \(limit), level: error } ]"
        ])
      let run = try Tool.run(
        FineTuneJobTests.short + ["--seeds", "2", "--force", "--first-candidate", "1"],
        in: place.url)
      #expect(run.status == status, "\(run.errors)")
      let points = try #require(try Self.series(place)["points"] as? [[String: Any]])
      let runs = try #require(points.first?["runs"] as? [[String: Any]])
      #expect(
        runs.compactMap { $0["gates"] as? String }
          == Array(repeating: gates, count: 2))
    }
  }

  /// The chosen run's gap is 0.21 and that of the other seed 0.25, both beyond chance: a limit between
  /// them is open for the one, missed by the other, and so missed.
  @Test func anotherSeedThanTheChosenCanFail() throws {
    let place = try Workplace()
    try place.write(
      "model.audit.yaml",
      Workplace.spec + [
        "gates: [ { metric: dp.rate_gap.maxmin, attribute: team, limit: 0.22, level: error } ]"
      ])
    let run = try Tool.run(
      FineTuneJobTests.short
        + ["--seeds", "2", "--seed", "2", "--force", "--first-candidate", "1"], in: place.url)
    #expect(run.status == 1, "\(run.errors)")
    let points = try #require(try Self.series(place)["points"] as? [[String: Any]])
    let runs = try #require(points.first?["runs"] as? [[String: Any]])
    #expect(runs.compactMap { $0["gates"] as? String } == ["open", "fail"])
    #expect(runs.compactMap { $0["isChosen"] as? Bool } == [true, false])
  }

  @Test(arguments: [
    (["--seeds", "0"], "--seeds"), (["--sweep", "lambda"], "--sweep"),
    (["--sweep", "lambda=0,x"], "values of lambda"), (["--sweep", "epochs=1"], "--sweep"),
    (["--sweep", "lambda=0", "lambda=1"], "each NAME once"),
    (["--keep-front"], "--sweep"), (["--checkpoint-every", "0"], "--checkpoint-every"),
    (["--method", "gapreg", "--sweep", "lambda=0,1"], "no method of it has"),
  ])
  func mistakesAreNamed(arguments: [String], words: String) throws {
    let place = try Workplace()
    let run = try Tool.run(FineTuneJobTests.short + arguments, in: place.url)
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(!(try place.names().contains("fairer.h5")))
  }
}
