import AuditResults
import Engine
import Foundation
import Tables
import TestSupport
import Testing

@testable import Audit

/// An objective on a small network and what PyTorch says of it; written by finetune_objective.py.
struct ObjectiveGolden: Decodable, Sendable, CustomTestStringConvertible {
  struct Weight: Decodable, Sendable {
    var role: String
    var shape: [Int]
    var elements: [Double]
  }
  struct Terms: Decodable, Sendable {
    var loss: Double
    var gap: Double
    var parity: Double
    var path: Double
    var objective: Double
  }
  var name: String
  var sizes: [Int]
  var head: String
  var positive: Int
  var function: String
  var normalised: Bool
  var convolved: Bool
  var groups: Int
  var fairness: String
  var comparison: String
  var method: String
  var alignment: Double
  var gapWeight: Double
  var frozen: [Int]
  var mixing: [Double]
  /// The share of the first layer's values that a mask takes away; `nil` for no mask.
  var dropout: Double?
  /// The mask, 1 where a value is kept.
  var kept: [Double]?
  /// Whether batch normalisations use the moments of the rows; `nil` for no.
  var byRows: Bool?
  var weights: [Weight]
  var inputs: [Double]
  var labels: [UInt8]
  var cells: [[Int]]
  var terms: Terms
  var gradients: [[Double]]

  var testDescription: String { name }

  static let all: [ObjectiveGolden] = {
    let url = Repository.fixtures.appending(path: "finetune/objective.json")
    return
      (try? JSONDecoder().decode([ObjectiveGolden].self, from: Data(contentsOf: url))) ?? []
  }()

  struct Unreadable: Error {}

  /// The shape of a row.
  var inputShape: [Int] { convolved ? [5, 5, 2] : [sizes[0]] }

  /// The network.
  func model() throws -> Model<Double> {
    var model = Model<Double>()
    var value = model.addInput(name: "x", shape: inputShape)
    let indices = weights.enumerated().map { index, weight in
      let role: WeightRole =
        switch weight.role {
        case "kernel": .kernel(.last)
        case "bias": .bias
        case "mean", "variance": .statistic
        default: .other
        }
      return model.addWeight(
        Engine.Weight(
          path: "\(index)/\(weight.role)",
          tensor: Tensor(shape: weight.shape, elements: weight.elements), role: role,
          isTrainable: !frozen.contains(index)))
    }
    var position = 0
    if convolved {
      value = try model.add(
        Convolution(filters: 3, window: Window(size: [3, 3])), name: "conv", inputs: [value],
        weights: Array(indices[..<2]))
      value = try model.add(
        BatchNormalization(), name: "norm", inputs: [value], weights: Array(indices[2..<6]))
      value = try model.add(Activation(.relu()), name: "conv", inputs: [value])
      value = try model.add(Flatten(), name: "flatten", inputs: [value])
      position = 6
    }
    for layer in 1..<sizes.count {
      let name = "dense_\(layer)"
      value = try model.add(
        Dense(units: sizes[layer]), name: name, inputs: [value],
        weights: Array(indices[position..<position + 2]))
      position += 2
      if normalised, layer == 1 {
        value = try model.add(
          BatchNormalization(), name: "norm", inputs: [value],
          weights: Array(indices[position..<position + 4]))
        position += 4
      }
      if layer + 1 < sizes.count {
        value = try model.add(
          Activation(function == "relu" ? .relu() : .tanh), name: name, inputs: [value])
      }
      if layer == 1, let dropout {
        value = try model.add(
          Identity(noise: TrainingNoise(.dropout, amount: dropout)), name: "dropout",
          inputs: [value])
      }
    }
    if head != "logit" {
      value = try model.add(
        Activation(head == "softmax" ? .softmax() : .sigmoid), name: "head", inputs: [value])
    }
    model.addOutput(name: "score", value: value)
    return model
  }

  func objective() throws -> Objective {
    guard let method = Objective.Method(rawValue: method),
      let fairness = FairnessObjective(rawValue: fairness),
      let comparison = GroupComparison(rawValue: comparison)
    else { throw Unreadable() }
    return Objective(
      method, fairness, alignment: alignment, gapWeight: gapWeight, comparison: comparison)
  }

  /// The factors of the first layer's values.
  private func masks<E: Scalar>() -> [Tensor<E>] {
    guard let dropout, let kept else { return [] }
    return [
      Tensor(
        shape: [labels.count, sizes[1]], elements: kept.map { E($0) * E(1 / (1 - dropout)) })
    ]
  }

  /// The terms and gradients as the step computes them.
  func evaluate<E: Scalar>(
    _ type: E.Type, threads: Int = 1
  ) throws -> (terms: ObjectiveTerms, gradient: [Tensor<E>]) {
    let given = try model().converted(to: type)
    let noisy = try NoisyModel(byRows == true ? given.usingBatchStatistics() : given)
    var model = noisy.model
    let source = try ScoreSource(
      model: model,
      spec: OutputSpec(
        kind: head == "logit" ? .logit : nil, positiveClass: head == "softmax" ? positive : nil))
    let score = try ScoreValue(source, in: &model)
    let step = ObjectiveStep(
      objective: try objective(), model: model, score: score, groups: groups,
      noiseInputs: noisy.noiseInputs,
      options: RunOptions(threads: threads))
    let batch = Batch<E>(
      inputs: [Tensor(shape: [labels.count] + inputShape, elements: inputs.map { E($0) })]
        + masks(),
      labels: labels, cells: cells, mixing: mixing)
    return step.evaluate(model, batch)
  }
}
