/// How a window slides along one axis of a picture.
///
/// At position `p`, tap `t` of the window looks at element `p * stride + t * dilation - before`;
/// outside of the picture lies padding.
public struct WindowAxis: Sendable, Hashable {
  /// The picture's extent.
  public var input: Int
  /// How many positions the window takes.
  public var output: Int
  /// How many taps the window has.
  public var size: Int
  /// How far the window moves from one position to the next.
  public var stride: Int
  /// How far apart the taps are; 1 where they are adjacent.
  public var dilation: Int
  /// How many elements of padding come before the picture.
  public var before: Int

  /// Creates an axis.
  ///
  /// - Precondition: Extents, stride and dilation are positive.
  public init(input: Int, output: Int, size: Int, stride: Int, dilation: Int, before: Int) {
    precondition(
      input >= 0 && output >= 0 && size > 0 && stride > 0 && dilation > 0 && before >= 0,
      "a window of size \(size), stride \(stride), dilation \(dilation), padding \(before)")
    self.input = input
    self.output = output
    self.size = size
    self.stride = stride
    self.dilation = dilation
    self.before = before
  }

  /// An axis of one element that the window covers.
  public static let single = WindowAxis(
    input: 1, output: 1, size: 1, stride: 1, dilation: 1, before: 0)

  /// How many elements of padding the last position needs after the picture.
  var after: Int { max(0, (output - 1) * stride + (size - 1) * dilation + 1 - input - before) }

  /// The taps that lie within the picture at a position.
  func taps(at position: Int) -> Range<Int> {
    let start = position * stride - before
    let first = start >= 0 ? 0 : (-start + dilation - 1) / dilation
    let end = start >= input ? 0 : min(size, (input - 1 - start) / dilation + 1)
    return first < end ? first..<end : 0..<0
  }

  /// The element that a tap looks at.
  func source(_ position: Int, _ tap: Int) -> Int { position * stride + tap * dilation - before }
}

/// A window that slides over the rows and columns of each picture of a batch.
public struct WindowGrid: Sendable, Hashable {
  /// How many pictures there are.
  public var batch: Int
  /// How the window moves from row to row.
  public var rows: WindowAxis
  /// How the window moves from column to column.
  public var columns: WindowAxis

  /// Creates a grid.
  public init(batch: Int, rows: WindowAxis, columns: WindowAxis) {
    self.batch = batch
    self.rows = rows
    self.columns = columns
  }

  /// How many places the pictures have.
  var sources: Int { batch * rows.input * columns.input }
  /// How many positions the window takes.
  var targets: Int { batch * rows.output * columns.output }
  /// How many taps the window has.
  var taps: Int { rows.size * columns.size }

  /// Calls `body` for every tap that lies within a picture, position by position: with the place in
  /// the pictures, the tap, and the position.
  @inline(__always)
  func forEachTap(_ body: (_ source: Int, _ tap: Int, _ target: Int) -> Void) {
    for picture in 0..<batch {
      for row in 0..<rows.output {
        let rowTaps = rows.taps(at: row)
        for column in 0..<columns.output {
          let columnTaps = columns.taps(at: column)
          let target = (picture * rows.output + row) * columns.output + column
          for rowTap in rowTaps {
            let line = picture * rows.input + rows.source(row, rowTap)
            for columnTap in columnTaps {
              body(
                line * columns.input + columns.source(column, columnTap),
                rowTap * columns.size + columnTap, target)
            }
          }
        }
      }
    }
  }
}
