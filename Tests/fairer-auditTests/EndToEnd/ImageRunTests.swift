import Foundation
import Images
import TestSupport
import Testing

/// From a folder of images to predictions.
struct ImageRunTests {
  private static let names = ["rgb.png", "default.jpg", "gray.png", "progressive.jpg"]

  /// A picture of 2 × 3 pixels has the 18 numbers that the small model takes.
  private func prepare(_ place: Workplace) throws {
    let folder = Repository.fixtures.appending(path: "images").path
    try place.write(
      "model.audit.yaml",
      [
        "data: { test: images.csv, folder: \"\(folder)\" }",
        "label: { column: outcome, positive: good }", "groups: [ team ]",
        "inputs: [ { name: x, shape: [18], features: [ { column: file, kind: image, size: [2, 3] } ] } ]",
      ])
    try place.write(
      "images.csv",
      ["file,team,outcome"]
        + (0..<40).map { row in
          "\(Self.names[row % 4]),\(row % 3 == 0 ? "A" : "B"),\(row % 2 == 0 ? "good" : "bad")"
        })
  }

  @Test func imagesAreDecodedElsewhereAndGiveTheSameNumbers() throws {
    let place = try Workplace()
    try prepare(place)
    let run = try place.run("predict", "model.h5", "-o", "images.out.csv")
    #expect(run.status == 0, "\(run.errors)")
    // The same numbers as a table.
    let folder = Repository.fixtures.appending(path: "images")
    let encoding = ImageEncoding(height: 2, width: 3)
    let rows = try (0..<40).map { row in
      let bytes = try Data(contentsOf: folder.appending(path: Self.names[row % 4]))
      return try encoding.numbers(of: [UInt8](bytes)).map { "\($0)" }.joined(separator: ",")
        + ",A,good"
    }
    try place.write("rows.csv", [Workplace.rows[0]] + rows)
    try place.write("model.audit.yaml", Workplace.spec)
    let plain = try place.run("predict", "model.h5", "-o", "rows.out.csv")
    #expect(plain.status == 0, "\(plain.errors)")
    #expect(try place.read("images.out.csv") == place.read("rows.out.csv"))
  }

  @Test func auditsAndWritesRowsOnRequest() throws {
    let place = try Workplace()
    try prepare(place)
    let run = try place.run("model.h5", "--groups", "team", "--rows", "each.csv", "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let lines = try String(decoding: place.read("each.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 41 && lines[0] == "row,score,decision,label,team")
    #expect(lines[1].hasPrefix("0,0.") && lines[1].hasSuffix(",good,A"))
    #expect(lines[2].hasSuffix(",bad,B"))
  }

  @Test func aDamagedImageIsOneError() throws {
    let place = try Workplace()
    try prepare(place)
    var rows = try String(decoding: place.read("images.csv"), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    rows[7] = "refused/cut.png,A,good"
    try place.write("images.csv", rows)
    let run = try place.run("predict", "model.h5", "-o", "out.csv")
    #expect(run.status == 4)
    for part in ["images.csv:8", "'file'", "refused/cut.png", "damaged", "hint: "] {
      #expect(run.errors.contains(part), "\(run.errors)")
    }
    #expect(try !place.names().contains("out.csv"))
  }
}
