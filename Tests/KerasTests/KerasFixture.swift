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
  /// The model's file.
  let model: String

  var testDescription: String { name }
  var folder: URL { Repository.fixtures.appending(path: "keras/\(name)") }

  static let all: [KerasFixture] = {
    let root = Repository.fixtures.appending(path: "keras")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.sorted().compactMap { name in
      let folder = root.appending(path: name)
      guard
        let text = try? String(contentsOf: folder.appending(path: "case.json"), encoding: .utf8),
        let record = try? JSONParser.parse(text)
      else { return nil }
      return KerasFixture(
        name: name, isRefused: record["expect"].string == "refuse",
        tolerance: Float(record["max_abs_tolerance"].double ?? 0),
        model: folder.appending(path: record["file"].string ?? "model.h5").path)
    }
  }()

  static let read = all.filter { !$0.isRefused }

  /// The fixture of a folder.
  static func named(_ name: String) throws -> KerasFixture {
    try #require(all.first { $0.name == name })
  }

  func checkpoint() throws -> Checkpoint { try Checkpoint.read(path: model) }

  func arrays(_ name: String) throws -> [(name: String, array: NumPyArray)] {
    try NPZ.read(path: folder.appending(path: name).path)
  }

  /// The stored inputs in the model's order.
  func inputs(of model: Model<Float>) throws -> [Tensor<Float>] {
    let given = try arrays("inputs.npz")
    return try model.inputs.map { input in
      // Keras 3 names the input of a Sequential model after a tensor that the file does not hold.
      let array =
        given.count == 1
        ? given[0].array : try #require(given.first { $0.name == input.name }).array
      return Tensor(shape: array.shape, elements: try #require(array.floats))
    }
  }

  /// How far the outputs of a model are from Keras's, at most.
  func deviation(of model: Model<Float>) throws -> Float {
    let outputs = model.predict(try inputs(of: model), options: RunOptions())
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
        let difference = abs(ours - theirs)
        worst = difference.isNaN ? .infinity : max(worst, difference)
      }
    }
    return worst
  }
}
