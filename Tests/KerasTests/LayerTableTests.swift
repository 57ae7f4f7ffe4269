import Engine
import Testing

@testable import Keras

/// Every row of the tables of layers and operations: Keras's numbers, shapes that are refused,
/// weights that come back from the file that they were written to.
@Suite struct LayerTableTests {
  /// A layer or operation in a fixture.
  struct Found: Sendable {
    var fixture: KerasFixture
    var object: JSONValue
    var generation: KerasGeneration
  }

  /// The models with each class, the smallest first.
  private static let layers = found { !$0 }
  private static let operations = found { $0 }

  private static func found(_ isWanted: (_ isOperation: Bool) -> Bool) -> [String: [Found]] {
    var result: [String: [(found: Found, size: Int)]] = [:]
    for fixture in KerasFixture.read where !fixture.file.hasSuffix(".json") {
      guard let checkpoint = try? fixture.checkpoint() else { continue }
      let generation = checkpoint.generation
      let size = checkpoint.layers.reduce(0) { $0 + $1.arrays.reduce(0) { $0 + $1.elements.count } }
      func collect(_ value: JSONValue) {
        if let name = value["class_name"].string, value["config"].object != nil,
          isWanted(OperationDecoder.isOperation(value, generation: generation))
        {
          let found = Found(fixture: fixture, object: value, generation: generation)
          result[name, default: []].append((found, size))
        }
        for part in value.array ?? [] { collect(part) }
        for part in value.object?.values.map({ $0 }) ?? [] { collect(part) }
      }
      collect(checkpoint.config)
    }
    return result.mapValues { $0.sorted { $0.size < $1.size }.map(\.found) }
  }

  private func found(_ classNames: [String]) throws -> Found {
    try #require(classNames.compactMap { Self.layers[$0] }.first?.first, "no fixture has it")
  }

  /// In several models: what comes before a layer may leave it nothing to do, as a gate that is never
  /// negative does with the slope of a rectifier.
  @Test(arguments: LayerDecoder.all.map(\.classNames))
  func layerIsRead(classNames: [String]) throws {
    var checked: Set<String> = []
    for found in classNames.flatMap({ Self.layers[$0] ?? [] }) where checked.count < 8 {
      let fixture = found.fixture
      guard checked.insert(fixture.testDescription).inserted else { continue }
      #expect(
        try fixture.deviation(of: fixture.checkpoint().model()) <= fixture.tolerance,
        "\(fixture.testDescription)")
    }
    try WriteTests.checkReadingBack(found(classNames).fixture)
  }

  @Test(arguments: OperationDecoder.all.map(\.className))
  func operationIsRead(className: String) throws {
    let fixture = try #require(Self.operations[className]?.first, "no fixture has it").fixture
    #expect(try fixture.deviation(of: fixture.checkpoint().model()) <= fixture.tolerance)
  }

  /// Shapes of which every layer refuses one, whatever its options.
  private static let shapes: [[[Int]]] = [
    [[3], [4]], [[2, 3], [4, 2]], [], [[]], [[3]], [[5, 4, 3, 2, 7]], [[3], [3]],
  ]

  @Test(arguments: LayerDecoder.all.map(\.classNames))
  func layerRefusesShapes(classNames: [String]) throws {
    let found = try found(classNames)
    let className = try #require(found.object["class_name"].string)
    let options = try #require(found.object["config"].object)
    let decoder = try #require(LayerDecoder.named(className))
    let place = found.fixture.file
    let decoded: DecodedLayer
    do throws(LayerProblem) {
      decoded = try decoder.decode(LayerConfig(options, generation: found.generation))
    } catch {
      // What only the rest of the file says, such as a vocabulary beside it.
      if case .missingOption = error { return }
      Issue.record("\(className) of \(place): \(error)")
      return
    }
    let refused = Self.shapes.contains { shapes in
      do {
        try Self.check(decoded, shapes)
        return false
      } catch {
        return true
      }
    }
    #expect(refused)
  }

  private static func check(_ decoded: DecodedLayer, _ shapes: [[Int]]) throws {
    if let transform = decoded.transform {
      _ = try transform.type(for: shapes.map { ColumnType(kind: .integer, shape: $0) })
      return
    }
    if let byCall = decoded.byCall {
      let list = CallValue.list(shapes.indices.map { .tensor($0) })
      _ = try byCall(
        LayerCall(
          CallArguments(positional: [list]), shapes: shapes,
          isMasked: shapes.map { _ in false }))
      return
    }
    _ = try decoded.steps[0].layer.outputShape(for: shapes)
  }
}
