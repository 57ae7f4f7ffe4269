/// How a model was trained.
public struct TrainingSummary: Sendable, Equatable {
  /// The loss by Keras's name, such as `binary_crossentropy` or `BinaryCrossentropy`; of the first
  /// output, where each has its own.
  public var loss: String?
  /// Whether the loss takes logits; `nil` where it is no cross-entropy, or outputs differ.
  public var fromLogits: Bool?

  /// Reads the `training_config` of a checkpoint.
  init(_ config: JSONValue) {
    let losses = Self.losses(config["loss"])
    loss = losses.first.flatMap(Self.name)
    let flags = losses.map(Self.fromLogits)
    if let first = flags.first, flags.allSatisfy({ $0 == first }) { fromLogits = first }
  }

  /// One loss per output: the entry is one loss, a list of losses, or losses by output name.
  private static func losses(_ value: JSONValue) -> [JSONValue] {
    switch value {
    case .null: []
    case .array(let values): values.filter { !$0.isNull }
    case .object(let values) where values["class_name"] == nil:
      values.sorted { $0.key < $1.key }.map(\.value).filter { !$0.isNull }
    default: [value]
    }
  }

  private static func name(_ loss: JSONValue) -> String? {
    loss.string ?? loss["config"].string ?? loss["class_name"].string
  }

  private static func fromLogits(_ loss: JSONValue) -> Bool? {
    guard let name = name(loss), name.lowercased().contains("crossentropy") else { return nil }
    return loss["config"]["from_logits"].bool ?? false
  }
}
