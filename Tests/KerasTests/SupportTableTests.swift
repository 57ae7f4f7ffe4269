import Foundation
import TestSupport
import Testing

@testable import Keras

@Suite struct SupportTableTests {
  private let file = Repository.root.appending(path: "docs/support.md")

  /// With RECORD_SNAPSHOTS set, the file is written instead.
  @Test func documentIsWhatTheTablesSay() throws {
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
      try SupportTable.markdown.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == SupportTable.markdown)
  }

  /// Every class of the table in a checkpoint of real Keras that must give Keras's numbers.
  @Test(arguments: LayerDecoder.all.map(\.classNames))
  func everyLayerHasAFixture(classNames: [String]) {
    #expect(classNames.contains { Self.classesInFixtures.contains($0) })
  }

  private static let classesInFixtures: Set<String> = {
    var names: Set<String> = []
    func collect(_ value: JSONValue) {
      if let name = value["class_name"].string { names.insert(name) }
      for part in value.array ?? [] { collect(part) }
      for part in value.object?.values.map({ $0 }) ?? [] { collect(part) }
    }
    for fixture in KerasFixture.read {
      if let checkpoint = try? fixture.checkpoint() { collect(checkpoint.config) }
    }
    return names
  }()

  @Test func classNamesAreUnique() {
    let names = LayerDecoder.all.flatMap(\.classNames)
    #expect(Set(names).count == names.count)
    #expect(LayerDecoder.pythonClasses.isDisjoint(with: names))
  }

  @Test func everyActivationHasAFixture() throws {
    var known: Set<String> = []
    for name in ["made_k2_activation_names", "made_k3_activation_names"] {
      let config = try KerasFixture.named(name).checkpoint().config
      for layer in config["config"]["layers"].array ?? [] {
        if let activation = layer["config"]["activation"].string { known.insert(activation) }
      }
    }
    // Keras stores an alias under the function's other name.
    let functions = known.compactMap { ActivationNames.function($0, generation: .three) }
    for (name, function) in ActivationNames.table {
      #expect(functions.contains(function), "\(name)")
    }
  }
}
