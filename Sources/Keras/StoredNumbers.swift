import Engine

extension Tensor<Double> {
  /// A number, nested lists of them, or an array as Keras 3 writes NumPy's and its own; `nil` for
  /// anything else, and where a number is none or infinite.
  init?(stored value: JSONValue) {
    let isArray = ["__numpy__", "__tensor__"].contains(value["class_name"].string)
    self.init(nested: isArray ? value["config"]["value"] : value)
    guard elements.allSatisfy(\.isFinite) else { return nil }
  }

  /// Nested lists of numbers, all lists of one depth being of one length.
  private init?(nested value: JSONValue) {
    if let number = value.double {
      self.init(shape: [], elements: [number])
      return
    }
    guard let list = value.array else { return nil }
    let parts = list.compactMap { Tensor(nested: $0) }
    guard let first = parts.first, parts.count == list.count,
      parts.allSatisfy({ $0.shape == first.shape })
    else { return nil }
    self.init(shape: [parts.count] + first.shape, elements: parts.flatMap(\.elements))
  }
}

extension JSONValue {
  /// Whether numbers are of floating point, by their type or the way in which they are written.
  var holdsFractions: Bool {
    switch self {
    case .number: true
    case .array(let values): values.contains(where: \.holdsFractions)
    case .object:
      self["config"]["dtype"].string.map { NumberKind(dtype: $0) == .float } ?? true
    default: false
    }
  }
}
