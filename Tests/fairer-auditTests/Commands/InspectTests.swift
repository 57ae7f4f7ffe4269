import Engine
import Foundation
import Keras
import TestSupport
import Testing

@testable import fairer_audit

/// `inspect` and what it says in JSON, as docs/inspect.md promises.
struct InspectTests {
  private static func inspect(_ path: String, json: Bool = true) throws -> Tool.Run {
    let folder = try TemporaryFolder()
    return try Tool.run(["inspect", path] + (json ? ["--json"] : []), in: folder.url)
  }

  private static func fixture(_ name: String) -> String {
    Repository.fixtures.appending(path: "keras/\(name)/model.h5").path
  }

  private static func object(_ run: Tool.Run) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  @Test func describesAModel() throws {
    let run = try Self.inspect(Self.fixture("k22_compas_sequential"))
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let model = try Self.object(run)
    #expect(model["format"] as? String == "Keras 2 full model (HDF5)")
    #expect(model["kerasVersion"] as? String == "2.2.5")
    #expect(model["backend"] as? String == "tensorflow")
    #expect(model["supported"] as? Bool == true && model["problem"] == nil)
    #expect(model["parameters"] as? Int == 1_281)
    let layers = try #require(model["layers"] as? [[String: Any]])
    #expect(layers.count == 9)
    #expect(layers[1]["className"] as? String == "Dense" && layers[1]["unsupported"] == nil)
    let weights = try #require(layers[1]["weights"] as? [[String: Any]])
    #expect(weights.map { $0["path"] as? String } == ["dense_1/kernel:0", "dense_1/bias:0"])
    #expect(weights[0]["shape"] as? [Int] == [18, 32])
    #expect(weights[0]["nans"] as? Int == 0)
    // Of the file, by h5py.
    #expect(abs((weights[0]["min"] as? Double ?? 0) - -0.37183243) < 1e-6)
    #expect(abs((weights[0]["mean"] as? Double ?? 0) - -0.00742086) < 1e-6)
  }

  @Test func everyKeyIsDocumented() throws {
    let page = try String(
      contentsOf: Repository.root.appending(path: "docs/inspect.md"), encoding: .utf8)
    func check(_ value: Any) {
      if let object = value as? [String: Any] {
        for (key, value) in object {
          #expect(page.contains("`\(key)`"), "\(key)")
          check(value)
        }
      }
      for element in value as? [Any] ?? [] { check(element) }
    }
    check(try Self.object(Self.inspect(Self.fixture("k22_compas_sequential"))))
    check(try Self.object(Self.inspect(Self.fixture("k3_lambda_refuse"))))
  }

  @Test func listsAModelThatCannotBeRunAndFails() throws {
    let path = Self.fixture("k3_lambda_refuse")
    let run = try Self.inspect(path)
    #expect(run.status == 4)
    #expect(run.errors.contains("error: ") && run.errors.contains("Lambda"), "\(run.errors)")
    let model = try Self.object(run)
    #expect(model["supported"] as? Bool == false)
    #expect((model["problem"] as? String)?.contains("'double'") == true)
    #expect(model["outputs"] == nil)
    let layers = try #require(model["layers"] as? [[String: Any]])
    #expect(layers.map { $0["unsupported"] is String } == [false, false, true, false])
    let table = try Self.inspect(path, json: false)
    #expect(table.status == 4)
    #expect(table.output.contains("unsupported: layer 'double' of class Lambda"))
  }

  // MARK: Weights that are no numbers

  /// A workplace whose model has a NaN and an infinity in one weight.
  private static func brokenPlace() throws -> Workplace {
    let place = try Workplace()
    let path = place.url.appending(path: "model.h5").path
    let checkpoint = try Checkpoint.read(path: path)
    let imported = try checkpoint.model()
    var model = imported.model
    var tensor = model.weights[1].tensor
    tensor.elements[0] = .nan
    tensor.elements[2] = -.infinity
    model.setWeight(1, to: tensor)
    try Data(checkpoint.encoded(model, from: imported)).write(to: URL(filePath: path))
    return place
  }

  @Test func warnsOfNumbersThatAreNone() throws {
    let place = try Self.brokenPlace()
    let run = try place.run("inspect", "model.h5")
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.output.contains("warning: weight dense_30/bias: 1 NaN, 1 infinite"), "\(run.output)")
    let model = try Self.object(place.run("inspect", "model.h5", "--json"))
    let layers = try #require(model["layers"] as? [[String: Any]])
    let weights = layers.flatMap { $0["weights"] as? [[String: Any]] ?? [] }
    #expect(weights.map { $0["nans"] as? Int }.prefix(3) == [0, 1, 0])
    #expect(weights.map { $0["infinities"] as? Int }.prefix(3) == [0, 1, 0])
  }

  @Test(arguments: [
    ["model.h5", "--groups", "team"],
    ["predict", "model.h5", "--data", "rows.csv", "-o", "scores.csv"],
  ])
  func refusesNumbersThatAreNone(arguments: [String]) throws {
    let place = try Self.brokenPlace()
    let run = try Tool.run(arguments, in: place.url)
    #expect(run.status == 4)
    #expect(run.output.isEmpty)
    for words in ["layer 'dense_30'", "dense_30/bias", "1 NaN and 1 infinite"] {
      #expect(run.errors.contains(words), "\(run.errors)")
    }
    #expect(try place.names() == ["model.audit.yaml", "model.h5", "rows.csv"])
  }

  @Test func goesOnWhereTheyAreAllowed() throws {
    let place = try Self.brokenPlace()
    let run = try place.run(
      "predict", "model.h5", "--data", "rows.csv", "-o", "scores.csv", "--allow-nonfinite-weights")
    #expect(run.status == 0, "\(run.errors)")
  }
}
