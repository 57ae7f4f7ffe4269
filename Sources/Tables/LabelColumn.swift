/// Collects the labels of the rows.
struct LabelColumn {
  /// Different values that an error lists.
  private static let listed = 10

  private let file: String
  let columnIndex: Int
  let spec: LabelSpec
  private var values = ByteTable()
  private var codes: [UInt8] = []

  init(_ spec: LabelSpec, file: String, columnIndex: Int) {
    self.file = file
    self.spec = spec
    self.columnIndex = columnIndex
  }

  mutating func append(
    _ bytes: Span<UInt8>, _ range: Range<Int>, isMissing: Bool, line: Int
  ) throws(TableError) {
    if isMissing {
      throw .missingValue(file: file, line: line, column: spec.column)
    }
    let index = values.insert(bytes, range)
    if index > Self.listed { throw valuesError() }
    codes.append(UInt8(truncatingIfNeeded: index))
  }

  /// The labels, 1 for the positive value, and the name of the other value.
  func finish() throws(TableError) -> (labels: [UInt8], negative: String) {
    let found = (0..<values.count).map { values[$0] }
    let negative: String
    if let named = spec.negative {
      guard found.allSatisfy({ $0 == spec.positive || $0 == named }) else {
        throw valuesError()
      }
      negative = named
    } else {
      guard found.count == 2 else { throw valuesError() }
      guard let other = found.first(where: { $0 != spec.positive }), found.contains(spec.positive)
      else {
        throw .positiveAbsent(
          file: file, column: spec.column, positive: spec.positive,
          found: found.map(clipped).sorted())
      }
      negative = other
    }
    let isPositive = found.map { UInt8($0 == spec.positive ? 1 : 0) }
    return (codes.map { isPositive[Int($0)] }, negative)
  }

  private func valuesError() -> TableError {
    let found = (0..<min(values.count, Self.listed)).map { clipped(values[$0]) }
    return .labelValues(
      file: file, column: spec.column, positive: spec.positive, negative: spec.negative,
      found: found.sorted(), more: values.count > Self.listed)
  }
}
