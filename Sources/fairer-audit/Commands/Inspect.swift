import ArgumentParser
import AuditResults
import Engine
import Keras

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `fairer-audit inspect MODEL`: what is in a checkpoint.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show a checkpoint's inputs, layers and outputs.",
    discussion: """
      EXAMPLES
        fairer-audit inspect model.h5
        fairer-audit inspect model.h5 --json
      """)

  @OptionGroup var model: ModelArgument

  @Flag(help: "Print JSON for programs.")
  var json = false

  func run() throws {
    let checkpoint = try model.checkpoint()
    let imported = try checkpoint.model()
    let inspection = Inspection(checkpoint: checkpoint, model: imported)
    StandardStreams.print(
      json ? try inspection.json() : inspection.lines.joined(separator: "\n"))
  }
}

/// What `inspect` tells.
struct Inspection: Encodable {
  /// A named value with its shape without rows.
  struct Value: Encodable {
    var name: String
    var shape: [Int]
    /// What an input takes, where that is not any number: string or integer.
    var kind: String?
    /// What an output is: sigmoid, softmax or linear.
    var head: String?
  }

  var name: String
  var format: String
  var kerasVersion: String?
  var backend: String?
  var inputs: [Value]
  var layers: [ModelFacts.Layer]
  var outputs: [Value]
  var parameters: Int
  /// Weights that hold numbers which are none; left out where all are.
  var nonFiniteWeights: [NonFinite]?

  /// A weight with such numbers.
  struct NonFinite: Encodable {
    var path: String
    var nans: Int
    var infinities: Int
  }

  init(checkpoint: Checkpoint, model imported: ImportedModel) {
    let model = imported.model
    name = imported.name
    format = checkpoint.format.description
    kerasVersion = checkpoint.kerasVersion
    backend = checkpoint.backend
    inputs = imported.preprocessor.inputs.map {
      Value(name: $0.name, shape: $0.shape, kind: $0.kind == .float ? nil : $0.kind.rawValue)
    }
    layers = imported.layers.map(ModelFacts.Layer.init)
    outputs = model.outputs.enumerated().map { index, output in
      let head =
        switch model.head(ofOutput: index) {
        case .sigmoid: "sigmoid"
        case .softmax: "softmax"
        case .linear: "linear"
        }
      return Value(name: output.name, shape: model.shape(of: output.value), head: head)
    }
    parameters = layers.reduce(0) { $0 + $1.parameters }
    let broken = imported.nonFiniteWeights.map {
      NonFinite(path: $0.path, nans: $0.nans, infinities: $0.infinities)
    }
    nonFiniteWeights = broken.isEmpty ? nil : broken
  }

  /// The lines for the terminal.
  var lines: [String] {
    let origin = [
      format, kerasVersion.map { "Keras \($0)" }, backend.map { "backend \($0)" },
    ].compactMap(\.self)
    var table = TextTable([
      ("layer", .left), ("class", .left), ("output shape", .left), ("parameters", .right),
    ])
    for layer in layers {
      table.add([
        layer.name, layer.className, "\(layer.outputShape)", Numbers.count(layer.parameters),
      ])
    }
    table.add(["total", "", "", Numbers.count(parameters)])
    return [name.printable, origin.joined(separator: ", ").printable]
      + inputs.map { "input \($0.name) \($0.shape)\($0.kind.map { " " + $0 } ?? "")".printable }
      + outputs.map { "output \($0.name) \($0.shape) \($0.head ?? "")".printable }
      + [""] + table.lines
      + (nonFiniteWeights ?? []).map {
        "warning: weight \($0.path): \($0.nans) NaN, \($0.infinities) infinite".printable
      }
  }

  /// The same as JSON.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
