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
