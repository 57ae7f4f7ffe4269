/// Some rows of a source, in any order, read where they are needed.
public struct RowSelection<E: Scalar>: RowSource {
  /// Where the rows are.
  public let source: any RowSource<E>
  /// Which of them these are; may repeat.
  public let indices: [Int]

  /// Selects rows.
  ///
  /// - Precondition: Every index is within the source.
  public init(_ source: any RowSource<E>, _ indices: [Int]) {
    self.source = source
    self.indices = indices
  }

  /// How many rows there are.
  public var rowCount: Int { indices.count }
  /// The shape of one row.
  public var rowShape: [Int] { source.rowShape }

  /// As that of the ``source``.
  public func checkRead() throws { try source.checkRead() }

  /// The rows of the given indices.
  public func gatheringRows(_ rows: [Int]) -> Tensor<E> {
    source.gatheringRows(rows.map { indices[$0] })
  }

  /// Consecutive rows.
  public func gatheringRows(_ rows: Range<Int>) -> Tensor<E> {
    source.gatheringRows(Array(indices[rows]))
  }
}
