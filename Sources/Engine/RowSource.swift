/// Rows that a model can be run over, wherever they are kept.
///
/// A ``Tensor`` is one; rows that do not fit into memory are another. A source hands out the rows of
/// one batch at a time, from several threads at once.
public protocol RowSource<Element>: Sendable {
  /// The number type.
  associatedtype Element: Scalar

  /// How many rows there are.
  var rowCount: Int { get }
  /// The shape of one row.
  var rowShape: [Int] { get }

  /// The rows of the given indices, in that order; indices may repeat.
  ///
  /// - Precondition: Every index is within the rows.
  /// - Complexity: O(elements of the result).
  func gatheringRows(_ rows: [Int]) -> Tensor<Element>

  /// Consecutive rows.
  func gatheringRows(_ rows: Range<Int>) -> Tensor<Element>

  /// Throws where rows that were asked for could not be read, and zeros stood in for them.
  ///
  /// To be called once the rows were used, before anything that came of them is believed.
  func checkRead() throws
}

extension RowSource {
  /// Rows in memory can always be read.
  public func checkRead() throws {}
}

extension Tensor: RowSource {
  /// The extent of the first axis.
  ///
  /// - Precondition: There is a first axis.
  public var rowCount: Int { shape[0] }

  /// The shape without the first axis.
  public var rowShape: [Int] { Array(shape.dropFirst()) }

  /// As ``gatheringRows(_:)`` for any collection.
  public func gatheringRows(_ rows: [Int]) -> Tensor {
    gatheringRows(rows[...])
  }
}
