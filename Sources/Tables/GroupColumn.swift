import AuditResults

/// Sorts the rows of one attribute into groups.
struct GroupColumn {
  /// The most groups of one attribute, crossed or not.
  static let mostGroups = 1000

  private let file: String
  let columnIndex: Int
  let spec: GroupSpec
  private let decimal: UInt8
  private var values = ByteTable()
  /// The number of each row's value or bin; -1 where it is missing.
  private var codes: [Int32] = []
  /// Of bins, the different cells, each with its bin and rows; further ones are not counted.
  private var cells = ByteTable()
  private var cellCounts: [(bin: Int, rows: Int)] = []
  private static let mostCells = 10_000

  init(
    _ spec: GroupSpec, file: String, columnIndex: Int, decimal: UInt8 = UInt8(ascii: ".")
  ) {
    self.decimal = decimal
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
      guard let number = cellNumber(bytes, range, decimal: decimal) else {
        throw .notANumber(
          file: file, line: line, column: spec.column, found: cellText(bytes, range))
      }
      let bin = binIndex(of: number, edges: bins)
      codes.append(Int32(bin))
      if let known = cells.index(of: bytes, range) {
        cellCounts[known].rows += 1
      } else if cellCounts.count < Self.mostCells {
        _ = cells.insert(bytes, range)
        cellCounts.append((bin, 1))
      }
    } else {
      let index = values.insert(bytes, range)
      guard index < Self.mostGroups else {
        throw .tooManyGroups(file: file, attribute: spec.name, limit: Self.mostGroups)
      }
      codes.append(Int32(index))
    }
  }

  /// The attribute with its groups: categories sorted by their bytes, bins by their edges.
  func finish() throws(TableError) -> Subgroups {
    let values = valueNames
    let names = try groupNames(of: values)
    // Values of one group share a place: that of the first of them.
    var places: [String: Int] = [:]
    var groups: [String] = []
    var placeOfValue: [Int] = []
    for name in names {
      if let place = places[name] {
        placeOfValue.append(place)
      } else {
        places[name] = groups.count
        placeOfValue.append(groups.count)
        groups.append(name)
      }
    }
    var rows = Array(repeating: 0, count: groups.count)
    var unknownRows = 0
    for code in codes {
      if code < 0 { unknownRows += 1 } else { rows[placeOfValue[Int(code)]] += 1 }
    }
    var order = groups.indices.filter { rows[$0] > 0 }
    if spec.bins == nil {
      order.sort { groups[$0].utf8.lexicographicallyPrecedes(groups[$1].utf8) }
    }
    var sorted = Array(repeating: Int32(0), count: groups.count)
    for (place, index) in order.enumerated() { sorted[index] = Int32(place) }
    var held = order.map { groups[$0] }
    let unknownIndex = unknownRows > 0 ? held.count : nil
    if unknownIndex != nil { held.append(Self.unknownName(beside: held)) }
    return Subgroups(
      name: spec.name, columns: [spec.column], groups: held, unknownIndex: unknownIndex,
      codes: codes.map { $0 < 0 ? Int32(held.count - 1) : sorted[placeOfValue[Int($0)]] })
  }

  /// For each group the cell that most of its rows hold, the first of equals; `nil` where it has none.
  func mostFrequentValues(of groups: [String]) throws(TableError) -> [String?] {
    let names = try groupNames(of: valueNames)
    var found: [(text: String, group: String, rows: Int)] = []
    if spec.bins == nil {
      var rows = Array(repeating: 0, count: names.count)
      for code in codes where code >= 0 { rows[Int(code)] += 1 }
      found = names.indices.map { (values[$0], names[$0], rows[$0]) }
    } else {
      found = cellCounts.enumerated().map { (cells[$0], names[$1.bin], $1.rows) }
    }
    return groups.map { group in
      var best: (text: String, rows: Int)?
      for cell in found where cell.group == group && cell.rows > best?.rows ?? 0 {
        best = (cell.text, cell.rows)
      }
      return best?.text
    }
  }

  /// Values that the spec names and no row holds.
  var unusedAliases: [String] {
    guard !spec.aliases.isEmpty else { return [] }
    let names = valueNames
    let held = Set(codes)
    let values = Set(
      names.indices.filter { held.contains(Int32($0)) }.map { Array(names[$0].utf8) })
    return spec.aliases.map(\.value).filter { !values.contains(Array($0.utf8)) }
  }

  /// The values as the data hold them, or the bins' own names.
  private var valueNames: [String] {
    spec.bins.map(Self.binNames) ?? (0..<values.count).map { values[$0] }
  }

  /// The groups of the values.
  private func groupNames(of values: [String]) throws(TableError) -> [String] {
    guard !spec.aliases.isEmpty else { return values }
    var names: [String] = []
    for value in values {
      let alias = spec.aliases.first { $0.value == value }
      // A new name that another value bears already would put two groups together unasked.
      if let alias, !alias.isMerged,
        values.contains(where: { other in
          other == alias.group && !spec.aliases.contains { $0.value == other }
        })
      {
        throw .groupNameTaken(file: file, attribute: spec.name, value: value, name: alias.group)
      }
      names.append(alias?.group ?? value)
    }
    return names
  }

  /// The name of the group of rows without a value, different from every other group's.
  static func unknownName(beside groups: [String]) -> String {
    var name = "unknown"
    if groups.contains(name) { name = "unknown (no value)" }
    while groups.contains(name) { name += "'" }
    return name
  }

  /// The names of the bins between edges: `<25`, `25 to <40`, `≥40`.
  ///
  /// The upper edge is written with its `<`, since a column may hold 39.5.
  static func binNames(_ edges: [Double]) -> [String] {
    let texts = edges.map(shortestText)
    guard let first = texts.first, let last = texts.last else { return [] }
    let middle = zip(texts, texts.dropFirst()).map { "\($0) to <\($1)" }
    return ["<\(first)"] + middle + ["≥\(last)"]
  }
}
