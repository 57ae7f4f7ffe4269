import Foundation
import TestSupport
import Testing

/// The command as its users run it, on a small model and few rows.
struct MainJobTests {
  @Test func writesThreeReportsAndAShortTable() throws {
    let place = try Workplace()
    let run = try place.run("model.h5", "--groups", "team")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.isEmpty, "no progress and no diagnostics where nobody watches")
    #expect(try place.names(in: "model.audit") == ["audit.json", "report.html", "report.md"])
    for words in ["Made up: 400 rows", "B", "demographic parity ratio", "dense_30"] {
      #expect(run.output.contains(words), "\(run.output)")
    }
    #expect(!run.output.contains("\u{1B}"), "no colours where nobody watches")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullStandardOutputIsTold() throws {
    let place = try Workplace()
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "exec \"$0\" inspect model.h5 >/dev/full", Tool.executable.path]
    process.currentDirectoryURL = place.url
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 5)
  }

  @Test func repeatsItselfByteForByte() throws {
    let place = try Workplace()
    let clock = ["SOURCE_DATE_EPOCH": "1767225600"]
    for name in ["a", "b"] {
      let run = try place.run("model.h5", "--groups", "team", "-o", name, environment: clock)
      #expect(run.status == 0, "\(run.errors)")
    }
    // The command line stands in the volatile block, so only it may differ.
    for name in ["report.html", "report.md", "audit.json"] {
      let first = String(decoding: try place.read("a/\(name)"), as: UTF8.self)
      let second = String(decoding: try place.read("b/\(name)"), as: UTF8.self)
      let differing = zip(first.split(separator: "\n"), second.split(separator: "\n"))
        .filter { $0 != $1 }
      #expect(first.utf8.count == second.utf8.count)
      #expect(
        differing.allSatisfy { $0.0.contains("-o") || $0.0.contains("\"a\"") },
        "\(name): \(differing)")
    }
  }

  @Test func rendersTheReportsAgainFromTheJSON() throws {
    let place = try Workplace()
    #expect(try place.run("model.h5", "--groups", "team").status == 0)
    let run = try place.run("render", "model.audit/audit.json", "-o", "again")
    #expect(run.status == 0, "\(run.errors)")
    for name in ["report.html", "report.md"] {
      #expect(try place.read("again/\(name)") == place.read("model.audit/\(name)"), "\(name)")
    }
  }

  @Test(arguments: [
    (limit: "0.99", code: 0, words: "meets limit"), (limit: "0.1", code: 1, words: "below limit"),
    (limit: "0.6", code: 3, words: "inconclusive"),
  ])
  func tellsGatesByTheExitCode(limit: String, code: Int32, words: String) throws {
    let place = try Workplace()
    let gate = "{ metric: dp.rate_gap.maxmin, attribute: team, limit: \(limit), level: error }"
    try place.write("model.audit.yaml", Workplace.spec + ["gates:", "  - \(gate)"])
    let run = try place.run("model.h5", "--groups", "team")
    #expect(run.status == code, "\(run.output)\(run.errors)")
    #expect(run.output.localizedCaseInsensitiveContains(words), "\(run.output)")
  }

  @Test func aGroupOfOneRowIsMarkedAndEstimatedAsFarAsItGoes() throws {
    let place = try Workplace()
    var rows = Workplace.rows
    rows[1] = rows[1].replacingOccurrences(of: ",B,", with: ",Other,")
    try place.write("rows.csv", rows)
    let run = try place.run("model.h5", "--groups", "team")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("Other (small)"))
    let report = String(decoding: try place.read("model.audit/report.md"), as: UTF8.self)
    #expect(report.contains("Left out, too few rows to resample: Other"))
    #expect(report.contains("not defined: no"))
  }

  @Test func predictsAsTheAuditDoes() throws {
    let place = try Workplace()
    let run = try place.run("predict", "model.h5", "--data", "rows.csv", "-o", "scores.csv")
    #expect(run.status == 0, "\(run.errors)")
    let lines = String(decoding: try place.read("scores.csv"), as: UTF8.self)
      .split(whereSeparator: \.isNewline)
    #expect(lines.count == 401)
    #expect(
      lines.dropFirst().enumerated().allSatisfy { row, line in
        let cells = line.split(separator: ",").compactMap { Double($0) }
        return cells.count == 2 && cells[0] == Double(row) && (0...1).contains(cells[1])
      }, "\(lines.prefix(3))")
  }

  @Test func inspectsAsATableAndAsJSON() throws {
    let place = try Workplace()
    let table = try place.run("inspect", "model.h5")
    #expect(table.status == 0 && table.output.contains("dense_31"), "\(table.errors)")
    let json = try place.run("inspect", "model.h5", "--json")
    #expect(json.status == 0, "\(json.errors)")
    _ = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
  }
}

/// Files beside the reports.
struct ExtraOutputTests {
  @Test func writesAModelCardAndAPublicEdition() throws {
    let place = try Workplace()
    let run = try place.run("model.h5", "--groups", "team", "--model-card", "card.md")
    #expect(run.status == 0, "\(run.errors)")
    let card = String(decoding: try place.read("card.md"), as: UTF8.self)
    #expect(card.hasPrefix("---\nmodel-index:") && card.contains("## Bias, Risks"))
    let again = try place.run(
      "render", "model.audit/audit.json", "--edition", "public", "-o", "public")
    guard again.status == 0 else {
      // Where all rows together are too few, that is said.
      #expect(again.status == 4 && again.errors.contains("no count below 10"), "\(again.errors)")
      return
    }
    #expect(try place.names(in: "public") == ["audit.json", "report.html", "report.md"])
    let report = String(decoding: try place.read("public/report.md"), as: UTF8.self)
    #expect(report.contains("Public: no count below 10"))
    let verified = try place.run("verify", "public/audit.json")
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
  }

  @Test func saysWhichBrowserIsMissingBeforeTheAudit() throws {
    let place = try Workplace()
    let run = try place.run(
      "model.h5", "--groups", "team", "--pdf", "report.pdf", environment: ["PATH": "/nowhere"])
    #expect(run.status == 5 && run.errors.contains("apt-get install chromium"), "\(run.errors)")
    #expect(try place.names().count == 3)
  }
}
