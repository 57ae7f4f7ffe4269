import Archives
public import Engine
import Synchronization

/// Keeps encoded rows as they come: in memory as long as they are few, then in a file.
///
/// ## Why a file
///
/// Influence needs the rows again, in another order and several times. Numbers of ten million rows
/// do not fit into memory; on disk they are read back as fast as the model can use them.
public struct RowCollector {
  /// Bytes of numbers that are kept in memory.
  public static let memory = 64 << 20

  private let shape: [Int]
  private let memory: Int
  private var elements: [Float] = []
  private var file: RowFile?
  private var rows = 0

  /// Starts with no rows.
  ///
  /// - Parameters:
  ///   - shape: The shape of one row.
  ///   - memory: Bytes of numbers that are kept in memory.
  public init(shape: [Int], memory: Int = RowCollector.memory) {
    self.shape = shape
    self.memory = memory
  }

  /// Appends rows, which have the collector's shape behind the first axis.
  ///
  /// - Throws: ``TableError/unreadable(_:)`` where the disk does not take them.
  public mutating func append(_ batch: Tensor<Float>) throws(TableError) {
    precondition(batch.rowShape == shape, "rows of shape \(batch.rowShape), not \(shape)")
    rows += batch.rowCount
    if file == nil {
      elements += batch.elements
      guard elements.count * MemoryLayout<Float>.stride > memory else { return }
    }
    do throws(ArchiveError) {
      if let file {
        try file.file.append(batch.elements)
      } else {
        let created = RowFile(file: try ScratchFile(), shape: shape)
        try created.file.append(elements)
        elements = []
        file = created
      }
    } catch {
      throw .unreadable(error)
    }
  }

  /// All rows.
  public func finish() -> any RowSource<Float> {
    guard let file else { return Tensor(shape: [rows] + shape, elements: elements) }
    file.close(rows: rows)
    return file
  }
}

/// Rows in a file without a name.
///
/// A batch is asked for where nothing can be thrown; should the disk fail, zeros stand in, and
/// ``checkRead()`` says so.
final class RowFile: RowSource {
  let file: ScratchFile
  /// The shape of one row.
  let rowShape: [Int]
  private let state = Mutex<(rows: Int, failure: ArchiveError?)>((0, nil))
  private let rowSize: Int

  init(file: ScratchFile, shape: [Int]) {
    self.file = file
    rowShape = shape
    rowSize = shape.reduce(1, *)
  }

  func close(rows: Int) { state.withLock { $0.rows = rows } }

  /// How many rows there are.
  var rowCount: Int { state.withLock { $0.rows } }

  /// Throws ``TableError/unreadable(_:)`` where rows could not be read back.
  func checkRead() throws {
    if let failure = state.withLock({ $0.failure }) { throw TableError.unreadable(failure) }
  }

  /// The rows of the given indices.
  func gatheringRows(_ rows: [Int]) -> Tensor<Float> {
    tensor(rows.count) { () throws(ArchiveError) in
      try file.numbers(of: rowSize, starts: rows.lazy.map { $0 * self.rowSize }, count: rows.count)
    }
  }

  /// Consecutive rows.
  func gatheringRows(_ rows: Range<Int>) -> Tensor<Float> {
    tensor(rows.count) { () throws(ArchiveError) in
      try file.numbers(
        of: rowSize * rows.count, starts: CollectionOfOne(rows.lowerBound * rowSize), count: 1)
    }
  }

  private func tensor(
    _ count: Int, _ read: () throws(ArchiveError) -> [Float]
  ) -> Tensor<Float> {
    let shape = [count] + rowShape
    do throws(ArchiveError) {
      return Tensor(shape: shape, elements: try read())
    } catch {
      state.withLock { $0.failure = $0.failure ?? error }
      return Tensor(zeros: shape)
    }
  }
}
