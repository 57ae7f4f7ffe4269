import AuditResults
import Images

/// Encodes the cells of one feature and counts those that are missing or unknown.
struct FeatureEncoder {
  private enum Method {
    case scaled(offset: Double, scale: Double)
    case bins
    case onehot(unknownIsError: Bool)
    case index(offset: Int, unknown: Int?)
    case text
    case sequence
    case image
  }

  let columnIndex: Int
  /// How many cells are encoded alike, from the first on.
  let cells: Int
  /// How many numbers the cells become.
  let width: Int
  private let file: String
  private let input: String
  private let spec: FeatureSpec
  private let method: Method
  /// Beside the method, so that choosing one of the others counts no references.
  private let sequence: SequenceSpec?
  private let vocabulary: ByteTable
  private let edges: [Double]
  private let decimal: UInt8
  /// The place in the vocabulary that missing cells get.
  private let missingCategory: Int?
  /// The number that missing cells are read as.
  private let missingNumber: Double?
  /// The text that missing cells are read as.
  private let missingText: [UInt8]?

  /// What is read in the place of the cells of a column, by the column's place.
  var substitutions: [Int: SubstitutedCells] = [:]
  /// The files of images; `nil` for other features.
  var images: ImageColumn?

  private var missing = 0
  private var unknown = UnknownValues()
  /// The different texts of a feature that is not encoded, and which of them the rows hold.
  private var texts = ByteTable()
  private var textCodes: [Int32] = []

  init(
    _ spec: FeatureSpec, file: String, input: String, columnIndex: Int,
    decimal: UInt8 = UInt8(ascii: ".")
  ) {
    self.file = file
    self.spec = spec
    self.input = input
    self.columnIndex = columnIndex
    self.decimal = decimal
    cells = spec.columns ?? 1
    width = spec.width
    var edges: [Double] = []
    var units: [String] = []
    switch spec.encoding {
    case .numeric(let mean, let std): method = .scaled(offset: mean, scale: std)
    case .minmax(let min, let max): method = .scaled(offset: min, scale: max - min)
    case .raw, .rawNumeric: method = .scaled(offset: 0, scale: 1)
    case .bin(let numbers):
      method = .bins
      edges = numbers
    case .onehot(_, let unknownIsError): method = .onehot(unknownIsError: unknownIsError)
    case .index(_, let offset, let unknown): method = .index(offset: offset, unknown: unknown)
    case .labelEncoded(_, let unknown): method = .index(offset: 0, unknown: unknown)
    case .text: method = .text
    case .image: method = .image
    case .sequence(let sequence):
      method = .sequence
      units = sequence.vocabulary
    }
    if case .sequence(let sequence) = spec.encoding {
      self.sequence = sequence
    } else {
      sequence = nil
    }
    vocabulary = ByteTable(spec.encoding.vocabulary ?? units)
    self.edges = edges
    missingCategory = spec.missing.flatMap { spec.encoding.vocabulary?.firstIndex(of: $0) }
    missingNumber = spec.encoding.vocabulary == nil ? spec.missing.flatMap(SpecNode.number) : nil
    missingText = spec.missing.map { Array($0.utf8) }
  }

  /// Writes the numbers of the feature's cells over zeros, from `offset` of a row on.
  mutating func encode(
    _ bytes: Span<UInt8>, row: Span<CSVField>, missing: MissingTexts, line: Int,
    into numbers: inout MutableSpan<Float>, offset: Int
  ) throws(TableError) {
    for cell in 0..<cells {
      let range = row[columnIndex + cell].range
      if !substitutions.isEmpty,
        let text = substitutions[columnIndex + cell]?.text(bytes, range)
      {
        try encode(
          text.span, 0..<text.count, isMissing: missing.contains(text.span, 0..<text.count),
          line: line, into: &numbers, offset: offset + cell)
        continue
      }
      try encode(
        bytes, range, isMissing: missing.contains(bytes, range), line: line, into: &numbers,
        offset: offset + cell)
    }
  }

