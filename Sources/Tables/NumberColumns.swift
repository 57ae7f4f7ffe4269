/// Collects sample weights.
struct WeightColumn {
  private let file: String
  let columnIndex: Int
  private let column: String
  private let decimal: UInt8
  private var weights: [Double] = []

  init(_ column: String, file: String, columnIndex: Int, decimal: UInt8) {
    self.file = file
    self.column = column
    self.columnIndex = columnIndex
    self.decimal = decimal
  }

  mutating func append(
    _ bytes: Span<UInt8>, _ range: Range<Int>, isMissing: Bool, line: Int
  ) throws(TableError) {
    if isMissing { throw .missingValue(file: file, line: line, column: column) }
    guard let weight = cellNumber(bytes, range, decimal: decimal) else {
      throw .notANumber(file: file, line: line, column: column, found: cellText(bytes, range))
    }
    guard weight >= 0, weight.isFinite else {
      throw .weight(file: file, line: line, column: column, found: cellText(bytes, range))
    }
    weights.append(weight)
  }

  /// The weights, of which at least one is above zero.
  func finish() throws(TableError) -> [Double] {
    guard weights.contains(where: { $0 > 0 }) else {
      throw .allWeightsZero(file: file, column: column)
    }
    return weights
  }
}

/// Collects predictions that were made elsewhere.
struct PredictionColumns {
  private let file: String
  let columnIndices: [Int]
  private let spec: PredictionSpec
  private let decimal: UInt8
  private var numbers: [Double] = []
  private var texts = ByteTable()

  init(_ spec: PredictionSpec, file: String, columnIndices: [Int], decimal: UInt8) {
    self.file = file
    self.spec = spec
    self.columnIndices = columnIndices
    self.decimal = decimal
  }

  mutating func append(
    _ bytes: Span<UInt8>, _ row: Span<CSVField>, missing: MissingTexts, line: Int
  ) throws(TableError) {
    for (place, index) in columnIndices.enumerated() {
      let range = row[index].range
      let column = spec.columns[place]
      if missing.contains(bytes, range) {
        throw .missingValue(file: file, line: line, column: column)
      }
      if spec.kind == .label {
        numbers.append(Double(texts.insert(bytes, range)))
        continue
      }
      guard let number = cellNumber(bytes, range, decimal: decimal), number.isFinite else {
        throw .notANumber(file: file, line: line, column: column, found: cellText(bytes, range))
      }
      if spec.kind == .probability, !(0...1).contains(number) {
        throw .notAProbability(
          file: file, line: line, column: column, found: cellText(bytes, range))
      }
      numbers.append(number)
    }
  }

  /// The predictions; predicted labels become the numbers of the data's labels.
  func finish(
    labels: LabelValues?, positive: String, negative: String
  ) throws(TableError) -> Predictions {
    var values = numbers
    if spec.kind == .label {
      let known: [String]
      switch labels {
      case .binary: known = [negative, positive]
      case .classes(let classes, _): known = classes
      case .numbers, nil: throw .predictedLabels(file: file, column: spec.columns[0])
      }
      // Two spellings of an accented letter may be two classes, and are one value of a binary label.
      let table = ByteTable(known)
      var places: [Double] = []
      for index in 0..<texts.count {
        let bytes = Array(texts[index].utf8)
        let place =
          table.index(of: bytes.span, 0..<bytes.count) ?? known.firstIndex(of: texts[index])
        guard let place else {
          throw .labelClasses(
            file: file, column: spec.columns[0], known: known, found: [clipped(texts[index])],
            more: false)
        }
        places.append(Double(place))
      }
      values = numbers.map { places[Int($0)] }
    }
    return Predictions(kind: spec.kind, columns: spec.columns, values: values)
  }
}
