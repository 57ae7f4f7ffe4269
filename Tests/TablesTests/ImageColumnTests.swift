import AuditResults
import Engine
import Foundation
import Images
import TestSupport
import Testing

@testable import Tables

struct ImageColumnTests {
  private static let images = Repository.fixtures.appending(path: "images").path

  private func read(_ csv: String, _ feature: String, data: String? = nil) throws -> Dataset {
    try readDataset(csv, features: feature, data: data ?? "{ folder: \"\(Self.images)\" }")
  }

  @Test func readsTheFilesThatRowsName() throws {
    let data = try read(
      "x,y\nrgb.png,1\ngray.jpg,0\nrgb.png,0\n", "{ column: x, kind: image, size: [4, 5] }")
    let encoding = ImageEncoding(height: 4, width: 5)
    let expected = try ["rgb.png", "gray.jpg", "rgb.png"].flatMap { name in
      try encoding.numbers(of: ImageDecoder.bytes(of: Self.images + "/" + name))
    }
    #expect(data.inputs[0].tensor == Tensor(shape: [3, 4, 5, 3], elements: expected))
    #expect(data.features[0].kind == "image" && data.features[0].width == 60)
  }

  @Test func standsBesideOtherFeatures() throws {
    let data = try read(
      "x,y\nrgb.png,7\ngray.png,8\n",
      """
      { column: y, kind: raw }, { column: x, kind: image, size: [1, 2], color: gray },
      { column: y, kind: raw }
      """)
    let encoding = ImageEncoding(height: 1, width: 2, color: .gray)
    let first = try encoding.numbers(of: ImageDecoder.bytes(of: Self.images + "/rgb.png"))
    let second = try encoding.numbers(of: ImageDecoder.bytes(of: Self.images + "/gray.png"))
    #expect(
      data.inputs[0].tensor
        == Tensor(shape: [2, 4], elements: [7] + first + [7, 8] + second + [8]))
  }

  /// Rows of pictures come in batches that do not grow with their size.
  @Test func cutsBatchesByNumbers() throws {
    let spec = try AuditSpec.parse(
      """
      data: { folder: "\(Self.images)" }
      inputs: [{ name: in, features: [{ column: x, kind: image, size: [2000, 1400] }] }]
      """, path: "a.yaml")
    let folder = try TemporaryFolder()
    try "x\nrgb.png\ngray.png\nrgb.png\n".write(
      toFile: folder.path("a.csv"), atomically: false, encoding: .utf8)
    var request = DatasetRequest(path: folder.path("a.csv"), spec: spec, label: nil, groups: [])
    request.images = ImageDecoder { paths, encoding throws(ImageDecoder.Failure) in
      Array(repeating: 0, count: paths.count * encoding.count)
    }
    var counts: [Int] = []
    _ = try Dataset.read(request) { batch throws(TableError) in counts.append(batch.rows.count) }
    // Two pictures of 8.4 million numbers are too many for one batch.
    #expect(counts == [1, 1, 1])
    request.rowLimit = 2
    counts = []
    #expect(
      try Dataset.read(request) { batch throws(TableError) in counts.append(batch.rows.count) }.rows
        == 2)
    #expect(counts == [1, 1])
  }

  @Test(arguments: [
    ("no-such.png", ImageError.unreadable(reason: "No such file or directory")),
    ("refused/text.png", .unknownFormat),
    ("refused/cut.jpg", .damaged(detail: "Premature end of JPEG file")),
  ])
  func namesTheRowAndTheFile(name: String, problem: ImageError) {
    #expect(
      throws: Unnamed(
        .image(
          file: "a.csv", line: 3, column: "x", path: Self.images + "/" + name, problem: problem))
    ) {
      try read("x,y\nrgb.png,1\n\(name),0\n", "{ column: x, kind: image, size: [2, 2] }")
    }
  }

  @Test func refusesAnEmptyName() {
    #expect(throws: Unnamed(.missingValue(file: "a.csv", line: 2, column: "x"))) {
      try read("x,y\n,1\n", "{ column: x, kind: image, size: [2, 2] }")
    }
  }

  @Test(arguments: [
    "size: [2]", "size: [2, 2, 3]", "size: [0, 2]", "size: [2, 5000]", "size: [2, 2], color: cmyk",
    "size: [2, 2], range: [1]", "size: [2, 2], range: [1, 0]", "size: [2, 2], mean: [1]",
    "size: [2, 2], std: [1, 0, 1]", "size: [2, 2], resize: area", "size: [2, 2], missing: a",
    "color: gray",
  ])
  func refusesWhatMakesNoSense(keys: String) {
    #expect(throws: SpecError.self) {
      try AuditSpec.parse(
        "inputs: [{ name: in, features: [{ column: x, kind: image, \(keys) }] }]", path: "a.yaml")
    }
  }

  @Test func readsEveryKey() throws {
    let spec = try AuditSpec.parse(
      """
      inputs:
        - name: in
          features:
            - { column: x, kind: image, size: [2, 3], color: bgr, resize: tf-bilinear, range: [-1, 1],
                mean: [1, 2, 3], std: [4, 5, 6], layout: channels_first }
      """, path: "a.yaml")
    #expect(
      spec.inputs[0].features[0].encoding
        == .image(
          ImageEncoding(
            height: 2, width: 3, color: .bgr, resize: .tfBilinear, low: -1, high: 1,
            mean: [1, 2, 3], std: [4, 5, 6], layout: .channelsFirst)))
    #expect(spec.inputs[0].shape == [3, 2, 3])
  }
}
