public import Engine

/// Consecutive encoded rows of a data file.
public struct DatasetBatch: Sendable {
  /// The values for one input of the model.
  public struct Input: Sendable {
    /// The input's name in the audit spec.
    public var name: String
    /// The encoded values, shape (rows, width) or that of the spec behind the rows.
    public var tensor: Tensor<Float>
    /// The texts of an input that takes texts, row by row, those of each row side by side; its
    /// tensor has the shape (rows, 0), so that no model can take it for numbers.
    public var texts: [String]?
  }

  /// Which rows of the file these are.
  public var rows: Range<Int>
  /// The values for each input of the model, in the spec's order.
  public var inputs: [Input]
}
