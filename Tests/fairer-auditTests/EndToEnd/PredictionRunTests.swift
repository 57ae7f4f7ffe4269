import Foundation
import TestSupport
import Testing

/// Audits without a model, and of labels that do not have two values.
struct PredictionRunTests {
  private static let header = "team,grade,y,p,number,guess,kind,pa,pb,pc,w"

  /// Rows of two teams, one in ten without a team.
  private static let rows: [String] = {
    var state: UInt32 = 7
    func next() -> Double {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Double(state >> 8) / Double(1 << 24)
    }
    return [header]
      + (0..<240).map { row in
        let team = row % 10 == 9 ? "" : row % 3 == 0 ? "B" : "A"
        let p = (next() + (team == "A" ? 0.3 : 0)) / 1.3
        let number = 100 * next()
        let classes = ["a", "b", "c"]
        let (first, second) = (next() / 2, next() / 2)
        let fields: [String] = [
          team, ["low", "high"][row % 2], next() < p ? "yes" : "no", "\(p)", "\(number)",
          "\(number + 20 * next() - 5)", classes[row / 3 % 3], "\(first)", "\(second)",
          "\(1 - first - second)", "\(0.5 + next())",
        ]
        return fields.joined(separator: ",")
      }
  }()

  private func place(_ spec: [String]) throws -> Workplace {
    let place = try Workplace()
    try place.write("people.csv", Self.rows)
    try place.write("people.audit.yaml", ["data: { test: people.csv }", "groups: [team]"] + spec)
    return place
  }

  private static let binary = ["label: { column: y, positive: \"yes\" }", "predictions: p"]
  private static let classes = [
    "label: { column: kind, kind: multiclass, classes: [a, b, c] }",
    "predictions: { columns: [pa, pb, pc], kind: probability }",
  ]
  private static let numbers = [
    "label: { column: number, kind: numeric }", "predictions: { column: guess, kind: value }",
  ]

