/// What a proposal must know of a model.
public struct ModelOutline: Sendable, Hashable {
  /// What the caller of the model provides.
  public struct Input: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The shape without rows.
    public var shape: [Int]
    /// Whether the input takes texts.
    public var takesText: Bool
    /// How many different indices the layer behind the input knows, where it looks them up.
    public var categories: Int?
    /// Whether the model itself scales or encodes what comes in.
    public var isPreprocessed: Bool

    /// Whether the shape is that of a picture: rows, columns and one or three channels, in either
    /// order.
    public var isImage: Bool {
      shape.count == 3 && ([1, 3].contains(shape[2]) || [1, 3].contains(shape[0]))
    }

    /// Creates an input.
    public init(
      name: String, shape: [Int], takesText: Bool = false, categories: Int? = nil,
      isPreprocessed: Bool = false
    ) {
      self.name = name
      self.shape = shape
      self.takesText = takesText
      self.categories = categories
      self.isPreprocessed = isPreprocessed
    }
  }

  /// What an output's last layer computes.
  public enum Head: Sendable, Hashable {
    /// Probabilities, each on its own.
    case sigmoid
    /// Probabilities that add up to one.
    case softmax
    /// Any number.
    case linear
  }

  /// What the model hands back.
  public struct Output: Sendable, Hashable {
    /// The name.
    public var name: String
    /// How many numbers it has for a row.
    public var width: Int
    /// What its last layer computes.
    public var head: Head

    /// Creates an output.
    public init(name: String, width: Int, head: Head) {
      self.name = name
      self.width = width
      self.head = head
    }
  }

  /// The model's name.
  public var name: String
  /// The inputs in order.
  public var inputs: [Input]
  /// The outputs in order.
  public var outputs: [Output]
  /// Whether the model was trained on logits; `nil` where its file does not say.
  public var isTrainedOnLogits: Bool?

  /// Creates an outline.
  public init(
    name: String, inputs: [Input], outputs: [Output], isTrainedOnLogits: Bool? = nil
  ) {
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
    self.isTrainedOnLogits = isTrainedOnLogits
  }
}
