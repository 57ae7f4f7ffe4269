import Foundation
import TestSupport

/// A folder with a small model, its spec, and data made up for it.
///
/// A small model, since the tool runs without optimisation here; the sample checkpoint is run in
/// release by `.ci/check-demo`.
struct Workplace {
  private let folder: TemporaryFolder
  var url: URL { folder.url }

  private static let columns = (0..<18).map { "x\($0)" }

  static let spec =
    [
      "model: { name: Made up }", "data: { test: rows.csv }",
      "label: { column: outcome, positive: good }", "groups: [ team ]", "inputs:", "  - name: x",
      "    features:",
    ] + columns.map { "      - { column: \($0), kind: raw }" }

  /// The header and the rows that the data file holds: all of team B are nearly alike.
  static let rows: [String] = {
    var state: UInt32 = 1
    func next() -> Double {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Double(state >> 8) / Double(1 << 24)
    }
    let header = (columns + ["team", "outcome"]).joined(separator: ",")
    return [header]
      + (0..<400).map { row in
        let isB = row.isMultiple(of: 3)
        let numbers = columns.map { _ in "\(isB ? 0.6 + next() / 10 : next() * 2 - 1)" }
        let outcome = next() < 0.4 ? "good" : "bad"
        return (numbers + [isB ? "B" : "A", outcome]).joined(separator: ",")
      }
  }()

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      at: Repository.fixtures.appending(path: "keras/k3_compas_float64/model.h5"),
      to: url.appending(path: "model.h5"))
    try write("model.audit.yaml", Self.spec)
    try write("rows.csv", Self.rows)
  }

  func write(_ name: String, _ lines: [String]) throws {
    let text = lines.joined(separator: "\n") + "\n"
    try text.write(to: url.appending(path: name), atomically: true, encoding: .utf8)
  }

  func read(_ name: String) throws -> Data { try Data(contentsOf: url.appending(path: name)) }

  func names(in name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.appending(path: name).path).sorted()
  }

  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Tool.Run {
    try Tool.run(arguments, in: url, environment: environment)
  }
}
