extension Network {
  /// Refuses the first layer that is not supported, among those that the outputs depend on.
  func checkLayers(path: WeightMatching.Path = []) throws(CheckpointProblem) {
    var checked: Set<Int> = []
    for id in schedule {
      let layer = layers[id.layer]
      let name = (path + [layer.name]).joined(separator: "/")
      if let problem = layer.problem(ofCall: id.call) {
        throw .layer(name: name, className: layer.className, problem)
      }
      // Once for all calls: models in models that are called twice each would take forever.
      if case .network(let nested) = layer.kind, checked.insert(id.layer).inserted {
        try nested.checkLayers(path: path + [layer.name])
      }
    }
    for index in inputs {
      if case .refused(let problem) = layers[index].kind {
        throw .layer(
          name: (path + [layers[index].name]).joined(separator: "/"),
          className: layers[index].className, problem)
      }
    }
  }
}

extension NetworkLayer {
  /// Why the layer, or one call of it, is not supported.
  func problem(ofCall call: Int) -> LayerProblem? {
    switch kind {
    case .refused(let problem): return problem
    case .input: return nil
    case .network where calls[call].arguments > 1:
      return .callArguments(count: calls[call].arguments)
    case .layer where calls[call].names != nil:
      return .callArgument(key: "inputs", value: "a dictionary")
    case .layer(let decoded) where decoded.byCall != nil: return nil
    // Preparing inputs is the same in training.
    case .layer(let decoded)
    where decoded.transform != nil
      && calls[call].problem == .callArgument(key: "training", value: "true"):
      return nil
    case .layer where calls[call].arguments > 1:
      return .callArguments(count: calls[call].arguments)
    default: return calls[call].problem
    }
  }
}
