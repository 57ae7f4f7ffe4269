import Engine
import Foundation
import TestSupport
import Testing

@testable import Keras

/// Changed weights go back into the file that they came from.
@Suite struct WriteTests {
  /// Every fixture but those in several files.
  static let fixtures = KerasFixture.read.filter { !$0.file.hasSuffix(".json") }

  private static func reread(_ bytes: [UInt8], like fixture: KerasFixture) throws -> Checkpoint {
    let folder = try TemporaryFolder()
    let path = folder.path(fixture.file)
    try Data(bytes).write(to: URL(filePath: path))
    let architecture = fixture.folder.appending(path: "architecture.json").path
    return try Checkpoint.read(
      path: path, architecture: fixture.file.contains("weights") ? architecture : nil)
  }

  @Test(arguments: fixtures)
  func readsBackWhatWasWritten(fixture: KerasFixture) throws {
    try Self.checkReadingBack(fixture)
  }

  /// Changes every other weight, writes, reads, and compares.
  static func checkReadingBack(_ fixture: KerasFixture) throws {
    let checkpoint = try fixture.checkpoint()
    let imported = try checkpoint.model()
    var model = imported.model
    for (index, weight) in model.weights.enumerated() where index % 2 == 0 {
      // Exact in every type that weights are stored in.
      let elements = weight.tensor.elements.indices.map { Float($0 % 13) / 4 + 0.25 }
      model.setWeight(index, to: Tensor(shape: weight.tensor.shape, elements: elements))
    }
    let written = try reread(try checkpoint.encoded(model, from: imported), like: fixture)
    #expect(written.config == checkpoint.config)
    #expect(written.trainingConfig == checkpoint.trainingConfig)
    #expect(written.kerasVersion == checkpoint.kerasVersion)
    #expect(written.assets == checkpoint.assets)
    let types = { (layers: [LayerWeights]) in layers.flatMap { $0.arrays.map(\.dtype) } }
    #expect(types(written.layers) == types(checkpoint.layers))
    let again = try written.model().model
    #expect(again.weights.map(\.path) == model.weights.map(\.path))
    for (ours, theirs) in zip(model.weights, again.weights) {
      #expect(ours.tensor == theirs.tensor, "\(ours.path)")
    }
  }

  @Test func leavesTheRestAlone() throws {
    let fixture = try KerasFixture.named("made_k3_formats", "model.h5")
    let checkpoint = try fixture.checkpoint()
    let imported = try checkpoint.model()
    let bytes = try checkpoint.encoded(imported.model, from: imported)
    #expect(bytes == Array(try Data(contentsOf: URL(filePath: fixture.model))))
  }

  @Test func dropsTheOptimizer() throws {
    let path = Repository.samples.appending(path: "adult/model.h5").path
    let checkpoint = try Checkpoint.read(path: path)
    let imported = try checkpoint.model()
    let before = try Data(contentsOf: URL(filePath: path))
    try #require(before.range(of: Data("optimizer_weights".utf8)) != nil)
    let bytes = try checkpoint.encoded(imported.model, from: imported)
    #expect(Data(bytes).range(of: Data("optimizer_weights".utf8)) == nil)
  }

  @Test func writesSetsOfFiles() throws {
    let fixture = try KerasFixture.named("made_k3_formats", "model.weights.json")
    let checkpoint = try fixture.checkpoint()
    let imported = try checkpoint.model()
    #expect(
      throws: CheckpointError.formatNotWritten(file: fixture.model, format: .shardedWeights)
    ) { _ = try checkpoint.encoded(imported.model, from: imported) }
    var model = imported.model
    for (index, weight) in model.weights.enumerated() where index % 3 == 0 {
      let elements = weight.tensor.elements.indices.map { Float($0 % 7) / 4 }
      model.setWeight(index, to: Tensor(shape: weight.tensor.shape, elements: elements))
    }
    let folder = try TemporaryFolder()
    let files = try checkpoint.encodedShards(model, from: imported)
    #expect(files.count > 2 && files[0].name == "model.weights.json")
    for file in files {
      try Data(file.bytes).write(to: URL(filePath: folder.path(file.name)))
    }
    let again = try Checkpoint.read(
      path: folder.path("model.weights.json"),
      architecture: fixture.folder.appending(path: "architecture.json").path)
    #expect(try again.model().model.weights.map(\.tensor) == model.weights.map(\.tensor))
  }
}
