import Engine

/// Some rows of a source, in any order, read where they are needed.
struct RowSelection: RowSource {
  /// Where the rows are.
  let source: any RowSource<Float>
  /// Which of them these are; may repeat.
  let indices: [Int]

  /// How many rows there are.
  var rowCount: Int { indices.count }
  /// The shape of one row.
  var rowShape: [Int] { source.rowShape }

  /// The rows of the given indices.
  func gatheringRows(_ rows: [Int]) -> Tensor<Float> {
    source.gatheringRows(rows.map { indices[$0] })
  }

  /// Consecutive rows.
  func gatheringRows(_ rows: Range<Int>) -> Tensor<Float> {
    source.gatheringRows(Array(indices[rows]))
  }
}