  @Test func needsNoModel() throws {
    let place = try place(Self.binary + ["stratum: grade"])
    let run = try place.run("--spec", "people.audit.yaml", "--seed", "1")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try place.names(in: "people.audit") == ["audit.json", "report.html", "report.md"])
    for words in ["within grade", "unknown rows dealt to groups", "demographic parity ratio"] {
      #expect(run.output.contains(words), "\(words)")
    }
    let report = String(decoding: try place.read("people.audit/report.md"), as: UTF8.self)
    for words in [
      "the predictions were made elsewhere, and no model was read", "## 9. Missing group values",
      "## 10. Within strata", "Common odds ratio", "Worst case",
    ] { #expect(report.contains(words), "\(words)") }
    let again = try place.run("render", "people.audit/audit.json", "-o", "again")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try place.read("again/report.md") == place.read("people.audit/report.md"))
  }

  @Test func aModelThatIsNamedIsNotRead() throws {
    let place = try place(Self.binary)
    try place.write("other.onnx", ["no Keras checkpoint"])
    let run = try place.run("other.onnx", "--spec", "people.audit.yaml", "-o", "out")
    #expect(run.status == 0, "\(run.errors)")
    let report = String(decoding: try place.read("out/report.md"), as: UTF8.self)
    #expect(report.contains("other.onnx · named and not read"))
  }

  @Test func severalClasses() throws {
    let place = try place(
      Self.classes + [
        "gates: [ { metric: eopp.maxmin, attribute: team, class: b, limit: 0.99, level: warn } ]",
        "threshold: { a: 0.2, b: 0.3, c: 0.4 }",
      ])
    let run = try place.run("--spec", "people.audit.yaml", "-o", "out")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("equal opportunity difference of b"))
    let report = String(decoding: try place.read("out/report.md"), as: UTF8.self)
    for words in ["### Class b", "Rows assigned to each class", "reach their cut-off"] {
      #expect(report.contains(words), "\(words)")
    }
  }

  @Test func numbersWithWeights() throws {
    let place = try place(Self.numbers + ["weight: w"])
    let run = try place.run("--spec", "people.audit.yaml", "-o", "out")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("n eff.") && run.output.contains("RMSE"))
    let report = String(decoding: try place.read("out/report.md"), as: UTF8.self)
    for words in ["Effective rows", "not assessed with weights", "Mean absolute error"] {
      #expect(report.contains(words), "\(words)")
    }
  }

  @Test func rowsInClusters() throws {
    let place = try place(Self.binary + ["cluster: kind"])
    let run = try place.run("--spec", "people.audit.yaml", "-o", "out")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("clusters; with fewer than 20"), "\(run.errors)")
    let report = String(decoding: try place.read("out/report.md"), as: UTF8.self)
    for words in [
      "rows with the same kind belong together", "| Clusters |", "not assessed with clusters",
      "Cluster bootstrap", "bands over cut-offs are of independent rows",
    ] { #expect(report.contains(words), "\(words)") }
    let again = try place.run("render", "out/audit.json", "-o", "again")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try place.read("again/report.md") == place.read("out/report.md"))
    let verified = try place.run("verify", "out/audit.json")
    #expect(verified.status == 0, "\(verified.errors)")
  }

  @Test func theMedianIsNamed() throws {
    let place = try place(Self.binary + ["threshold: median"])
    let run = try place.run("--spec", "people.audit.yaml", "-o", "out")
    #expect(run.status == 0, "\(run.errors)")
    let report = String(decoding: try place.read("out/report.md"), as: UTF8.self)
    #expect(report.contains("above the median") && report.contains("120 of 240 rows selected"))
  }

  @Test func theMedianIsAnOption() throws {
    let place = try place(Self.binary)
    let run = try place.run("--spec", "people.audit.yaml", "-o", "out", "--threshold", "median")
    #expect(run.status == 0, "\(run.errors)")
    let report = String(decoding: try place.read("out/report.md"), as: UTF8.self)
    #expect(report.contains("above the median") && report.contains("120 of 240 rows selected"))
  }

  /// The score of the other value is told from one that is merely bad.
  @Test func aReversedScoreIsTold() throws {
    let words = "ranks rows of 'yes' below the others"
    let place = try place(Self.binary)
    let right = try place.run("--spec", "people.audit.yaml", "-o", "right")
    #expect(right.status == 0 && !right.errors.contains(words), "\(right.errors)")
    let lines = Self.rows.enumerated().map { index, line in
      guard index > 0 else { return line }
      var fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      fields[3] = "\(1 - (Double(fields[3]) ?? 0))"
      return fields.joined(separator: ",")
    }
    try place.write("people.csv", lines)
    let reversed = try place.run("--spec", "people.audit.yaml", "-o", "reversed")
    #expect(reversed.status == 0, "\(reversed.errors)")
    #expect(reversed.errors.contains(words) && reversed.errors.contains("--positive 'no'"))
  }

  private static let here = ["--spec", "people.audit.yaml"]

  static let refusals: [(arguments: [String], spec: [String], words: String)] = [
    (here, [binary[0]], "predictions"),
    (["--groups", "team"], binary, "no model was named"),
    (here, classes + ["threshold: 0.4"], "threshold"),
    (here, classes + ["threshold: { a: 0.4 }"], "'c'"),
    (here + ["--threshold", "0.4"], numbers, "numeric"),
    (here + ["--threshold", "mean"], binary, "0 to 1, or median"),
    (here, binary + ["threshold: mean"], "median"),
    (here + ["--as", "fairlearn"], numbers, "--as"),
    (here, numbers + ["gates: [ { metric: eo.max, attribute: team, limit: 0.1 } ]"], "'eo.max'"),
    (["finetune", "model.h5", "--groups", "team", "-o", "new.h5"] + here, classes, "fine-tuning"),
  ]

  @Test(arguments: refusals)
  func refuses(_ refusal: (arguments: [String], spec: [String], words: String)) throws {
    let (arguments, spec, words) = refusal
    // Without predictions a spec needs inputs to be one at all.
    let isBare = !spec.contains { $0.hasPrefix("predictions") }
    let inputs = ["inputs: [ { name: x, features: [ { column: p, kind: raw } ] } ]"]
    let place = try place(spec + (isBare ? inputs : []))
    let run = try Tool.run(arguments, in: place.url)
    #expect(run.status == 2 && run.errors.contains(words), "\(run.status) \(run.errors)")
    #expect(run.errors.contains("error:") && run.errors.contains("hint:"), "\(run.errors)")
  }
}
