extension Subgroups {
  /// The most crossed attributes.
  static let mostIntersections = 100

  /// Every crossing of 2 to `depth` of the attributes, in the order of the attributes.
  ///
  /// A group of a crossing is a combination of groups that some row holds, named with ` × ` and in
  /// the order of its parts; combinations of known groups that no row holds are listed as empty. A
  /// row that is unknown in one of the attributes is unknown in the crossing.
  ///
  /// - Complexity: O(rows · crossings)
  static func intersections(
    of attributes: [Subgroups], depth: Int, file: String
  ) throws(TableError) -> [Subgroups] {
    guard depth >= 2, attributes.count >= 2 else { return [] }
    let found = numberOfCrossings(of: attributes.count, depth: depth)
    guard found <= mostIntersections else {
      throw .tooManyIntersections(found: found, limit: mostIntersections)
    }
    var chosen: [[Int]] = attributes.indices.map { [$0] }
    var crossings: [[Int]] = []
    for _ in 2...min(depth, attributes.count) {
      var longer: [[Int]] = []
      for start in chosen {
        guard let last = start.last else { continue }
        for next in attributes.indices where next > last { longer.append(start + [next]) }
      }
      crossings += longer
      chosen = longer
    }
    var results: [Subgroups] = []
    for crossing in crossings {
      results.append(try cross(crossing.map { attributes[$0] }, file: file))
    }
    return results
  }

  /// How many choices of 2 to `depth` of so many attributes there are, at most the largest number.
  private static func numberOfCrossings(of attributes: Int, depth: Int) -> Int {
    var (sum, choices) = (0, attributes)
    for size in 2...min(depth, attributes) {
      let (product, overflow) = choices.multipliedReportingOverflow(by: attributes - size + 1)
      if overflow { return .max }
      choices = product / size
      let (next, isTooLarge) = sum.addingReportingOverflow(choices)
      if isTooLarge { return .max }
      sum = next
    }
    return sum
  }

  private static func cross(
    _ attributes: [Subgroups], file: String
  ) throws(TableError) -> Subgroups {
    let name = attributes.map(\.name).joined(separator: " × ")
    var names = [""]
    for attribute in attributes {
      let known = attribute.groups.indices.filter { $0 != attribute.unknownIndex }
      guard names.count * known.count <= GroupColumn.mostGroups else {
        throw .tooManyGroups(file: file, attribute: name, limit: GroupColumn.mostGroups)
      }
      names = names.flatMap { prefix in
        known.map { prefix.isEmpty ? attribute.groups[$0] : prefix + " × " + attribute.groups[$0] }
      }
    }
    // The unknown group is the last one, so known groups are numbered without a gap.
    let rows = attributes.first?.codes.count ?? 0
    var combined = Array(repeating: Int32(0), count: rows)
    for attribute in attributes {
      let extent = Int32(attribute.groups.count - (attribute.unknownIndex == nil ? 0 : 1))
      for row in 0..<rows where combined[row] >= 0 {
        let code = attribute.codes[row]
        combined[row] = code >= extent ? -1 : combined[row] * extent + code
      }
    }
    var counts = Array(repeating: 0, count: names.count)
    for code in combined where code >= 0 { counts[Int(code)] += 1 }
    let held = names.indices.filter { counts[$0] > 0 }
    var places = Array(repeating: Int32(0), count: names.count)
    for (place, index) in held.enumerated() { places[index] = Int32(place) }
    var groups = held.map { names[$0] }
    let unknownIndex = combined.contains(-1) ? groups.count : nil
    if unknownIndex != nil { groups.append(GroupColumn.unknownName(beside: groups)) }
    return Subgroups(
      name: name, columns: attributes.flatMap(\.columns), groups: groups,
      unknownIndex: unknownIndex,
      emptyGroups: names.indices.filter { counts[$0] == 0 }.map { names[$0] },
      codes: combined.map { $0 < 0 ? Int32(groups.count - 1) : places[Int($0)] })
  }
}
