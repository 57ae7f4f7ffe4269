import Archives
import AuditResults
import HDF5

/// Reads the rows of a data file of any format, cell by cell.
///
/// Arrays are read whole and handed over as text: an array of one axis is a column of its name, one
/// of more axes has the columns `NAME[0]`, `NAME[1]` and so on, in row-major order. Numbers are
/// written so that the same double is read back; a NaN is an empty cell, a truth value 1 or 0. Lines
/// of such files count rows, from 1.
struct TableReader: ~Copyable {
  let file: String
  /// The column names; of a file of arrays, the names of those that were not asked for come last.
  let header: [String]
  /// How many cells a row has.
  let width: Int
  /// Arrays that are too wide for their columns to be looked at one by one; of a survey only.
  let wideArrays: [ArrayOutline]
  private var csv: CSVReader?
  private var arrays: ArrayTable?
  private var list: AttributeList?

  /// Opens a file; `wanted` are the columns and arrays that will be asked for, `nil` for a survey of
  /// all: of arrays, those with as many rows as most of them.
  init(path: String, data: DataSpec, wanted: Set<String>?) throws(TableError) {
    file = path
    let format = data.format ?? DataFormat(path: path)
    let isList = format == .images ? try AttributeList.begins(path) : false
    switch format {
    case .images where isList:
      let reader = try AttributeList(path: path)
      header = reader.header
      width = header.count
      list = consume reader
      wideArrays = []
    case .csv, .gzippedCSV, .tsv, .gzippedTSV, .images:
      if let foreign = ForeignFile(path: path) { throw .foreign(file: path, foreign) }
      let reader = try CSVReader(path: path, dialect: data.dialect(of: path))
      header = reader.header
      width = header.count
      csv = consume reader
      wideArrays = []
    case .npz, .npy, .hdf5:
      let table = try ArrayTable(path: path, format: format, wanted: wanted)
      header = table.columns.map(\.name) + table.others
      width = table.columns.count
      wideArrays = table.wide
      arrays = table
    }
  }

  /// Hands every row to `body`: the bytes, where the cells stand in them, and the line or the row's
  /// number.
  mutating func forEachRow(
    _ body: (_ bytes: Span<UInt8>, _ cells: Span<CSVField>, _ line: Int) throws(TableError) -> Void
  ) throws(TableError) {
    try csv?.forEachRow(body)
    try arrays?.forEachRow(body)
    try list?.forEachRow(body)
  }
}

/// An array of several axes.
public struct ArrayOutline: Sendable, Hashable {
  /// The array's name.
  public var name: String
  /// The shape of one row.
  public var rowShape: [Int]

  /// How many numbers a row has.
  public var width: Int { rowShape.reduce(1, *) }

  /// Creates an outline.
  public init(name: String, rowShape: [Int]) {
    self.name = name
    self.rowShape = rowShape
  }
}

/// Columns that come from arrays.
private struct ArrayTable {
  struct Column {
    var name: String
    var array: Int
    /// The place of the column's element within a row.
    var offset: Int
  }

  private var arrays: [NumPyArray] = []
  private var rows = 0
  private(set) var columns: [Column] = []
  /// Arrays that are there and were not asked for.
  private(set) var others: [String] = []
  /// Arrays of several axes, of a survey.
  private(set) var wide: [ArrayOutline] = []

