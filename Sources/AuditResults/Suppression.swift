/// Which groups are left out of a public edition.
struct Suppression {
  /// For each attribute, the groups left out because their own cells are small.
  private var primary: [String: Set<String>] = [:]
  /// For each attribute, all groups left out.
  private var all: [String: Set<String>] = [:]

  /// The groups of an attribute that are left out, combinations without rows among them.
  subscript(attribute: String) -> Set<String> { all[attribute] ?? [] }

  /// Chooses groups until none that is left out can be computed from sums of those that are told.
  ///
  /// A line is a set of groups whose sum is known: all groups of an attribute, whose sum is all rows,
  /// and all combinations with one group of another attribute. One unknown in a line whose sum is
  /// told could be computed, and so could the sum of a line without unknowns.
  init(_ attributes: [AttributeOutcome], minimum: Int) {
    for attribute in attributes {
      let small = attribute.groups.filter { $0.counts.smallestCell < minimum }.map(\.name)
      primary[attribute.name] = Set(small + attribute.emptyGroups)
    }
    all = primary
    let lines = attributes.flatMap { Line.all(of: $0, among: attributes) }
    var isChanged = true
    while isChanged {
      isChanged = false
      for line in lines {
        let left = line.groups.filter { self[line.attribute].contains($0.name) }
        let sumIsTold = line.margin.map { !self[$0.attribute].contains($0.group) } ?? true
        guard sumIsTold ? left.count == 1 : left.isEmpty else { continue }
        let told = line.groups.filter { !self[line.attribute].contains($0.name) }
        if let next = told.min(by: { $0.rows < $1.rows }) {
          all[line.attribute, default: []].insert(next.name)
          isChanged = true
        } else if let margin = line.margin, sumIsTold {
          // The only group of its line: the sum is its count.
          all[margin.attribute, default: []].insert(margin.group)
          isChanged = true
        }
      }
      // Crossings whose names do not tell what they cross are left out whole where a part is.
      for attribute in attributes where attribute.columns.count > 1 {
        let isPlain = lines.contains { $0.attribute == attribute.name && $0.margin != nil }
        let isTouched =
          !self[attribute.name].isEmpty
          || attributes.contains {
            !self[$0.name].isEmpty && $0.columns.count < attribute.columns.count
          }
        guard !isPlain, isTouched else { continue }
        let names = Set(attribute.groups.map(\.name) + attribute.emptyGroups)
        isChanged = isChanged || all[attribute.name] != names
        all[attribute.name] = names
      }
    }
  }

  /// What the edition says of it.
  func facts(of attributes: [AttributeOutcome]) -> [EditionFacts.Withheld] {
    attributes.compactMap { attribute in
      let left = self[attribute.name]
      guard !left.isEmpty else { return nil }
      return EditionFacts.Withheld(
        attribute: attribute.name,
        groups: attribute.groups.map(\.name).filter(left.contains)
          + attribute.emptyGroups.filter(left.contains),
        secondary: left.subtracting(primary[attribute.name] ?? []).count)
    }
  }

  /// Groups whose counts add up to something that may be told.
  private struct Line {
    var attribute: String
    var groups: [(name: String, rows: Int)]
    /// The group of another attribute that they add up to; `nil` for all rows.
    var margin: (attribute: String, group: String)?

    /// The lines of an attribute: all rows, and of a crossing of two each group of either.
    static func all(of attribute: AttributeOutcome, among others: [AttributeOutcome]) -> [Line] {
      let groups: [(name: String, rows: Int)] =
        attribute.groups.map { (name: $0.name, rows: $0.counts.total) }
        + attribute.emptyGroups.map { (name: $0, rows: 0) }
      let total = Line(attribute: attribute.name, groups: groups, margin: nil)
      guard attribute.columns.count == 2 else { return [total] }
      let singles = others.filter { $0.columns.count < 2 }
      for first in singles {
        for second in singles where "\(first.name) × \(second.name)" == attribute.name {
          func line(
            _ owner: AttributeOutcome, _ group: String, _ names: [String]
          ) -> Line {
            let names = Set(names)
            return Line(
              attribute: attribute.name, groups: groups.filter { names.contains($0.name) },
              margin: (owner.name, group))
          }
          let (left, right) = (first.groups.map(\.name), second.groups.map(\.name))
          return [total]
            + left.map { one in line(first, one, right.map { "\(one) × \($0)" }) }
            + right.map { one in line(second, one, left.map { "\($0) × \(one)" }) }
        }
      }
      return [total]
    }
  }
}
