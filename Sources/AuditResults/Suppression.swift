/// Which groups are left out of a public edition.
struct Suppression {
  /// For each attribute, the groups left out because their own cells are small.
  private var primary: [String: Set<String>] = [:]
  /// For each attribute, all groups left out.
  private var all: [String: Set<String>] = [:]

  /// The groups of an attribute that are left out, combinations without rows among them.
  subscript(attribute: String) -> Set<String> { all[attribute] ?? [] }

  /// Chooses groups until no small count can be computed from sums of those that are told.
  ///
  /// A line is a set of groups whose sum is known: all groups of an attribute, whose sum is all rows,
  /// and all combinations with one group of another attribute. What is left out of a line whose sum is
  /// told could be computed where it is one group, and its counts together could where it is several; so
  /// could the sum of a line without unknowns.
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
        let told = line.groups.filter { !self[line.attribute].contains($0.name) }
        let sumIsTold = line.margin.map { !self[$0.attribute].contains($0.group) } ?? true
        let isOpen =
          sumIsTold
          ? line.leavesOutTooLittle(told, minimum: minimum) : told.count == line.groups.count
        guard isOpen else { continue }
        if let next = told.min(by: { $0.counts.total < $1.counts.total }) {
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
    var groups: [(name: String, counts: ConfusionCounts)]
    /// What they are parts of, and with them rows that lack the crossing's other attribute.
    var sum: ConfusionCounts
    /// The group of another attribute whose counts ``sum`` are; `nil` for all rows.
    var margin: (attribute: String, group: String)?

    /// Whether ``sum`` less the groups that are told is one group, or is small in a cell, zeros included;
    /// not where they are all that there is.
    func leavesOutTooLittle(
      _ told: [(name: String, counts: ConfusionCounts)], minimum: Int
    ) -> Bool {
      let rest = sum - told.map(\.counts).sum
      if told.count == groups.count, rest == ConfusionCounts() { return false }
      return groups.count - told.count == 1 || rest.smallestCell < minimum
    }

    /// The lines of an attribute: all rows, and of a crossing of two each group of either.
    static func all(of attribute: AttributeOutcome, among others: [AttributeOutcome]) -> [Line] {
      let groups =
        attribute.groups.map { (name: $0.name, counts: $0.counts) }
        + attribute.emptyGroups.map { (name: $0, counts: ConfusionCounts()) }
      let total = Line(
        attribute: attribute.name, groups: groups, sum: groups.map(\.counts).sum, margin: nil)
      guard attribute.columns.count == 2 else { return [total] }
      let singles = others.filter { $0.columns.count < 2 }
      for first in singles {
        for second in singles where "\(first.name) × \(second.name)" == attribute.name {
          func line(
            _ owner: AttributeOutcome, _ group: GroupOutcome, _ names: [String]
          ) -> Line {
            let names = Set(names)
            return Line(
              attribute: attribute.name, groups: groups.filter { names.contains($0.name) },
              sum: group.counts, margin: (owner.name, group.name))
          }
          return [total]
            + first.groups.map { one in
              line(first, one, second.groups.map { "\(one.name) × \($0.name)" })
            }
            + second.groups.map { one in
              line(second, one, first.groups.map { "\($0.name) × \(one.name)" })
            }
        }
      }
      return [total]
    }
  }
}

extension ConfusionCounts {
  fileprivate static func - (left: ConfusionCounts, right: ConfusionCounts) -> ConfusionCounts {
    ConfusionCounts(
      truePositives: left.truePositives - right.truePositives,
      falsePositives: left.falsePositives - right.falsePositives,
      trueNegatives: left.trueNegatives - right.trueNegatives,
      falseNegatives: left.falseNegatives - right.falseNegatives)
  }
}

extension [ConfusionCounts] {
  /// All together.
  fileprivate var sum: ConfusionCounts {
    reduce(into: ConfusionCounts()) { sum, counts in
      sum.truePositives += counts.truePositives
      sum.falsePositives += counts.falsePositives
      sum.trueNegatives += counts.trueNegatives
      sum.falseNegatives += counts.falseNegatives
    }
  }
}