  init(path: String, format: DataFormat, wanted: Set<String>?) throws(TableError) {
    // `x[0]` is a column of the array `x`.
    let wanted = wanted.map { $0.union($0.compactMap(Header.array(of:))) }
    var found: [(name: String, array: NumPyArray)] = []
    switch format {
    case .hdf5: found = try Self.hdf5(path: path, wanted: wanted)
    default:
      do throws(ArchiveError) {
        if format == .npz {
          found = try NPZ.read(path: path)
        } else {
          // The one array of an NPY file has no name of its own.
          found = [("data", try NumPyArray(npy: FileBytes.all(of: path), name: path))]
        }
      } catch {
        throw .unreadable(error)
      }
    }
    let surveyed = wanted == nil ? Self.usualExtent(found.map(\.array)) : nil
    if surveyed == 0 { throw .noRows(file: path) }
    for (name, array) in found {
      if surveyed != nil, array.shape.first != surveyed {
        others.append(name)
        continue
      }
      if surveyed != nil, array.shape.count > 1 {
        // Its columns have no names of their own that could tell anything.
        rows = surveyed ?? 0
        wide.append(ArrayOutline(name: name, rowShape: Array(array.shape.dropFirst())))
        others.append(name)
        continue
      }
      guard wanted?.contains(name) ?? true else {
        others.append(name)
        continue
      }
      guard let extent = array.shape.first else {
        throw .arrayRows(file: path, array: name, expected: rows, found: 0)
      }
      if arrays.isEmpty { rows = extent }
      guard extent == rows else {
        throw .arrayRows(file: path, array: name, expected: rows, found: extent)
      }
      // The extents beside a zero are not bounded by the file: there may be more columns than memory.
      if extent == 0 { throw .noRows(file: path) }
      let width = array.shape.dropFirst().reduce(1, *)
      let isPlain = array.shape.count == 1
      for offset in 0..<width {
        columns.append(
          Column(
            name: isPlain ? name : Header.column(name, offset), array: arrays.count, offset: offset)
        )
      }
      arrays.append(array)
    }
    // So that an error can name what there is instead of a dataset that is not.
    if let wanted, format == .hdf5, wanted.contains(where: { !isKnown($0) }) {
      others += try Self.hdf5(path: path, wanted: nil).map(\.name).filter { !isKnown($0) }
    }
  }

  /// Whether a name is that of an array or of one of its columns.
  private func isKnown(_ name: String) -> Bool {
    columns.contains { $0.name == name || Header.array(of: $0.name) == name }
      || others.contains(name)
  }

  /// The extent of the first axis that most arrays have, the larger of equally frequent ones.
  private static func usualExtent(_ arrays: [NumPyArray]) -> Int? {
    let counts = Dictionary(arrays.compactMap(\.shape.first).map { ($0, 1) }, uniquingKeysWith: +)
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
  }

  private static func hdf5(
    path: String, wanted: Set<String>?
  ) throws(TableError) -> [(name: String, array: NumPyArray)] {
    if let wanted, wanted.isEmpty { return [] }
    do throws(HDF5Error) {
      return try HDF5Arrays.current.arrays(of: path, named: wanted?.sorted() ?? [])
    } catch {
      throw .unreadableArrays(error)
    }
  }

  func forEachRow(
    _ body: (_ bytes: Span<UInt8>, _ cells: Span<CSVField>, _ line: Int) throws(TableError) -> Void
  ) throws(TableError) {
    var bytes: [UInt8] = []
    var cells: [CSVField] = []
    let widths = arrays.map { $0.shape.dropFirst().reduce(1, *) }
    for row in 0..<rows {
      bytes.removeAll(keepingCapacity: true)
      cells.removeAll(keepingCapacity: true)
      for column in columns {
        let start = bytes.count
        arrays[column.array].storage.append(
          row * widths[column.array] + column.offset, to: &bytes)
        cells.append(CSVField(start: start, end: bytes.count))
      }
      try body(bytes.span, cells.span, row + 1)
    }
  }
}

extension NumPyArray.Storage {
  /// Appends an element as a cell.
  fileprivate func append(_ index: Int, to bytes: inout [UInt8]) {
    func append(_ number: Double) {
      if !number.isNaN { bytes += shortestText(number).utf8 }
    }
    switch self {
    case .float32(let elements): append(Double(elements[index]))
    case .float64(let elements): append(elements[index])
    case .integer(let elements): bytes += String(elements[index]).utf8
    case .boolean(let elements): bytes.append(UInt8(ascii: elements[index] ? "1" : "0"))
    case .string(let elements): bytes += elements[index].utf8
    }
  }
}
