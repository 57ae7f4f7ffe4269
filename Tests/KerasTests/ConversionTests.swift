import Engine
import Foundation
import TestSupport
import Testing

@testable import Keras

/// Checkpoints become files of the other format that hold the same model.
@Suite struct ConversionTests {
  /// Fixtures that have no equal in the format, and why.
  private static func refusal(
    _ fixture: KerasFixture, as format: WrittenFormat
  ) throws -> ConversionProblem? {
    let checkpoint = try fixture.checkpoint()
    let isOwn = format == .archive ? checkpoint.format == .archive : !checkpoint.format.isByPath
    if isOwn { return nil }
    if checkpoint.generation == .one { return .version(checkpoint.kerasVersion ?? "1") }
    // The frequencies that a lookup counted.
    if fixture.name == "made_k2_lookups" { return .state(layer: "tf_idf") }
    if fixture.name.hasSuffix("_stored_frequencies") { return .state(layer: "weighed") }
    if format == .hdf5, let asset = checkpoint.assets.keys.min() { return .asset(asset) }
    if format == .hdf5,
      checkpoint.layers.contains(where: { $0.arrays.contains { $0.dtype == "bfloat16" } })
    {
      return .elementType(weight: "", dtype: "bfloat16")
    }
    return nil
  }

  @Test(arguments: KerasFixture.read, WrittenFormat.allCases)
  func keepsTheModel(fixture: KerasFixture, format: WrittenFormat) throws {
    let checkpoint = try fixture.checkpoint()
    let imported = try checkpoint.model()
    var model = imported.model
    for (index, weight) in model.weights.enumerated() where index % 2 == 0 {
      let elements = weight.tensor.elements.indices.map { Float($0 % 13) / 4 + 0.25 }
      model.setWeight(index, to: Tensor(shape: weight.tensor.shape, elements: elements))
    }
    if let refusal = try Self.refusal(fixture, as: format) {
      let error = #expect(throws: CheckpointError.self) {
        _ = try checkpoint.encoded(model, from: imported, as: format)
      }
      guard case .notConverted(checkpoint.file, let reason)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      if case .elementType = refusal {} else { #expect(reason == refusal) }
      return
    }
    let bytes = try checkpoint.encoded(model, from: imported, as: format)
    let written = try Checkpoint.read(bytes: bytes, file: "written")
    #expect(written.format.isFullModel && written.format.isByPath == (format == .archive))
    #expect(written.generation == checkpoint.generation)
    if let version = checkpoint.kerasVersion { #expect(written.kerasVersion == version) }
    #expect(written.config["config"] == checkpoint.config["config"])
    let again = try written.model()
    #expect(again.model.weights.map(\.tensor) == model.weights.map(\.tensor))
    #expect(again.layers.map(\.name) == imported.layers.map(\.name))
    #expect(
      again.layers.flatMap(\.weights).map(\.dtype)
        == imported.layers.flatMap(\.weights).map(\.dtype))
    try Checkpoint.check(model, isIn: written)
  }

  /// There and back again gives the outputs of the original.
  @Test(arguments: ["made_k2_formats", "made_k3_formats"])
  func goesThereAndBack(name: String) throws {
    let fixture = try KerasFixture.named(name, "model.h5")
    let checkpoint = try fixture.checkpoint()
    let imported = try checkpoint.model()
    let archive = try Checkpoint.read(
      bytes: checkpoint.encoded(imported.model, from: imported, as: .archive), file: "a.keras")
    let there = try archive.model()
    let back = try Checkpoint.read(
      bytes: archive.encoded(there.model, from: there, as: .hdf5), file: "b.h5")
    #expect(try fixture.deviation(of: back.model()) <= fixture.tolerance)
    #expect(back.layers.map(\.name).sorted() == checkpoint.layers.map(\.name).sorted())
    let arrays = { (checkpoint: Checkpoint) in
      Set(checkpoint.layers.flatMap { $0.arrays.map { $0.shape.description + $0.dtype } })
    }
    #expect(arrays(back) == arrays(checkpoint))
  }

  @Test func keepsNumbersThatNeed64Bits() throws {
    var array = StoredArray(name: "w", path: "/w", shape: [2], elements: [], dtype: "float64")
    array.setElements([0.1, 2])
    #expect(array.exact == [0.1, 2] && array.elements == [0.1, 2] && array.numbers == [0.1, 2])
    array.setElements([0.5, .nan])
    #expect(array.exact == nil && array.numbers[0] == 0.5 && array.numbers[1].isNaN)
  }

  // MARK: Checking what was written

  @Test func noticesAnotherNumber() throws {
    let fixture = try KerasFixture.named("made_k3_formats", "model.h5")
    let checkpoint = try fixture.checkpoint()
    let imported = try checkpoint.model()
    var model = imported.model
    var tensor = model.weights[3].tensor
    let former = tensor.elements[1]
    tensor.elements[1] = former.nextUp
    model.setWeight(3, to: tensor)
    #expect(
      throws: CheckpointError.notKept(
        file: checkpoint.file, weight: model.weights[3].path, expected: former.nextUp,
        found: former)
    ) { try Checkpoint.check(model, isIn: checkpoint) }
    try Checkpoint.check(imported.model, isIn: checkpoint)
  }

  @Test func noticesNumbersThatAreTooLargeForTheirType() throws {
    let fixture = try KerasFixture.named("made_k3_archive_float16", "model.keras")
    let checkpoint = try fixture.checkpoint()
    let imported = try checkpoint.model()
    for (value, isKept) in [(Float(65_504), true), (100_000, false), (0.1, true)] {
      var model = imported.model
      var tensor = model.weights[0].tensor
      tensor.elements[0] = value
      model.setWeight(0, to: tensor)
      let written = try Checkpoint.read(
        bytes: checkpoint.encoded(model, from: imported), file: "written")
      if isKept {
        try Checkpoint.check(model, isIn: written)
      } else {
        #expect(throws: CheckpointError.self) { try Checkpoint.check(model, isIn: written) }
      }
    }
  }
}