  private mutating func encode(
    _ bytes: Span<UInt8>, _ range: Range<Int>, isMissing: Bool, line: Int,
    into numbers: inout MutableSpan<Float>, offset start: Int
  ) throws(TableError) {
    switch method {
    case .scaled(let offset, let scale):
      let number = try number(bytes, range, isMissing, line)
      let encoded = Float((number - offset) / scale)
      guard encoded.isFinite else {
        throw .outOfRange(
          file: file, line: line, column: spec.column, found: cellText(bytes, range))
      }
      numbers[start] = encoded
    case .bins:
      let number = try number(bytes, range, isMissing, line)
      numbers[start] = Float(binIndex(of: number, edges: edges))
    case .onehot(let unknownIsError):
      let category = try category(
        bytes, range, isMissing, line, isRequired: unknownIsError)
      if let category { numbers[start + category] = 1 }
    case .index(let offset, let unknown):
      let category = try category(bytes, range, isMissing, line, isRequired: unknown == nil)
      numbers[start] = Float(category.map { $0 + offset } ?? unknown ?? 0)
    case .image: try images?.append(bytes, range, isMissing: isMissing, line: line)
    case .text:
      if isMissing { self.missing += 1 }
      if isMissing, let missingText {
        textCodes.append(Int32(texts.insert(missingText.span, 0..<missingText.count)))
      } else {
        textCodes.append(Int32(texts.insert(bytes, range)))
      }
    case .sequence:
      guard let sequence else { return }
      if isMissing { self.missing += 1 }
      if isMissing, let missingText {
        try encode(sequence, missingText.span, 0..<missingText.count, line, &numbers, start)
      } else {
        let end = isMissing ? range.lowerBound : range.upperBound
        try encode(sequence, bytes, range.lowerBound..<end, line, &numbers, start)
      }
    }
  }

  private mutating func encode(
    _ sequence: SequenceSpec, _ bytes: Span<UInt8>, _ range: Range<Int>, _ line: Int,
    _ numbers: inout MutableSpan<Float>, _ start: Int
  ) throws(TableError) {
    var units: [Range<Int>] = []
    sequence.forEachUnit(bytes, range) { units.append($0) }
    let kept =
      sequence.truncation == .right
      ? units.prefix(sequence.length) : units.suffix(sequence.length)
    let gap = sequence.length - kept.count
    let first = start + (sequence.padding == .left ? gap : 0)
    let padded = sequence.padding == .left ? start : start + kept.count
    for place in padded..<padded + gap { numbers[place] = Float(sequence.pad) }
    var place = first
    var isCounted = false
    for unit in kept {
      if let index = vocabulary.index(of: bytes, unit) {
        numbers[place] = Float(index + sequence.offset)
      } else {
        guard let index = sequence.unknown else {
          throw .unknownValue(
            file: file, line: line, column: spec.column, found: cellText(bytes, unit))
        }
        unknown.count(bytes, unit, isNewRow: !isCounted)
        isCounted = true
        numbers[place] = Float(index)
      }
      place += 1
    }
  }

  private mutating func number(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ isMissing: Bool, _ line: Int
  ) throws(TableError) -> Double {
    if isMissing {
      missing += 1
      guard let missingNumber else {
        throw .missingValue(file: file, line: line, column: spec.column)
      }
      return missingNumber
    }
    guard let number = cellNumber(bytes, range, decimal: decimal) else {
      throw .notANumber(
        file: file, line: line, column: spec.column, found: cellText(bytes, range))
    }
    return number
  }

