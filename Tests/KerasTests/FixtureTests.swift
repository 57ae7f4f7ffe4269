import Archives
import Engine
import Foundation
import TestSupport
import Testing

@testable import Keras

/// A checkpoint that real Keras wrote, with Keras's own outputs.
struct KerasFixture: CustomTestStringConvertible, Sendable {
  let name: String
  let isRefused: Bool
  let tolerance: Float

  var testDescription: String { name }
  var folder: URL { Repository.fixtures.appending(path: "keras/\(name)") }
  var model: String { folder.appending(path: "model.h5").path }

  static let all: [KerasFixture] = {
    let root = Repository.fixtures.appending(path: "keras")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.sorted().compactMap { name in
      let file = root.appending(path: "\(name)/case.json")
      guard let text = try? String(contentsOf: file, encoding: .utf8),
        let record = JSONValue(parsing: text)
      else { return nil }
      return KerasFixture(
        name: name, isRefused: record["expect"]?.string == "refuse",
        tolerance: Float(record["max_abs_tolerance"]?.number ?? 0))
    }
  }()
}

@Suite struct FixtureTests {
  @Test func thereAreFixtures() {
    #expect(KerasFixture.all.count >= 18)
    #expect(KerasFixture.all.filter(\.isRefused).count >= 3)
  }

  @Test(arguments: KerasFixture.all.filter { !$0.isRefused })
  func outputsEqualKeras(fixture: KerasFixture) throws {
    let imported = try Checkpoint.read(path: fixture.model).model()
    let given = try NPZ.read(path: fixture.folder.appending(path: "inputs.npz").path)
    let tensors = try imported.model.inputs.map { input in
      // Keras 3 names the input of a Sequential model after a tensor that the file does not hold.
      let array =
        given.count == 1
        ? given[0].array : try #require(given.first { $0.name == input.name }).array
      return Tensor(shape: array.shape, elements: try #require(array.floats))
    }
    let outputs = imported.model.predict(tensors, options: RunOptions())
    let expected = try NPZ.read(path: fixture.folder.appending(path: "outputs.npz").path)
    #expect(outputs.count == expected.count)
    for (index, output) in outputs.enumerated() {
      let golden =
        expected.count == 1
        ? expected[0]
        : try #require(
          expected.first { $0.name == imported.model.outputs[index].name })
      #expect(output.shape == golden.array.shape)
      let values = try #require(golden.array.floats)
      let difference = zip(output.elements, values).map { abs($0 - $1) }.max() ?? .infinity
      #expect(difference <= fixture.tolerance)
    }
  }

  @Test(arguments: KerasFixture.all.filter(\.isRefused))
  func refusesWhatItMust(fixture: KerasFixture) {
    #expect(throws: CheckpointError.self) {
      _ = try Checkpoint.read(path: fixture.model).model()
    }
  }

  @Test(arguments: ["k3_lambda_refuse", "tfk_lambda_refuse"])
  func namesTheLambdaLayer(name: String) throws {
    let path = Repository.fixtures.appending(path: "keras/\(name)/model.h5").path
    let checkpoint = try Checkpoint.read(path: path)
    do {
      _ = try checkpoint.model()
      Issue.record("a Lambda layer was accepted")
    } catch {
      guard case .unsupportedLayer(_, _, let className, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(className == "Lambda")
    }
  }
}
