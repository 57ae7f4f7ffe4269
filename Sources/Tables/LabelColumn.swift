/// Collects the labels of the rows.
struct LabelColumn {
  /// Different values that an error lists.
  private static let listed = 10
  /// The most classes.
  private static let mostClasses = 1000

  private let file: String
  let columnIndex: Int
  let spec: LabelSpec
  private let decimal: UInt8
  private var values = ByteTable()
  /// The number of each row's value, where there are several classes.
  private var codes: [Int32] = []
  /// The same of a label of two values, one byte for each row.
  private var shortCodes: [UInt8] = []
  private var numbers: [Double] = []

  init(
    _ spec: LabelSpec, file: String, columnIndex: Int, decimal: UInt8 = UInt8(ascii: ".")
  ) {
    self.file = file
    self.spec = spec
    self.columnIndex = columnIndex
    self.decimal = decimal
  }

  mutating func append(
    _ bytes: Span<UInt8>, _ range: Range<Int>, isMissing: Bool, line: Int
  ) throws(TableError) {
    if isMissing {
      throw .missingValue(file: file, line: line, column: spec.column)
    }
    if case .numeric = spec.kind {
      guard let number = cellNumber(bytes, range, decimal: decimal), number.isFinite else {
        throw .notANumber(
          file: file, line: line, column: spec.column, found: cellText(bytes, range))
      }
      numbers.append(number)
      return
    }
    let index = values.insert(bytes, range)
    switch spec.kind {
    case .binary:
      if index > Self.listed { throw binaryError() }
      shortCodes.append(UInt8(index))
    case .multiclass, .numeric:
      if index == Self.mostClasses { throw classError(known: nil) }
      codes.append(Int32(index))
    }
  }

  /// The labels, and the other value of a binary one.
  func finish() throws(TableError) -> (values: LabelValues, negative: String) {
    switch spec.kind {
    case .binary: try finishBinary()
    case .multiclass(let classes): (try finishClasses(classes), "")
    case .numeric: (.numbers(numbers), "")
    }
  }

  private func finishBinary() throws(TableError) -> (values: LabelValues, negative: String) {
    let found = (0..<values.count).map { values[$0] }
    let negative: String
    if let named = spec.negative {
      guard found.allSatisfy({ $0 == spec.positive || $0 == named }) else {
        throw binaryError()
      }
      negative = named
    } else {
      guard found.count == 2 else { throw binaryError() }
      guard let other = found.first(where: { $0 != spec.positive }), found.contains(spec.positive)
      else {
        throw .positiveAbsent(
          file: file, column: spec.column, positive: spec.positive,
          found: found.map(clipped).sorted())
      }
      negative = other
    }
    let isPositive = found.map { UInt8($0 == spec.positive ? 1 : 0) }
    return (.binary(shortCodes.map { isPositive[Int($0)] }), negative)
  }

  private func finishClasses(_ named: [String]?) throws(TableError) -> LabelValues {
    let found = (0..<values.count).map { values[$0] }
    let classes = named ?? found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard classes.count >= 2 else { throw classError(known: nil) }
    let known = ByteTable(classes)
    var places: [Int32] = []
    for value in found {
      let bytes = Array(value.utf8)
      guard let place = known.index(of: bytes.span, 0..<bytes.count) else {
        throw classError(known: named)
      }
      places.append(Int32(place))
    }
    return .classes(classes, codes: codes.map { places[Int($0)] })
  }

  private func binaryError() -> TableError {
    let found = (0..<min(values.count, Self.listed)).map { clipped(values[$0]) }
    return .labelValues(
      file: file, column: spec.column, positive: spec.positive, negative: spec.negative,
      found: found.sorted(), more: values.count > Self.listed)
  }

  private func classError(known: [String]?) -> TableError {
    let found = (0..<values.count).map { values[$0] }.filter { known?.contains($0) != true }
    return .labelClasses(
      file: file, column: spec.column, known: known,
      found: found.prefix(Self.listed).map(clipped).sorted(), more: found.count > Self.listed)
  }
}
