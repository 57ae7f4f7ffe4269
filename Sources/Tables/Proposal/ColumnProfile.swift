import Archives

/// What the cells of a column look like.
public struct ColumnProfile: Sendable, Hashable {
  /// How many different texts are kept.
  static let mostValues = 1000
  /// How many rows are compared with those of other columns.
  static let comparedRows = 20_000
  /// Texts that mean that there is no value, where everything else in a column is a number.
  static let missingTexts = [
    "?", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "none", ".", "-",
  ]

  /// The column's name.
  public var name: String
  /// How many rows there are.
  public var rows = 0
  /// How many cells have no value.
  public var missing = 0
  /// The texts that stand for a missing value, in the order in which they came in.
  public var missingTexts: [String] = []
  /// The different values, in the order in which they came in, at most 1000.
  public var values: [String] = []
  /// Whether there are more.
  public var hasMore = false
  /// Whether every value is a number.
  public var isNumeric = false
  /// The smallest number.
  public var minimum = 0.0
  /// The largest number.
  public var maximum = 0.0
  /// The mean of the numbers.
  public var mean = 0.0
  /// The standard deviation of the numbers, with divisor *n*.
  public var standardDeviation = 0.0
  /// The most letters of a value.
  public var longest = 0
  /// The letters that values hold, sorted; `nil` where there are too many.
  public var letters: [String]?
  /// The value of each of the first rows, as an index into ``values``; -1 for none and for those that
  /// are not kept.
  var codes: [Int32] = []

  /// Whether each value of `other` comes with one value of this column, and there are fewer of
  /// these: then the column is probably made from the other.
  func isMade(from other: ColumnProfile) -> Bool {
    guard !hasMore, !other.hasMore, values.count > 1, values.count < other.values.count,
      other.values.count * 10 <= rows
    else { return false }
    var mine = Array(repeating: Int32(-1), count: other.values.count)
    for (code, theirs) in zip(codes, other.codes) where code >= 0 && theirs >= 0 {
      if mine[Int(theirs)] < 0 { mine[Int(theirs)] = code }
      if mine[Int(theirs)] != code { return false }
    }
    return true
  }