  /// The value's place in the vocabulary; `nil` where it has none and need not have one.
  private mutating func category(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ isMissing: Bool, _ line: Int,
    isRequired: Bool
  ) throws(TableError) -> Int? {
    if isMissing { missing += 1 }
    if isMissing, let missingCategory { return missingCategory }
    if let index = vocabulary.index(of: bytes, range) { return index }
    guard !isRequired else {
      if isMissing {
        throw .missingValue(file: file, line: line, column: spec.column)
      }
      throw .unknownValue(
        file: file, line: line, column: spec.column, found: cellText(bytes, range))
    }
    if !isMissing { unknown.count(bytes, range) }
    return nil
  }

  /// The text of a row since the texts were forgotten.
  func text(ofRow row: Int) -> String { texts[Int(textCodes[row])] }

  /// Makes room for the texts of other rows.
  mutating func forgetTexts() {
    guard !textCodes.isEmpty else { return }
    textCodes.removeAll(keepingCapacity: true)
    texts = ByteTable()
  }

  /// Fewest rows that tell a mistake from a small file.
  private static let fewestRows = 30

  /// Refuses a feature of which too many rows are unknown; without a declared limit, one of which all
  /// rows are, as where columns were swapped.
  func check(limit: Double?, rows: Int) throws(TableError) {
    let isTooMany =
      limit.map { Double(unknown.rows) > $0 * Double(rows) }
      ?? (unknown.rows == rows && rows >= Self.fewestRows)
    // One value for all rows is a group's own: whether it may be unknown was settled as it was read.
    guard isTooMany, !substitutions.values.contains(where: \.isConstant) else { return }
    throw .tooManyUnknown(
      file: file, column: spec.column, rows: unknown.rows, of: rows, limit: limit ?? 1,
      found: unknown.mostFrequent(10).map(\.value))
  }

  /// How well the feature is covered.
  var facts: DataFacts.Feature {
    DataFacts.Feature(
      input: input, column: spec.column, kind: spec.encoding.kind.rawValue, width: width,
      missing: missing, unknown: unknown.rows, unknownValues: unknown.mostFrequent(10))
  }
}

/// How many edges are at or below a number; the edges increase.
func binIndex(of number: Double, edges: [Double]) -> Int {
  var low = 0
  var high = edges.count
  while low < high {
    let middle = (low + high) / 2
    if edges[middle] <= number { low = middle + 1 } else { high = middle }
  }
  return low
}

/// The text of a cell for messages.
func cellText(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
  // Four bytes make a letter at most, so this is enough for what is kept.
  let end = min(range.upperBound, range.lowerBound + 400)
  var content: [UInt8] = []
  for index in range.lowerBound..<end { content.append(bytes[index]) }
  return clipped(String(decoding: content, as: UTF8.self))
}

/// Counts values outside a vocabulary, in bounded memory.
struct UnknownValues {
  /// Different values that are told apart; further ones count as rows only.
  private static let most = 10_000
  private static let longest = 4096

  private var values = ByteTable()
  private var counts: [Int] = []
  /// For each value the last row that was counted for it, from 1.
  private var lastRows: [Int] = []
  /// How many rows hold an unknown value.
  private(set) var rows = 0

  /// Counts a value; a row that holds several unknown ones, or one several times, is one row.
  mutating func count(_ bytes: Span<UInt8>, _ range: Range<Int>, isNewRow: Bool = true) {
    if isNewRow { rows += 1 }
    let range = range.lowerBound..<min(range.upperBound, range.lowerBound + Self.longest)
    if let index = values.index(of: bytes, range) {
      guard lastRows[index] != rows else { return }
      counts[index] += 1
      lastRows[index] = rows
    } else if counts.count < Self.most {
      _ = values.insert(bytes, range)
      counts.append(1)
      lastRows.append(rows)
    }
  }

  /// The values with the most rows; of equally frequent ones those that came first.
  func mostFrequent(_ limit: Int) -> [DataFacts.UnknownValue] {
    counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(limit).map {
      DataFacts.UnknownValue(value: clipped(values[$0]), rows: counts[$0])
    }
  }
}
