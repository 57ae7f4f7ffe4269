import Archives
import Foundation
import HDF5
import TestSupport
import Testing

@testable import Keras

/// Which file is read how, and what is said where that is not possible.
@Suite struct ReadTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    try Data(bytes).write(to: URL(filePath: folder.path(name)))
    return folder.path(name)
  }

  private func fixture(_ name: String, _ file: String) -> String {
    Repository.fixtures.appending(path: "keras/\(name)/\(file)").path
  }

  private static let formats: [(String, String, CheckpointFormat, String?)] = [
    ("made_k2_formats", "model.h5", .kerasTwoFullModel, "2.21.0"),
    ("made_k3_formats", "model.h5", .kerasThreeFullModel, "3.15.1"),
    ("made_k2_formats", "model.keras", .archive, "2.21.0"),
    ("made_k3_formats", "model.keras", .archive, "3.15.1"),
    ("made_k2_formats", "weights_legacy.h5", .legacyWeights, "2.21.0"),
    ("made_k2_formats", "model.weights.h5", .weights, "2.21.0"),
    ("made_k3_formats", "model.weights.h5", .weights, nil),
    ("made_k3_formats", "model.weights.json", .shardedWeights, nil),
  ]

  @Test(arguments: formats)
  func knowsFormats(
    name: String, file: String, format: CheckpointFormat, version: String?
  ) throws {
    let checkpoint = try KerasFixture.named(name, file).checkpoint()
    #expect(checkpoint.format == format && checkpoint.kerasVersion == version)
    #expect(checkpoint.generation == (name.contains("k2") ? .two : .three))
  }

  @Test(arguments: [
    ("made_k2_formats", "weights_legacy.h5", CheckpointFormat.legacyWeights),
    ("made_k3_formats", "model.weights.h5", .weights),
    ("made_k3_formats", "model.weights.json", .shardedWeights),
  ])
  func asksForTheArchitecture(name: String, file: String, format: CheckpointFormat) {
    let path = fixture(name, file)
    #expect(throws: CheckpointError.architectureMissing(file: path, format: format)) {
      _ = try Checkpoint.read(path: path)
    }
  }

  @Test(arguments: [
    ("model.keras", CheckpointFormat.archive), ("model.h5", .kerasThreeFullModel),
  ])
  func takesOneArchitectureOnly(file: String, format: CheckpointFormat) {
    let path = fixture("made_k3_formats", file)
    let architecture = fixture("made_k3_formats", "architecture.json")
    #expect(throws: CheckpointError.architectureUnneeded(file: path, format: format)) {
      _ = try Checkpoint.read(path: path, architecture: architecture)
    }
  }

  @Test func findsGroupsThatLieInThemselves() throws {
    let path = Repository.fixtures.appending(path: "hdf5/cycle.weights.h5").path
    let place = HDF5Location(file: path, object: "/layers/dense/again")
    #expect(throws: CheckpointError.hdf5(.refused(place, .cycle))) {
      _ = try Checkpoint.read(
        path: path, architecture: fixture("made_k3_formats", "architecture.json"))
    }
  }

  @Test func readsArchitecturesThatAreTextInText() throws {
    let text = try String(
      contentsOfFile: fixture("made_k3_formats", "architecture.json"), encoding: .utf8)
    let quoted = try JSONEncoder().encode(text)
    let path = try write("quoted.json", quoted)
    let checkpoint = try Checkpoint.read(
      path: fixture("made_k3_formats", "model.weights.h5"), architecture: path)
    _ = try checkpoint.model()
  }

  @Test func refusesWhatIsNoArchitecture() throws {
    let weights = fixture("made_k3_formats", "model.weights.h5")
    for (text, expected) in [
      ("[]", CheckpointError.Expectation.key("class_name")), ("{\"a\": 1}", .key("class_name")),
      ("{\"class_name\"", .json(offset: 13, found: .ends)),
    ] {
      let path = try write("a.json", text.utf8)
      let error = #expect(throws: CheckpointError.self) {
        _ = try Checkpoint.read(path: weights, architecture: path)
      }
      guard case .malformed(path, _, expected)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
    let missing = folder.path("none.json")
    let error = #expect(throws: CheckpointError.self) {
      _ = try Checkpoint.read(path: weights, architecture: missing)
    }
    guard case .archive(.unreadable(missing, _))? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  // MARK: Archives

  private static let config = #"{"class_name": "Sequential", "config": {"layers": []}}"#

  private func archive(_ entries: [(String, [UInt8])]) throws -> String {
    var writer = ZipWriter()
    for (name, bytes) in entries { writer.add(name: name, bytes: bytes) }
    return try write("model.keras", writer.finish())
  }

  @Test func refusesIncompleteArchives() throws {
    let empty = try archive([("readme.txt", [])])
    #expect(throws: CheckpointError.missing(file: empty, object: "config.json")) {
      _ = try Checkpoint.read(path: empty)
    }
    let noWeights = try archive([("config.json", Array(Self.config.utf8))])
    #expect(throws: CheckpointError.missing(file: noWeights, object: "model.weights.h5")) {
      _ = try Checkpoint.read(path: noWeights)
    }
    let text = try archive([
      ("config.json", Array(Self.config.utf8)), ("model.weights.h5", Array("text".utf8)),
    ])
    #expect(throws: CheckpointError.hdf5(.notHDF5(file: text + ": model.weights.h5"))) {
      _ = try Checkpoint.read(path: text)
    }
    let future = try archive([
      ("config.json", Array(Self.config.utf8)),
      ("metadata.json", Array(#"{"keras_version": "4.0.0"}"#.utf8)),
    ])
    #expect(throws: CheckpointError.formatNotRead(file: future, format: .version("4.0.0"))) {
      _ = try Checkpoint.read(path: future)
    }
  }

  @Test func refusesDamagedArchives() throws {
    let path = fixture("made_k3_formats", "model.keras")
    let bytes = try Data(contentsOf: URL(filePath: path))
    for count in [100, bytes.count / 2, bytes.count - 1] {
      let cut = try write("cut.keras", bytes.prefix(count))
      #expect(throws: CheckpointError.self) { _ = try Checkpoint.read(path: cut) }
    }
    var damaged = bytes
    damaged[damaged.count / 2] ^= 0xFF
    let path2 = try write("damaged.keras", damaged)
    let error = #expect(throws: CheckpointError.self) { _ = try Checkpoint.read(path: path2) }
    guard case .archive(.invalid(_, _, reason: .wrongChecksum))? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  // MARK: Shards

  @Test(arguments: [
    "../other.weights.h5", "/etc/passwd", "a/b.h5", "..", ".hidden", "", "a\\b.h5",
  ])
  func refusesShardsElsewhere(name: String) throws {
    let quoted = String(decoding: try JSONEncoder().encode(name), as: UTF8.self)
    let path = try write("m.weights.json", #"{"weight_map": {"/a/vars": [\#(quoted)]}}"#.utf8)
    #expect(
      throws: CheckpointError.malformed(
        file: path, object: "weight_map", expected: .fileName(found: name))
    ) { _ = try Checkpoint.read(path: path, architecture: "none.json") }
  }

  @Test func refusesArraysInTwoShards() throws {
    let shard = try Data(
      contentsOf: URL(filePath: fixture("made_k3_formats", "model_00000.weights.h5")))
    _ = try write("a.h5", shard)
    _ = try write("b.h5", shard)
    let path = try write(
      "m.weights.json", #"{"weight_map": {"/a/vars": ["a.h5", "b.h5"]}}"#.utf8)
    let error = #expect(throws: CheckpointError.self) {
      _ = try Checkpoint.read(
        path: path, architecture: fixture("made_k3_formats", "architecture.json"))
    }
    guard case .malformed(path, _, .uniqueArray)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  // MARK: Other files

  @Test func refusesOtherFiles() throws {
    let csv = try write("a.h5", "age,sex\n".utf8)
    #expect(throws: CheckpointError.hdf5(.notHDF5(file: csv))) {
      _ = try Checkpoint.read(path: csv)
    }
    let hdf5 = Repository.fixtures.appending(path: "hdf5/encodings.h5").path
    #expect(throws: CheckpointError.missing(file: hdf5, object: "model_config")) {
      _ = try Checkpoint.read(path: hdf5)
    }
    let json = fixture("made_k3_formats", "architecture.json")
    #expect(
      throws: CheckpointError.malformed(
        file: json, object: "the file", expected: .key("weight_map"))
    ) { _ = try Checkpoint.read(path: json) }
  }
}
