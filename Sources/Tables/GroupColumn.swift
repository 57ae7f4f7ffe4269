/// Sorts the rows of one attribute into groups.
struct GroupColumn {
  /// The most groups of one attribute, crossed or not.
  static let mostGroups = 1000

  private let file: String
  let columnIndex: Int
  let spec: GroupSpec
  private var values = ByteTable()
  /// The number of each row's value or bin; -1 where it is missing.
  private var codes: [Int32] = []

  init(_ spec: GroupSpec, file: String, columnIndex: Int) {
    self.file = file
    self.spec = spec
    self.columnIndex = columnIndex
  }

  mutating func append(
    _ bytes: Span<UInt8>, _ range: Range<Int>, isMissing: Bool, line: Int
  ) throws(TableError) {
    if isMissing {
      codes.append(-1)
    } else if let bins = spec.bins {
      guard let number = cellNumber(bytes, range) else {
        throw .notANumber(
          file: file, line: line, column: spec.column, found: cellText(bytes, range))
      }
      codes.append(Int32(binIndex(of: number, edges: bins)))
    } else {
      let index = values.insert(bytes, range)
      guard index < Self.mostGroups else {
        throw .tooManyGroups(file: file, attribute: spec.name, limit: Self.mostGroups)
      }
      codes.append(Int32(index))
    }
  }

  /// The attribute with its groups: categories sorted by their bytes, bins by their edges.
  func finish() -> Subgroups {
    let names = spec.bins.map(Self.binNames) ?? (0..<values.count).map { values[$0] }
    var rows = Array(repeating: 0, count: names.count)
    var unknownRows = 0
    for code in codes {
      if code < 0 { unknownRows += 1 } else { rows[Int(code)] += 1 }
    }
    var order = names.indices.filter { rows[$0] > 0 }
    if spec.bins == nil {
      order.sort { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
    }
    var groups = order.map { names[$0] }
    var places = Array(repeating: Int32(0), count: names.count)
    for (place, index) in order.enumerated() { places[index] = Int32(place) }
    let unknownIndex = unknownRows > 0 ? groups.count : nil
    if unknownIndex != nil { groups.append(Self.unknownName(beside: groups)) }
    let sorted = codes.map { $0 < 0 ? Int32(groups.count - 1) : places[Int($0)] }
    return Subgroups(
      name: spec.name, columns: [spec.column], groups: groups, unknownIndex: unknownIndex,
      codes: sorted)
  }

  /// The name of the group of rows without a value, different from every other group's.
  static func unknownName(beside groups: [String]) -> String {
    groups.contains("unknown") ? "unknown (no value)" : "unknown"
  }

  /// The names of the bins between edges: `<25`, `25 to <40`, `≥40`.
  ///
  /// The upper edge is written with its `<`, since a column may hold 39.5.
  static func binNames(_ edges: [Double]) -> [String] {
    let texts = edges.map(plainText)
    guard let first = texts.first, let last = texts.last else { return [] }
    let middle = zip(texts, texts.dropFirst()).map { "\($0) to <\($1)" }
    return ["<\(first)"] + middle + ["≥\(last)"]
  }

  /// A number without a fraction that is zero.
  private static func plainText(_ number: Double) -> String {
    if number.rounded() == number, abs(number) < 1e15 { return "\(Int(number))" }
    return "\(number)"
  }
}
