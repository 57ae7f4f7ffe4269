import Engine
import Foundation
import Keras
import Tables

/// How well a model's output tells the labels of some rows.
struct LabelScore {
  private enum Kind {
    case probability
    case logit
    /// A probability for each label; the place of each row's.
    case classes(width: Int)
  }

  /// The output that is compared.
  let output: Int
  /// The place of each row's label.
  private let places: [Int]
  private let kind: Kind

  /// How many rows there are.
  var rows: Int { places.count }

  /// - Returns: `nil` where the labels cannot be compared with the model's first output.
  init?(_ imported: ImportedModel, labels: LabelValues, positiveClass: Int?) {
    let model = imported.model
    output = 0
    guard let first = model.outputs.first else { return nil }
    let width = model.shape(of: first.value).reduce(1, *)
    switch (model.head(ofOutput: 0), labels) {
    case (.sigmoid, .binary(let values)) where width == 1:
      kind = .probability
      places = values.map { Int($0) }
    case (.linear, .binary(let values)) where width == 1 && imported.lossFromLogits == true:
      kind = .logit
      places = values.map { Int($0) }
    case (.softmax, .binary(let values)) where width == 2:
      kind = .classes(width: 2)
      let positive = positiveClass ?? 1
      places = values.map { $0 == 1 ? positive : 1 - positive }
    case (.softmax, .classes(let names, let codes)) where width == names.count:
      kind = .classes(width: width)
      places = codes.map { Int($0) }
    default: return nil
    }
  }

  /// Minus the logarithm of the probability that each row's label gets; where reversed and there are
  /// two labels, that of the other one.
  func losses(_ values: Tensor<Float>, isReversed: Bool) -> [Double] {
    places.indices.map { row in
      let probability: Double
      switch kind {
      case .probability, .logit:
        let value = Double(values.elements[row])
        let positive = if case .logit = kind { 1 / (1 + exp(-value)) } else { value }
        probability = (places[row] == 1) != isReversed ? positive : 1 - positive
      case .classes(let width):
        let place = isReversed && width == 2 ? 1 - places[row] : places[row]
        probability = Double(values.elements[row * width + place])
      }
      return -log(min(max(probability.isNaN ? 0 : probability, 1e-7), 1))
    }
  }
}
