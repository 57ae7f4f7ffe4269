import AuditResults
import Engine

/// What an audit computes where the user leaves it open: what a network allows in seconds.
///
/// Multiplications are counted, not seconds, so that the same files give the same report anywhere.
extension InfluenceStudy {
  /// Multiplications that taking neurons out one by one may cost.
  private static let mostForAblation = 2e10
  /// Multiplications that a second pass, over the classes, may cost.
  private static let mostForClasses = 5e11
  /// Weights that are resampled one by one, or once more for the classes.
  private static let mostWeights = 4_000_000

  private var rowCount: Double { Double(inputs.first?.rowCount ?? 0) }

  /// Kinds of influence that cost little beside the gradients.
  var affordableKinds: [InfluenceKind] {
    InfluenceKind.allCases.filter { kind in
      switch kind {
      case .taylor, .gate: true
      case .parameter: model.parameterCount <= Self.mostWeights
      case .ablation, .meanAblation: ablationCost * rowCount <= Self.mostForAblation / 2
      }
    }
  }

  /// Whether groups can be compared within classes at little cost.
  var affordsClasses: Bool {
    model.parameterCount <= Self.mostWeights && 3 * model.cost * rowCount <= Self.mostForClasses
  }

  /// Whether sets of neurons, some four hundred of them, can be taken out at little cost.
  var affordsCausalCheck: Bool { model.cost * rowCount <= Self.mostForClasses / 400 }

  /// Multiplications for one row to take out each neuron in turn.
  private var ablationCost: Double {
    let end = loss.value
    return model.influenceLayers.reduce(0) { sum, layer in
      let site = model.site(of: layer, end: end)
      let cost =
        if layer.weights.count == 1, site.outputs.count == 1 {
          ChannelRoute(
            model, from: site.outputs[0], constants: Array(repeating: 0, count: layer.neurons),
            to: end
          ).cost
        } else {
          model.cost(of: model.restart(changing: layer.weights, to: end))
        }
      return sum + cost * Double(layer.neurons)
    }
  }
}