  /// The values sorted: numbers by size, texts by their bytes.
  var sortedValues: [String] {
    if isNumeric {
      return values.sorted { (SpecNode.number(in: $0) ?? 0) < (SpecNode.number(in: $1) ?? 0) }
    }
    return values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

/// What a data file looks like, column by column.
public struct TableProfile: Sendable, Hashable {
  /// The file's path.
  public var path: String
  /// How the file seems to be written.
  public var data: DataSpec
  /// How many rows there are.
  public var rows: Int
  /// The columns in order; of a file of arrays, the arrays of one axis.
  public var columns: [ColumnProfile]
  /// Of a file of arrays, those of several axes.
  public var arrays: [ArrayOutline] = []

  /// Reads a file: finds out its separator, decimal mark and encoding, then looks at every cell.
  ///
  /// - Complexity: O(bytes of the file)
  public static func read(path: String) throws(TableError) -> TableProfile {
    var data = DataSpec()
    if [.npz, .npy, .hdf5].contains(DataFormat(path: path)) { return try read(path: path, data) }
    if try AttributeList.begins(path) { data.format = .images }
    do throws(TableError) {
      data.separator = try separator(of: path, data)
      return try read(path: path, data)
    } catch {
      guard case .malformed(_, _, .invalidUTF8) = error else { throw error }
      data.encoding = .latin1
      data.separator = try separator(of: path, data)
      return try read(path: path, data)
    }
  }

  /// The column of a name.
  public func column(_ name: String) -> ColumnProfile? { columns.first { $0.name == name } }

  /// The separator that cuts the header into the most columns; `nil` where that of the file's
  /// format does.
  private static func separator(of path: String, _ data: DataSpec) throws(TableError) -> UInt8? {
    if data.format == .images { return nil }
    let own = data.dialect(of: path)
    var most = 0
    var problem: TableError?
    do throws(TableError) {
      most = try CSVReader(path: path, dialect: own).header.count
    } catch {
      problem = error
    }
    var best: UInt8?
    for byte in ",;\t|".utf8 where byte != own.separator {
      var dialect = own
      dialect.separator = byte
      // Another separator may make the header malformed, which is no problem of the file.
      let found = (try? CSVReader(path: path, dialect: dialect).header.count) ?? 0
      if found > max(most, 1) {
        most = found
        best = byte
      }
    }
    if best == nil, let problem { throw problem }
    return best
  }

  private static func read(path: String, _ data: DataSpec) throws(TableError) -> TableProfile {
    var reader = try TableReader(path: path, data: data, wanted: nil)
    var columns = reader.header.prefix(reader.width).map { ColumnReader(name: $0) }
    var rows = 0
    try reader.forEachRow { (bytes, cells, _) throws(TableError) in
      rows += 1
      for index in columns.indices { columns[index].append(bytes, cells[index].range) }
    }
    if rows == 0 { throw .noRows(file: path) }
    var data = data
    // Commas count as decimal marks only where points do not make numbers of the same cells.
    if columns.contains(where: \.hasDecimalCommas) { data.decimal = UInt8(ascii: ",") }
    let profiles = columns.map { $0.profile(decimal: data.decimal) }
    for text in profiles.flatMap(\.missingTexts) where !data.missing.contains(text) {
      data.missing.append(text)
    }
    return TableProfile(
      path: path, data: data, rows: rows, columns: profiles, arrays: reader.wideArrays)
  }
}

/// Collects what a column looks like.
private struct ColumnReader {
  private static let mostLetters = 300
  private static let missing = ByteTable(ColumnProfile.missingTexts)

  private var profile: ColumnProfile
  private var values = ByteTable()
  private var letters: Set<Unicode.Scalar> = []
  private var points = NumberReader(decimal: UInt8(ascii: "."))
  private var commas = NumberReader(decimal: UInt8(ascii: ","))
  private var texts = 0
  private var missingTexts: [Bool]

  init(name: String) {
    profile = ColumnProfile(name: name)
    missingTexts = Array(repeating: false, count: ColumnProfile.missingTexts.count)
  }

  mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    profile.rows += 1
    let isCompared = profile.rows <= ColumnProfile.comparedRows
    if range.isEmpty {
      profile.missing += 1
      if isCompared { profile.codes.append(-1) }
      return
    }
    var code = values.index(of: bytes, range)
    if code == nil {
      if values.count < ColumnProfile.mostValues {
        code = values.insert(bytes, range)
        add(lettersOf: bytes, range)
      } else {
        profile.hasMore = true
        if range.count > profile.longest { add(lettersOf: bytes, range) }
      }
    }
    if isCompared { profile.codes.append(Int32(code ?? -1)) }
    if let index = Self.missing.index(of: bytes, range) {
      missingTexts[index] = true
      texts += 1
      return
    }
    points.append(bytes, range)
    commas.append(bytes, range)
  }

  private mutating func add(lettersOf bytes: Span<UInt8>, _ range: Range<Int>) {
    var content: [UInt8] = []
    for index in range { content.append(bytes[index]) }
    let text = String(decoding: content, as: UTF8.self)
    profile.longest = max(profile.longest, text.unicodeScalars.count)
    if letters.count <= Self.mostLetters { letters.formUnion(text.unicodeScalars) }
  }

  /// Whether the values are numbers with a decimal comma and none without.
  var hasDecimalCommas: Bool { commas.areNumbers && !points.areNumbers }

  func profile(decimal: UInt8) -> ColumnProfile {
    var result = profile
    let numbers = decimal == UInt8(ascii: ",") ? commas : points
    let found = (0..<values.count).map { values[$0] }
    if numbers.areNumbers {
      result.isNumeric = true
      // Beside numbers alone do the usual texts mean that there is none.
      result.missingTexts = zip(ColumnProfile.missingTexts, missingTexts).filter(\.1).map(\.0)
      result.missing += texts
      result.minimum = numbers.minimum
      result.maximum = numbers.maximum
      result.mean = numbers.moments.mean
      result.standardDeviation = numbers.moments.standardDeviation
      result.values = []
      var places: [Int32] = []
      for text in found {
        let isMissing = result.missingTexts.contains(text)
        places.append(isMissing ? -1 : Int32(result.values.count))
        if !isMissing { result.values.append(text) }
      }
      result.codes = profile.codes.map { $0 < 0 ? -1 : places[Int($0)] }
    } else {
      result.values = found
    }
    if letters.count <= Self.mostLetters {
      result.letters = letters.sorted().map { String($0) }
    }
    return result
  }
}

/// Adds up the numbers of a column for as long as every cell holds one.
private struct NumberReader {
  let decimal: UInt8
  private(set) var moments = Moments()
  private(set) var minimum = Double.infinity
  private(set) var maximum = -Double.infinity
  private var isText = false

  init(decimal: UInt8) { self.decimal = decimal }

  var areNumbers: Bool { !isText && moments.count > 0 }

  mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    if isText { return }
    guard let number = cellNumber(bytes, range, decimal: decimal), number.isFinite else {
      isText = true
      return
    }
    moments.add(number)
    minimum = min(minimum, number)
    maximum = max(maximum, number)
  }
}
