/// What an output is, seen through its last layer.
public enum OutputHead: Sendable, Equatable {
  /// The sigmoid of a value.
  case sigmoid(logits: ValueID)
  /// The softmax of a value along its last axis.
  case softmax(logits: ValueID)
  /// Anything else: the output's value itself.
  case linear(ValueID)
}

extension Model {
  /// What an output is; looks through layers that only hand their input on.
  public func head(ofOutput index: Int) -> OutputHead {
    var value = outputs[index].value
    while let node = node(of: value) {
      if node.layer is Identity {
        value = node.inputs[0]
        continue
      }
      guard let activation = node.layer as? Activation else { break }
      switch activation.function {
      case .linear:
        value = node.inputs[0]
      case .sigmoid:
        return .sigmoid(logits: node.inputs[0])
      case .softmax(let axis) where axis == -1 || axis == node.shape.count:
        return .softmax(logits: node.inputs[0])
      default:
        return .linear(value)
      }
    }
    return .linear(value)
  }
}
