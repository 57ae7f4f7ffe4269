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
      testDescription: "a model of PyTorch", arguments: ["model.pt", "--groups", "team"],
      code: 4, names: ["model.pt", "PyTorch", "'predictions'"]
    ) {
      try $0.write("model.pt", ["PK\u{3}\u{4}" + String(repeating: "\0", count: 26) + "m/data.pkl"])
    },
    Mistake(
      testDescription: "a SavedModel", arguments: ["saved", "--groups", "team"],
      code: 4, names: ["saved", "SavedModel", "model.save('model.keras')"]
    ) { place in
      try FileManager.default.createDirectory(
        at: place.url.appending(path: "saved"), withIntermediateDirectories: true)
      try place.write("saved/saved_model.pb", ["x"])
    },
    Mistake(
      testDescription: "an ONNX model", arguments: ["model.onnx", "--groups", "team"],
      code: 4, names: ["model.onnx", "ONNX"]
    ) { try $0.write("model.onnx", ["\u{8}\u{7}\u{12}pytorch"]) },
    Mistake(
      testDescription: "a workbook for rows",
      arguments: ["model.h5", "--groups", "team", "--data", "rows.xlsx"],
      code: 4, names: ["rows.xlsx", "Excel", "CSV"]
    ) { try $0.write("rows.xlsx", ["PK\u{3}\u{4}junk"]) },
    Mistake(
      testDescription: "swapped columns", arguments: ["model.h5", "--groups", "team"], code: 4,
      names: ["rows.csv", "'x0'", "disorder"]
    ) { place in
      let feature = "      - { column: x0, kind: label-encoded, vocabulary: [p, q], unknown: 2 }"
      try place.write(
        "model.audit.yaml", Workplace.spec.map { $0.contains(" x0,") ? feature : $0 })
    },
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
      testDescription: "output of another kind", arguments: ["model.h5", "--groups", "team"],
      code: 2, names: ["error: model.audit.yaml: model output", "'logit'"]
    ) { try $0.write("model.audit.yaml", Workplace.spec + ["output: { kind: logit }"]) },
    Mistake(
      testDescription: "a feature too few", arguments: ["model.h5", "--groups", "team"],
      code: 4, names: ["error: model.audit.yaml: model input", "[17]"]
    ) { try $0.write("model.audit.yaml", Workplace.spec.dropLast()) },
    Mistake(
      testDescription: "predictions for one feature too few",
      arguments: ["predict", "model.h5", "--data", "rows.csv", "-o", "scores.csv"],
      code: 4, names: ["error: model.audit.yaml: model input", "[17]"]
    ) { try $0.write("model.audit.yaml", Workplace.spec.dropLast()) },
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
      testDescription: "UTF-16", arguments: ["model.h5", "--groups", "team"], code: 4,
      names: ["rows.csv:1", "UTF-16", "save the file as UTF-8"]
    ) { place in
      let text = String(decoding: try place.read("rows.csv"), as: UTF8.self)
      let bytes: [UInt8] = [0xff, 0xfe] + text.utf8.flatMap { unit -> [UInt8] in [unit, 0] }
      try Data(bytes).write(to: place.url.appending(path: "rows.csv"))
    },
    Mistake(
      testDescription: "no line of column names", arguments: ["model.h5", "--groups", "team"],
      code: 4, names: ["rows.csv:1", "'1'", "line of column names"]
    ) { try $0.write("rows.csv", ["1,1,A,good", "2,1,B,bad"]) },
    Mistake(
      testDescription: "an empty label", arguments: ["model.h5", "--groups", "team"], code: 4,
      names: ["rows.csv:6", "'outcome'", "leave the row out"]
    ) { place in
      var rows = Workplace.rows
      rows[5] = rows[5].split(separator: ",").dropLast().joined(separator: ",") + ","
      try place.write("rows.csv", rows)
    },
    Mistake(
      testDescription: "one column where several belong", arguments: ["model.h5"], code: 2,
      names: ["model.audit.yaml", "predictions.columns", "at least two", "'[p]'"]
    ) { try $0.write("model.audit.yaml", Workplace.spec + ["predictions: { columns: [p] }"]) },
    Mistake(
      testDescription: "a baseline that is no audit",
      arguments: ["model.h5", "--groups", "team", "--baseline", "old.json"], code: 4,
      names: ["old.json", "'schemaVersion'"]
    ) { try $0.write("old.json", ["{}"]) },
    Mistake(
      testDescription: "a page for an audit.json", arguments: ["render", "page.html"], code: 4,
      names: ["page.html: expected an audit.json, found no JSON"]
    ) { try $0.write("page.html", ["<html>"]) },
    Mistake(
      testDescription: "no file of limits",
      arguments: ["model.h5", "--groups", "team", "--gates", "no.yaml"], code: 2,
      names: ["no.yaml", "check the path"]),
    Mistake(
      testDescription: "rows for limits",
      arguments: ["model.h5", "--groups", "team", "--gates", "rows.csv"], code: 2,
      names: ["rows.csv:1", "--gates"]),
    Mistake(
      testDescription: "an unknown kind of influence",
      arguments: ["model.h5", "--groups", "team", "--influence", "all,fisher"], code: 2,
      names: ["--influence", "found 'fisher'", "fairer-audit help audit"]),
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
