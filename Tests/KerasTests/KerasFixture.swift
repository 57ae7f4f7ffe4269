import Archives
import Engine
import Foundation
import TestSupport
import Testing

@testable import Keras

/// A checkpoint that real Keras wrote, with Keras's own outputs, or one that must be refused.
struct KerasFixture: CustomTestStringConvertible, Sendable {
  let name: String
  let isRefused: Bool
  let tolerance: Float
  /// The name of the model's file; a folder may hold the same model in several formats.
  let file: String

  var testDescription: String { name + "/" + file }
  var model: String { folder.appending(path: file).path }
  var folder: URL { Repository.fixtures.appending(path: "keras/\(name)") }

  static let all: [KerasFixture] = {
    let root = Repository.fixtures.appending(path: "keras")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.sorted().flatMap { name -> [KerasFixture] in
      let folder = root.appending(path: name)
      guard
        let text = try? String(contentsOf: folder.appending(path: "case.json"), encoding: .utf8),
        let record = try? JSONParser.parse(text)
      else { return [] }
      let listed = record["files"].array?.compactMap(\.string) ?? []
      let files = listed.isEmpty ? ["model.h5"] : listed
      return files.map { file in
        KerasFixture(
          name: name, isRefused: record["expect"].string == "refuse",
          tolerance: Float(record["max_abs_tolerance"].double ?? 0), file: file)
      }
    }
  }()

  static let read = all.filter { !$0.isRefused }

  /// The fixture of a folder.
  static func named(_ name: String, _ file: String? = nil) throws -> KerasFixture {
    try #require(all.first { $0.name == name && (file == nil || $0.file == file) })
  }

  /// Reads the file, with the architecture beside it where it holds weights only.
  func checkpoint() throws -> Checkpoint {
    let architecture = folder.appending(path: "architecture.json").path
    return try Checkpoint.read(
      path: model, architecture: file.contains("weights") ? architecture : nil)
  }

  func arrays(_ name: String) throws -> [(name: String, array: NumPyArray)] {
    try NPZ.read(path: folder.appending(path: name).path)
  }

  /// The stored inputs in the model's order.
  func columns(for preprocessor: Preprocessor) throws -> [Column] {
    let given = try arrays("inputs.npz")
    return try preprocessor.inputs.map { input in
      // Keras 3 names the input of a Sequential model after a tensor that the file does not hold.
      let array =
        given.count == 1
        ? given[0].array : try #require(given.first { $0.name == input.name }).array
      switch array.storage {
      case .string(let values): return Column(shape: array.shape, storage: .strings(values))
      case .integer(let values): return Column(shape: array.shape, storage: .integers(values))
      default: return Column(shape: array.shape, storage: .floats(try #require(array.floats)))
      }
    }
  }

  /// How far the outputs of a model are from Keras's, at most.
  func deviation(of imported: ImportedModel) throws -> Float {
    let model = imported.model
    let tensors = try imported.preprocessor.tensors(from: columns(for: imported.preprocessor))
    let outputs = model.predict(tensors, options: RunOptions())
    let expected = try arrays("outputs.npz")
    #expect(outputs.count == expected.count)
    var worst: Float = 0
    for (output, value) in zip(model.outputs, outputs) {
      let golden =
        expected.count == 1
        ? expected[0].array : try #require(expected.first { $0.name == output.name }).array
      #expect(value.shape == golden.shape)
      let numbers = try #require(golden.floats)
      for (ours, theirs) in zip(value.elements, numbers) {
        // Beyond 64 the last digits of single precision are larger than the tolerances.
        let rounding = abs(theirs) > 64 && theirs.isFinite ? 4 * theirs.ulp : 0
        let difference = abs(ours - theirs) - rounding
        worst = difference.isNaN ? .infinity : max(worst, difference)
      }
    }
    return worst
  }
}
