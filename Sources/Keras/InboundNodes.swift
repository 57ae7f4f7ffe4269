/// A tensor as a configuration names it: layer, index of the layer's call, index of the output.
struct StoredReference: Sendable, Equatable {
  /// The two ways in which nodes are stored, which count the calls of nested models differently.
  enum Form: Sendable {
    /// `["dense", 0, 0, {}]`, by Keras 2.
    case list
    /// `{"class_name": "__keras_tensor__", …}`, by Keras 3.
    case object
  }

  var layer: String
  var node: Int
  var tensor: Int
  var form: Form

  /// Reads `[layer, node, tensor]`, to which Keras 2 adds the call's other arguments.
  init?(list value: JSONValue, form: Form = .list) {
    guard let items = value.array, items.count == 3 || items.count == 4,
      let layer = items[0].string, let node = items[1].integer, let tensor = items[2].integer,
      node >= 0, tensor >= 0
    else { return nil }
    (self.layer, self.node, self.tensor, self.form) = (layer, node, tensor, form)
  }

  /// Reads a Keras tensor.
  init?(object value: JSONValue) {
    guard value["class_name"].string == "__keras_tensor__" else { return nil }
    self.init(list: value["config"]["keras_history"], form: .object)
  }

  /// All references in a structure of lists and dictionaries, dictionaries by sorted key, as Keras
  /// flattens them; `nil` where there is anything else.
  static func flatten(_ value: JSONValue) -> [StoredReference]? {
    if let reference = StoredReference(list: value) { return [reference] }
    let parts: [JSONValue]
    switch value {
    case .array(let values): parts = values
    case .object(let values): parts = values.sorted { $0.key < $1.key }.map(\.value)
    default: return nil
    }
    var result: [StoredReference] = []
    for part in parts {
      guard let references = flatten(part) else { return nil }
      result += references
    }
    return result
  }
}

/// One entry of a layer's `inbound_nodes`: a call.
struct StoredCall: Sendable {
  var references: [StoredReference] = []
  /// One for each input, where the call says so.
  var masks: [StoredReference?] = []
  var names: [String]?
  var arguments = 0
  var problem: LayerProblem?

  /// Reads either form.
  init(_ value: JSONValue) {
    if let args = value["args"].array {
      object(args, keywords: value["kwargs"].object ?? [:])
    } else {
      list(value)
    }
  }

  // MARK: Keras 3

  private mutating func object(_ args: [JSONValue], keywords: [String: JSONValue]) {
    var args = args
    var keywords = keywords
    // `layer(inputs=x)` is `layer(x)`.
    if args.isEmpty, let inputs = keywords.removeValue(forKey: "inputs") { args = [inputs] }
    while args.count > 1, args.last == .null { args.removeLast() }
    for argument in args { self.argument(argument) }
    if let mask = keywords["mask"], let masks = Self.masks(mask), masks.count == references.count {
      self.masks = masks
      keywords["mask"] = nil
    }
    check(keywords)
  }

  private mutating func argument(_ value: JSONValue) {
    arguments += 1
    if let reference = StoredReference(object: value) {
      references.append(reference)
    } else if let values = value.array, !values.isEmpty {
      for value in values {
        guard let reference = StoredReference(object: value) else {
          problem = problem ?? .callArgument(key: "inputs", value: value.description)
          continue
        }
        references.append(reference)
      }
    } else if let values = value.object, !values.isEmpty {
      named(values) { StoredReference(object: $0) }
    } else {
      problem = problem ?? .callArgument(key: "inputs", value: value.description)
    }
  }

  /// The tensors of a mask argument: one, or a list with nulls; `nil` where it is anything else.
  private static func masks(_ value: JSONValue) -> [StoredReference?]? {
    if let reference = StoredReference(object: value) { return [reference] }
    guard let values = value.array, values.contains(where: { !$0.isNull }) else { return nil }
    var masks: [StoredReference?] = []
    for value in values {
      let reference = StoredReference(object: value)
      guard reference != nil || value.isNull else { return nil }
      masks.append(reference)
    }
    return masks
  }

  private mutating func named(
    _ values: [String: JSONValue], _ reference: (JSONValue) -> StoredReference?
  ) {
    names = []
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      guard let reference = reference(value) else {
        problem = problem ?? .callArgument(key: key, value: value.description)
        continue
      }
      references.append(reference)
      names?.append(key)
    }
  }

  // MARK: Keras 2

  private mutating func list(_ value: JSONValue) {
    arguments = 1
    if StoredReference(list: value) != nil {
      entry(value)
    } else if let values = value.object {
      named(values) { StoredReference(list: $0) }
      for value in values.values { check(value.array?.dropFirst(3).first?.object ?? [:]) }
    } else {
      for value in value.array ?? [] { entry(value) }
    }
  }

  private mutating func entry(_ value: JSONValue) {
    guard let reference = StoredReference(list: value) else {
      problem = problem ?? .callArgument(key: "inputs", value: value.description)
      return
    }
    references.append(reference)
    check(value.array?.dropFirst(3).first?.object ?? [:])
  }

  /// Arguments beside the tensors: a layer that is told to train, or given a mask, does something
  /// else.
  private mutating func check(_ keywords: [String: JSONValue]) {
    for (key, value) in keywords.sorted(by: { $0.key < $1.key }) {
      let isWithoutEffect =
        value.isVoid || key == "training" && [.bool(false), .integer(0)].contains(value)
      if !isWithoutEffect {
        problem = problem ?? .callArgument(key: key, value: value.description)
      }
    }
  }
}

extension JSONValue {
  /// Whether there is nothing but nulls: a model of several inputs is given a list of no masks.
  fileprivate var isVoid: Bool {
    switch self {
    case .null: true
    case .array(let values): values.allSatisfy(\.isVoid)
    case .object(let values): values.values.allSatisfy(\.isVoid)
    default: false
    }
  }
}
