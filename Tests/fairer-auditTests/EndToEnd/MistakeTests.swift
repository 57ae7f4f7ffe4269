import Foundation
import TestSupport
import Testing

/// What people get wrong: one clear error, the documented exit code, nothing written.
struct MistakeTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var arguments: [String]
    var code: Int32
    /// What the error names.
    var names: [String]
    var prepare: @Sendable (Workplace) throws -> Void = { _ in }
  }

  static let mistakes: [Mistake] = [
    Mistake(
      testDescription: "no such model", arguments: ["no-such.h5", "--groups", "team"], code: 4,
      names: ["no-such.h5"]),
    Mistake(
      testDescription: "truncated model", arguments: ["model.h5", "--groups", "team"], code: 4,
      names: ["model.h5", "truncated"]
    ) { place in
      try place.read("model.h5").prefix(12_000).write(to: place.url.appending(path: "model.h5"))
    },
    Mistake(
      testDescription: "a text file for a model", arguments: ["model.h5", "--groups", "team"],
      code: 4, names: ["model.h5", "HDF5"]
    ) { try $0.write("model.h5", ["hello"]) },
    Mistake(
      testDescription: "missing column", arguments: ["model.h5", "--groups", "team"], code: 4,
      names: ["rows.csv", "'x5'"]
    ) { place in
      var rows = Workplace.rows
      rows[0] = rows[0].replacingOccurrences(of: "x5", with: "y5")
      try place.write("rows.csv", rows)
    },
    Mistake(
      testDescription: "label that is not binary", arguments: ["model.h5", "--groups", "team"],
      code: 4, names: ["'outcome'", "'maybe'"]
    ) { place in
      var rows = Workplace.rows
      rows[7] = rows[7].split(separator: ",").dropLast().joined(separator: ",") + ",maybe"
      try place.write("rows.csv", rows)
    },
    Mistake(
      testDescription: "misspelt group", arguments: ["model.h5", "--groups", "tem"], code: 4,
      names: ["'tem'", "'team'"]),
    Mistake(
      testDescription: "label as a group", arguments: ["model.h5", "--groups", "outcome"], code: 2,
      names: ["'outcome'", "label"]),
    Mistake(
      testDescription: "misspelt command", arguments: ["inspct", "model.h5"], code: 2,
      names: ["'inspct'", "'inspect'"]),
    Mistake(
      testDescription: "misspelt option", arguments: ["model.h5", "--group", "team"], code: 2,
      names: ["--groups"]),
    Mistake(
      testDescription: "no spec", arguments: ["model.h5", "--groups", "team"], code: 2,
      names: ["audit.yaml"]
    ) { try FileManager.default.removeItem(at: $0.url.appending(path: "model.audit.yaml")) },
    Mistake(
      testDescription: "no rows", arguments: ["model.h5", "--groups", "team"], code: 4,
      names: ["rows.csv"]
    ) { try $0.write("rows.csv", [Workplace.rows[0]]) },
    Mistake(
      testDescription: "ragged row", arguments: ["model.h5", "--groups", "team"], code: 4,
      names: ["rows.csv", "4"]
    ) { place in
      var rows = Workplace.rows
      rows[3] += ",more"
      try place.write("rows.csv", rows)
    },
    Mistake(
      testDescription: "decimal commas", arguments: ["model.h5", "--groups", "team"], code: 4,
      names: ["rows.csv", "'0,5'", "decimal"]
    ) { place in
      var rows = Workplace.rows
      let rest = rows[2].split(separator: ",").dropFirst().joined(separator: ",")
      rows[2] = "\"0,5\"," + rest
      try place.write("rows.csv", rows)
    },
    Mistake(
      testDescription: "Latin-1 unannounced", arguments: ["model.h5", "--groups", "team"], code: 4,
      names: ["rows.csv", "3", "encoding: latin1"]
    ) { place in
      var bytes = Array(try place.read("rows.csv"))
      let lines = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
      bytes.insert(0xe4, at: lines[2])
      try Data(bytes).write(to: place.url.appending(path: "rows.csv"))
    },
    Mistake(
      testDescription: "rows of one label", arguments: ["model.h5", "--groups", "team"], code: 4,
      names: ["'outcome'", "'bad'", "negative"]
    ) { place in
      try place.write("rows.csv", Workplace.rows.filter { !$0.hasSuffix(",good") })
    },
    Mistake(
      testDescription: "output that is an input",
      arguments: ["predict", "model.h5", "--data", "rows.csv", "-o", "rows.csv"],
      code: 5,
      names: ["rows.csv"]),
    Mistake(
      testDescription: "a file where the folder should be",
      arguments: ["model.h5", "--groups", "team", "-o", "model.h5"], code: 5, names: ["model.h5"]),
  ]

  @Test(arguments: mistakes + fineTuningMistakes)
  func isToldOnce(mistake: Mistake) throws {
    let place = try Workplace()
    try mistake.prepare(place)
    let before = try place.names()
    let run = try Tool.run(mistake.arguments, in: place.url)
    #expect(run.status == mistake.code, "\(run.errors)")
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("error: ") } == 1, "\(run.errors)")
    #expect(lines.count { $0.hasPrefix("hint: ") } == 1, "\(run.errors)")
    for name in mistake.names { #expect(run.errors.contains(name), "\(run.errors)") }
    #expect(run.output.isEmpty)
    #expect(try place.names() == before, "something was left behind")
  }

  @Test(arguments: ["k3_lambda_refuse", "tfk_lambda_refuse"])
  func aLambdaIsRefusedByName(model: String) throws {
    let place = try Workplace()
    let path = Repository.fixtures.appending(path: "keras/\(model)/model.h5").path
    let run = try Tool.run(
      [path, "--groups", "team", "--spec", "model.audit.yaml"], in: place.url)
    #expect(run.status == 4)
    #expect(run.errors.contains("Lambda"), "\(run.errors)")
    #expect(try place.names() == ["model.audit.yaml", "model.h5", "rows.csv"])
  }
}
