import AuditResults
import Testing

@testable import Tables

struct SubgroupsTests {
  private func read(
    _ csv: String, _ groups: [GroupSpec], intersections: Int = 1, data: String = "{}"
  ) throws -> [Subgroups] {
    try readDataset(
      csv, features: "{ column: x, kind: raw }", groups: groups, intersections: intersections,
      data: data
    ).subgroups
  }

  @Test func sortsCategories() throws {
    let found = try read("x,g\n1,b\n1,a\n1,B\n1,a\n", [GroupSpec(column: "g")])
    #expect(
      found == [
        Subgroups(name: "g", columns: ["g"], groups: ["B", "a", "b"], codes: [2, 1, 0, 1])
      ])
  }

  @Test func putsMissingValuesLast() throws {
    let found = try read(
      "x,g\n1,z\n1,\n1,?\n1,a\n", [GroupSpec(column: "g")], data: "{ missing: [\"?\"] }")
    #expect(
      found == [
        Subgroups(
          name: "g", columns: ["g"], groups: ["a", "z", "unknown"], unknownIndex: 2,
          codes: [1, 2, 2, 0])
      ])
  }

  @Test func keepsACategoryCalledUnknownApart() throws {
    let found = try read("x,g\n1,unknown\n1,\n", [GroupSpec(column: "g")])
    #expect(found[0].groups == ["unknown", "unknown (no value)"])
    #expect(found[0].unknownIndex == 1)
    let more = try read("x,g\n1,unknown\n1,unknown (no value)\n1,\n", [GroupSpec(column: "g")])
    #expect(more[0].groups == ["unknown", "unknown (no value)", "unknown (no value)'"])
  }

  @Test func cutsNumbers() throws {
    let found = try read(
      "x,age\n1,60\n1,24.9\n1,25\n1,39.5\n1,\n1,100\n",
      [GroupSpec(column: "age", name: "age band", bins: [25, 40, 60])])
    #expect(
      found == [
        Subgroups(
          name: "age band", columns: ["age"], groups: ["<25", "25 to <40", "≥60", "unknown"],
          unknownIndex: 3, codes: [2, 0, 1, 1, 3, 2])
      ])
  }

  @Test func namesBins() {
    #expect(GroupColumn.binNames([0.5]) == ["<0.5", "≥0.5"])
    #expect(GroupColumn.binNames([-1, 1e20]) == ["<-1", "-1 to <1e+20", "≥1e+20"])
  }

  @Test func refusesTextWhereNumbersAreCut() {
    #expect(
      throws: Unnamed(.notANumber(file: "a.csv", line: 2, column: "age", found: "old"))
    ) { try read("x,age\n1,old\n", [GroupSpec(column: "age", bins: [1])]) }
  }

  @Test func renamesAndMerges() throws {
    let csv = "x,g\n1,0\n1,1\n1,9\n1,8\n1,\n1,Other\n"
    let group = GroupSpec(
      column: "g",
      aliases: [
        .init(value: "0", group: "f"), .init(value: "1", group: "m"),
        .init(value: "8", group: "Other", isMerged: true),
        .init(value: "9", group: "Other", isMerged: true),
      ])
    #expect(
      try read(csv, [group]) == [
        Subgroups(
          name: "g", columns: ["g"], groups: ["Other", "f", "m", "unknown"], unknownIndex: 3,
          codes: [1, 2, 0, 0, 3, 0])
      ])
  }

  @Test func namesAndMergesBins() throws {
    let group = GroupSpec(
      column: "age", bins: [25, 40, 60],
      aliases: [
        .init(value: "<25", group: "young"),
        .init(value: "25 to <40", group: "older", isMerged: true),
        .init(value: "≥60", group: "older", isMerged: true),
      ])
    let found = try read("x,age\n1,60\n1,24\n1,25\n1,50\n", [group])
    #expect(found[0].groups == ["young", "older", "40 to <60"])
    #expect(found[0].codes == [1, 0, 1, 2])
  }

  @Test func aNewNameIsNoOtherGroups() {
    #expect(
      throws: Unnamed(.groupNameTaken(file: "a.csv", attribute: "g", value: "1", name: "Male"))
    ) {
      try read(
        "x,g\n1,Male\n1,1\n",
        [GroupSpec(column: "g", aliases: [.init(value: "1", group: "Male")])])
    }
    // Two values may swap their names.
    #expect(throws: Never.self) {
      try read(
        "x,g\n1,a\n1,b\n",
        [
          GroupSpec(
            column: "g",
            aliases: [.init(value: "a", group: "b"), .init(value: "b", group: "a")])
        ])
    }
  }

  @Test func crossesAttributes() throws {
    let csv = "x,a,b\n1,p,u\n1,q,v\n1,p,v\n1,,u\n1,q,v\n"
    let found = try read(
      csv, [GroupSpec(column: "a"), GroupSpec(column: "b")], intersections: 2)
    #expect(found.map(\.name) == ["a", "b", "a × b"])
    #expect(
      found[2]
        == Subgroups(
          name: "a × b", columns: ["a", "b"], groups: ["p × u", "p × v", "q × v", "unknown"],
          unknownIndex: 3, emptyGroups: ["q × u"], codes: [0, 2, 1, 3, 2]))
  }

  @Test func crossesUpToTheDepth() throws {
    let csv = "x,a,b,c\n1,p,u,0\n1,q,v,1\n"
    let groups = ["a", "b", "c"].map { GroupSpec(column: $0) }
    let two = try read(csv, groups, intersections: 2)
    #expect(two.map(\.name) == ["a", "b", "c", "a × b", "a × c", "b × c"])
    let three = try read(csv, groups, intersections: 9)
    #expect(three.map(\.name) == two.map(\.name) + ["a × b × c"])
    #expect(three[6].groups == ["p × u × 0", "q × v × 1"])
    #expect(three[6].emptyGroups.count == 6)
  }

  @Test func everyRowOfACrossingIsInTheCrossedGroups() throws {
    var csv = "x,a,b,c\n"
    var state: UInt64 = 1
    for _ in 0..<500 {
      state = state &* 6_364_136_223_846_793_005 &+ 1
      let values = [state >> 40 % 4, state >> 45 % 3, state >> 50 % 5]
      csv += "1," + values.map { $0 == 0 ? "" : "v\($0)" }.joined(separator: ",") + "\n"
    }
    let found = try read(csv, ["a", "b", "c"].map { GroupSpec(column: $0) }, intersections: 3)
    let crossing = try #require(found.last)
    for row in 0..<500 {
      let parts = found[0..<3].map { ($0, Int($0.codes[row])) }
      let isUnknown = parts.contains { $0.0.unknownIndex == $0.1 }
      let name = parts.map { $0.0.groups[$0.1] }.joined(separator: " × ")
      #expect(crossing.groups[Int(crossing.codes[row])] == (isUnknown ? "unknown" : name))
    }
    let known = found[0..<3].map { $0.groups.count - 1 }.reduce(1, *)
    #expect(crossing.groups.count - 1 + crossing.emptyGroups.count == known)
  }

  @Test func holdsToTheLimits() {
    let many = (0...1000).map { "1,\($0),\($0 % 40)\n" }.joined()
    #expect(throws: Unnamed(.tooManyGroups(file: "a.csv", attribute: "a", limit: 1000))) {
      try read("x,a,b\n" + many, [GroupSpec(column: "a")])
    }
    let wide = (0..<200).map { "1,\($0),\($0 % 40)\n" }.joined()
    #expect(throws: Unnamed(.tooManyGroups(file: "a.csv", attribute: "a × b", limit: 1000))) {
      try read(
        "x,a,b\n" + wide, [GroupSpec(column: "a"), GroupSpec(column: "b")], intersections: 2)
    }
    let names = (0..<16).map { "g\($0)" }
    #expect(throws: Unnamed(.tooManyIntersections(found: 120, limit: 100))) {
      try read(
        "x," + names.joined(separator: ",") + "\n1" + String(repeating: ",1", count: 16) + "\n",
        names.map { GroupSpec(column: $0) }, intersections: 2)
    }
    #expect(throws: Unnamed(.tooManyIntersections(found: 560 + 120, limit: 100))) {
      try read(
        "x," + names.joined(separator: ",") + "\n1" + String(repeating: ",1", count: 16) + "\n",
        names.map { GroupSpec(column: $0) }, intersections: 3)
    }
  }
}
