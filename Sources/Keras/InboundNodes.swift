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
  /// All tensors: those of the arguments that stand for themselves, then others.
  var references: [StoredReference] = []
  /// One for each input, where the call says so.
  var masks: [StoredReference?] = []
  var names: [String]?
  var arguments = 0
  /// All arguments but masks, for layers that look at them.
  var values = CallArguments()
  /// Why layers that do not look at ``values`` cannot be called so.
  var problem: LayerProblem?

  private typealias Reader = (JSONValue) -> StoredReference?

  /// Reads either form.
  init(_ value: JSONValue) {
    if let args = value["args"].array {
      object(args, keywords: value["kwargs"].object ?? [:])
    } else {
      list(value)
    }
  }

  /// An argument, whose tensors become references.
  private mutating func value(_ value: JSONValue, _ reader: Reader) -> CallValue {
    if let reference = reader(value) {
      references.append(reference)
      return .tensor(references.count - 1)
    }
    guard let values = value.array else { return .constant(value) }
    var result: [CallValue] = []
    let count = references.count
    for value in values { result.append(self.value(value, reader)) }
    return references.count == count ? .constant(value) : .list(result)
  }

  // MARK: Keras 3

  private mutating func object(_ args: [JSONValue], keywords: [String: JSONValue]) {
    var args = args
    var keywords = keywords
    // `layer(inputs=x)` is `layer(x)`.
    if args.isEmpty, let inputs = keywords.removeValue(forKey: "inputs") { args = [inputs] }
    // Models hand the argument of their own call on to every layer, and `predict` calls them with false;
    // Keras stores the default of layers that change pictures, which is true.
    if keywords["training"]?.isFlag == true { keywords["training"] = nil }
    while args.count > 1, args.last == .null { args.removeLast() }
    for argument in args { self.argument(argument) }
    finish(keywords) { StoredReference(object: $0) }
  }

  private mutating func argument(_ value: JSONValue) {
    arguments += 1
    let isTensor = StoredReference(object: value) != nil
    if !isTensor, let values = value.object, !values.isEmpty, values["class_name"] == nil {
      named(values) { StoredReference(object: $0) }
      return
    }
    let read = self.value(value) { StoredReference(object: $0) }
    self.values.positional.append(read)
    switch read {
    case .tensor: break
    case .constant:
      problem = problem ?? .callArgument(key: "inputs", value: value.description)
    case .list(let parts):
      for (part, value) in zip(parts, value.array ?? []) {
        if case .tensor = part { continue }
        problem = problem ?? .callArgument(key: "inputs", value: value.description)
      }
    }
  }

  /// The arguments beside the tensors.
  private mutating func finish(_ keywords: [String: JSONValue], _ reader: Reader) {
    var keywords = keywords
    if let mask = keywords["mask"], var masks = Self.masks(mask, reader),
      masks.count <= references.count, mask.array != nil || references.count == 1
    {
      // Attention takes masks of queries and values only.
      while masks.count < references.count { masks.append(nil) }
      self.masks = masks
      keywords["mask"] = nil
    }
    for (key, value) in keywords.sorted(by: { $0.key < $1.key }) {
      // Keras 3.0 gives attention a list of no masks.
      values.keywords[key] = value.isVoid ? .constant(.null) : self.value(value, reader)
    }
    check(keywords)
  }

  /// The tensors of a mask argument: one, or a list with nulls; `nil` where it is anything else.
  private static func masks(_ value: JSONValue, _ reader: Reader) -> [StoredReference?]? {
    if let reference = reader(value) { return [reference] }
    guard let values = value.array, values.contains(where: { !$0.isNull }) else { return nil }
    var masks: [StoredReference?] = []
    for value in values {
      let reference = reader(value)
      guard reference != nil || value.isNull else { return nil }
      masks.append(reference)
    }
    return masks
  }

  private mutating func named(_ values: [String: JSONValue], _ reader: Reader) {
    names = []
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      guard let reference = reader(value) else {
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
    var keywords: [[String: JSONValue]] = []
    if StoredReference(list: value) != nil {
      entry(value, &keywords)
      values.positional = [.tensor(0)]
    } else if let values = value.object {
      named(values) { StoredReference(list: $0) }
      for value in values.values { check(value.array?.dropFirst(3).first?.object ?? [:]) }
    } else {
      for value in value.array ?? [] { entry(value, &keywords) }
      // A list of one tensor is not told from the tensor.
      values.positional =
        references.count == 1
        ? [.tensor(0)] : [.list(references.indices.map { .tensor($0) })]
    }
    // Beside each tensor of a list stand all other arguments of the call.
    let differ = keywords.contains { $0 != keywords[0] }
    for keywords in differ ? keywords : Array(keywords.prefix(1)) {
      finish(keywords) { StoredReference(list: $0) }
    }
  }

  private mutating func entry(_ value: JSONValue, _ keywords: inout [[String: JSONValue]]) {
    guard let reference = StoredReference(list: value) else {
      problem = problem ?? .callArgument(key: "inputs", value: value.description)
      return
    }
    references.append(reference)
    keywords.append(value.array?.dropFirst(3).first?.object ?? [:])
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
  /// Whether it is a truth value, or a number in its place.
  fileprivate var isFlag: Bool {
    [.bool(true), .bool(false), .integer(0), .integer(1)].contains(self)
  }

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
