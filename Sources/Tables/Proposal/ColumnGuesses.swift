import AuditResults

/// Guesses which column is the label.
enum LabelGuess {
  /// The label that a file seems to have; `nil` where no column looks like one.
  static func label(in data: TableProfile, outputs: [ModelOutline.Output]) -> LabelSpec? {
    let output = outputs.first
    let classes = output?.head == .softmax ? output?.width ?? 1 : 1
    func fits(_ column: ColumnProfile) -> Bool {
      if column.hasMore { return false }
      // Rows may lack some of many classes.
      return classes > 2 ? (2...classes).contains(column.values.count) : column.values.count == 2
    }
    let inputs = data.columns.filter { $0.missing == 0 }
    let named = inputs.filter { NameHints.labelRank($0.name) != nil && fits($0) }.min {
      (NameHints.labelRank($0.name) ?? 0) < (NameHints.labelRank($1.name) ?? 0)
    }
    // Beside known names, the last column is where labels mostly stand; without a name to tell it, it
    // must hold every class.
    let last = inputs.last {
      fits($0) && $0.name == data.columns.last?.name
        && (classes <= 2 || $0.values.count == classes)
    }
    guard let column = named ?? last else {
      // A linear output of one number may predict a number.
      guard output?.head == .linear, output?.width == 1 else { return nil }
      let numbers = inputs.filter { $0.isNumeric && $0.values.count > 2 }
      let numeric =
        numbers.filter { NameHints.labelRank($0.name) != nil }.min {
          (NameHints.labelRank($0.name) ?? 0) < (NameHints.labelRank($1.name) ?? 0)
        }
        ?? numbers.last {
          $0.name == data.columns.last?.name && ($0.hasMore || 2 * $0.values.count > $0.rows)
        }
      return numeric.map { LabelSpec(column: $0.name, kind: .numeric) }
    }
    if classes > 2 {
      return LabelSpec(
        column: column.name, kind: .multiclass(classes: Self.classes(of: column, count: classes)))
    }
    let values = column.sortedValues
    let positive = values.first(where: NameHints.isPositive) ?? values.last ?? ""
    return LabelSpec(column: column.name, positive: positive)
  }
}

extension LabelGuess {
  /// All classes, where the values are so many, or are numbers below that; else `nil`.
  fileprivate static func classes(of column: ColumnProfile, count: Int) -> [String]? {
    if column.values.count == count { return column.sortedValues }
    let numbers = (0..<count).map { "\($0)" }
    return column.values.allSatisfy(numbers.contains) ? numbers : nil
  }
}

/// Guesses which columns are attributes to audit.
enum GroupGuess {
  /// The most groups of an attribute that is proposed.
  private static let most = 20
  /// The edges by which ages are cut.
  private static let ageEdges: [Double] = [25, 40, 60]

  /// The columns that could be attributes by how many values they have.
  static func candidates(in data: TableProfile, label: String?) -> [String] {
    data.columns.filter {
      $0.name != label && !$0.hasMore && (2...most).contains($0.values.count)
    }.map(\.name)
  }

  /// The entries of a spec's list of groups.
  static func entries(in data: TableProfile, label: String?) -> [String] {
    var entries: [String] = []
    for column in data.columns where column.name != label && NameHints.isSensitive(column.name) {
      let name = SpecText.quoted(column.name)
      if column.isNumeric, NameHints.isAge(column.name), column.values.count > 10 || column.hasMore
      {
        let edges = ageEdges.filter { $0 > column.minimum && $0 <= column.maximum }
        guard !edges.isEmpty else { continue }
        let numbers = edges.map(shortestText).joined(separator: ", ")
        let band = SpecText.quoted(column.name + " band")
        entries.append("{ column: \(name), name: \(band), bins: [\(numbers)] }")
      } else if !column.hasMore, (2...most).contains(column.values.count) {
        entries.append(name)
      }
    }
    return entries
  }
}
