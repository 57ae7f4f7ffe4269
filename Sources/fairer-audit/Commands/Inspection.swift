import Engine
import Keras

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What `inspect` tells; docs/inspect.md describes it as JSON.
struct Inspection: Encodable {
  struct Input: Encodable {
    var name: String
    /// Without rows; `null` for an extent that is open.
    var shape: [Int?]?
    /// What the input takes: float, integer or string.
    var kind: String
  }

  struct Output: Encodable {
    var name: String
    var shape: [Int]
    /// What the last layer computes: sigmoid, softmax or linear.
    var head: String
  }

  struct Weight: Encodable {
    var path: String
    var shape: [Int]
    var dtype: String
    /// Of the finite numbers.
    var min: Float?
    var max: Float?
    var mean: Double?
    var nans: Int
    var infinities: Int
  }

  struct Layer: Encodable {
    var name: String
    var className: String
    var outputShape: [Int]?
    var parameters: Int
    var trainable: Bool
    var dtype: String?
    var weights: [Weight]
    /// Why the layer cannot be run; left out where it can.
    var unsupported: String?
  }

  var name: String
  var format: String
  var kerasVersion: String?
  var backend: String?
  /// Whether the model can be run.
  var supported: Bool
  /// Why not, where it cannot: the first reason.
  var problem: String?
  var inputs: [Input]
  var layers: [Layer]
  /// Left out where the model cannot be run.
  var outputs: [Output]?
  var parameters: Int

  init(checkpoint: Checkpoint, survey: CheckpointSurvey) {
    name = survey.name
    format = checkpoint.format.description
    kerasVersion = checkpoint.kerasVersion
    backend = checkpoint.backend
    inputs = survey.inputs.map { Input(name: $0.name, shape: $0.shape, kind: $0.kind.rawValue) }
    layers = survey.layers.map(Layer.init)
    parameters = layers.reduce(0) { $0 + $1.parameters }
    switch survey.model {
    case .success(let imported):
      supported = true
      outputs = Self.outputs(of: imported.model)
    case .failure(let error):
      supported = false
      problem = error.diagnostic.message
    }
  }

  private static func outputs(of model: Model<Float>) -> [Output] {
    model.outputs.enumerated().map { index, output in
      let head =
        switch model.head(ofOutput: index) {
        case .sigmoid: "sigmoid"
        case .softmax: "softmax"
        case .linear: "linear"
        }
      return Output(name: output.name, shape: model.shape(of: output.value), head: head)
    }
  }

  /// The same as JSON.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension Inspection.Layer {
  fileprivate init(_ layer: SurveyedLayer) {
    self.init(
      name: layer.name, className: layer.className, outputShape: layer.outputShape,
      parameters: layer.parameters, trainable: layer.isTrainable, dtype: layer.dtype,
      weights: layer.weights.map { weight in
        Inspection.Weight(
          path: weight.path, shape: weight.shape, dtype: weight.dtype,
          min: weight.spread?.minimum, max: weight.spread?.maximum, mean: weight.spread?.mean,
          nans: weight.nans, infinities: weight.infinities)
      },
      unsupported: layer.fault.map { fault in
        switch fault {
        case .unsupported(let problem): problem.description
        case .weights(let expected, let found): "expected weights \(expected), found \(found)"
        }
      })
  }
}

// MARK: - For the terminal

extension Inspection {
  /// The lines for the terminal.
  var lines: [String] {
    let origin = [
      format, kerasVersion.map { "Keras \($0)" }, backend.map { "backend \($0)" },
    ].compactMap(\.self)
    let inputs = self.inputs.map { input in
      let shape = input.shape.map { "[" + $0.map(Self.extent).joined(separator: ", ") + "]" }
      return "input \(input.name) \(shape ?? "of unknown shape") \(input.kind)"
    }
    let outputs = (self.outputs ?? []).map { "output \($0.name) \($0.shape) \($0.head)" }
    let head = [name, origin.joined(separator: ", ")] + inputs + outputs
    return head.map(\.printable) + [""] + layerTable.lines
      + (layers.contains { !$0.weights.isEmpty } ? [""] + weightTable.lines : [])
      + (notes.isEmpty ? [] : [""] + notes.map(\.printable))
  }

  private static func extent(_ extent: Int?) -> String { extent.map { "\($0)" } ?? "open" }

  private var layerTable: TextTable {
    var table = TextTable([
      ("layer", .left), ("class", .left), ("output shape", .left), ("parameters", .right),
    ])
    for layer in layers {
      table.add([
        layer.name, layer.className, layer.outputShape.map { "\($0)" } ?? "unknown",
        Numbers.count(layer.parameters),
      ])
    }
    table.add(["total", "", "", Numbers.count(parameters)])
    return table
  }

  private var weightTable: TextTable {
    var table = TextTable([
      ("weight", .left), ("shape", .left), ("type", .left), ("min", .right), ("max", .right),
      ("mean", .right), ("NaN", .right), ("infinite", .right),
    ])
    for weight in layers.flatMap(\.weights) {
      table.add([
        weight.path, "\(weight.shape)", weight.dtype,
        Numbers.significant(weight.min.map { Double($0) }),
        Numbers.significant(weight.max.map { Double($0) }), Numbers.significant(weight.mean),
        Numbers.count(weight.nans), Numbers.count(weight.infinities),
      ])
    }
    return table
  }

  /// What is wrong: layers that cannot be run, weights that are no numbers.
  private var notes: [String] {
    let layers = self.layers.compactMap { layer in
      layer.unsupported.map {
        "unsupported: layer '\(layer.name)' of class \(layer.className): \($0)"
      }
    }
    let weights = self.layers.flatMap(\.weights).filter { $0.nans + $0.infinities > 0 }.map {
      "warning: weight \($0.path): \($0.nans) NaN, \($0.infinities) infinite"
    }
    return layers + weights
  }
}
