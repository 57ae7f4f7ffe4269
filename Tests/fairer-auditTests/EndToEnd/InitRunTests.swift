import Foundation
import TestSupport
import Testing

/// What `init` finds out by running the model.
struct InitRunTests {
  /// Numbers with mean 0 and deviation 1, nearly, so that standardising them changes little.
  private static func numbers(_ count: Int) -> [[Double]] {
    var state: UInt64 = 42
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    return (0..<count).map { _ in
      (0..<18).map { _ in (0..<12).reduce(-6.0) { sum, _ in sum + next() } }
    }
  }

  /// Labels that the model itself gives to rows whose columns stand in its order.
  private func prepare(_ place: Workplace, columns: [Int], labels: (String, String)) throws {
    let rows = Self.numbers(500)
    let header = (0..<18).map { "x\($0)" }
    try place.write(
      "rows.csv",
      [(header + ["team", "outcome"]).joined(separator: ",")]
        + rows.map { ($0.map { "\($0)" } + ["A", "good"]).joined(separator: ",") })
    let run = try place.run("predict", "model.h5", "-o", "scores.csv")
    #expect(run.status == 0, "\(run.errors)")
    let scores = try String(decoding: place.read("scores.csv"), as: UTF8.self)
      .split(separator: "\n").dropFirst().map { Double($0.split(separator: ",")[1]) ?? 0 }
    let middle = scores.sorted()[scores.count / 2]
    try place.write(
      "shuffled.csv",
      [(columns.map { header[$0] } + ["team", "label"]).joined(separator: ",")]
        + zip(rows, scores).enumerated().map { index, pair in
          (columns.map { "\(pair.0[$0])" } + [
            index % 2 == 0 ? "A" : "B", pair.1 > middle ? labels.0 : labels.1,
          ]).joined(separator: ",")
        })
    try FileManager.default.removeItem(at: place.url.appending(path: "model.audit.yaml"))
  }

  private func order(_ place: Workplace) throws -> [String] {
    try String(decoding: place.read("model.audit.yaml"), as: UTF8.self).split(separator: "\n")
      .compactMap { line in
        line.range(of: "- { column: x").map { found in
          "x" + line[found.upperBound...].prefix { $0.isNumber }
        }
      }
  }

  @Test func findsTheOrderInWhichTheModelWasTrained() throws {
    let place = try Workplace()
    // The first column stands last, and the tenth fifth.
    var columns = Array(1..<18) + [0]
    columns.insert(columns.remove(at: 9), at: 4)
    try prepare(place, columns: columns, labels: ("1", "0"))
    let run = try place.run("init", "model.h5", "--data", "shuffled.csv")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try order(place) == (0..<18).map { "x\($0)" }, "\(run.output)")
    #expect(run.output.contains("500 rows") && run.output.contains("log loss"))
  }

  @Test func keepsTheUsualOrderWhereItIsTheModels() throws {
    let place = try Workplace()
    try prepare(place, columns: Array(0..<18), labels: ("1", "0"))
    let run = try place.run("init", "model.h5", "--data", "shuffled.csv")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try order(place) == (0..<18).map { "x\($0)" })
    #expect(!run.output.contains("log loss") && !run.output.contains("score is that of"))
  }

  @Test func findsOutWhoseScoreItIs() throws {
    let place = try Workplace()
    // By the names one would guess that the score is that of 'yes'.
    try prepare(place, columns: Array(0..<18), labels: ("no", "yes"))
    let run = try place.run("init", "model.h5", "--data", "shuffled.csv")
    #expect(run.output.contains("score is that of 'no'"), "\(run.output)")
    let spec = String(decoding: try place.read("model.audit.yaml"), as: UTF8.self)
    #expect(spec.contains("positive: no"), "\(spec)")
  }
}
