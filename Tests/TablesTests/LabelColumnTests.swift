import Testing

@testable import Tables

struct LabelColumnTests {
  private func read(_ values: [String], _ label: LabelSpec) throws -> Dataset {
    try readDataset(
      "x,y\n" + values.map { "1,\($0)\n" }.joined(), label: label)
  }

  @Test func twoValues() throws {
    let data = try read(["no", "yes", "no"], LabelSpec(column: "y", positive: "yes"))
    #expect(data.labels == [0, 1, 0])
    #expect(data.positiveLabel == "yes")
    #expect(data.negativeLabel == "no")
  }

  @Test func oneValueWhereBothAreNamed() throws {
    let label = LabelSpec(column: "y", positive: "yes", negative: "no")
    #expect(try read(["no", "no"], label).labels == [0, 0])
    #expect(try read(["yes"], label).labels == [1])
  }

  @Test func noLabel() throws {
    let data = try readDataset("x\n1\n")
    #expect(data.labels == nil)
    #expect(data.positiveLabel.isEmpty && data.negativeLabel.isEmpty)
  }

  @Test(arguments: [
    (
      ["no", "no"], LabelSpec(column: "y", positive: "yes"),
      TableError.labelValues(
        file: "a.csv", column: "y", positive: "yes", negative: nil, found: ["no"], more: false)
    ),
    (
      ["b", "a", "yes"], LabelSpec(column: "y", positive: "yes"),
      .labelValues(
        file: "a.csv", column: "y", positive: "yes", negative: nil, found: ["a", "b", "yes"],
        more: false)
    ),
    (
      ["yes", "maybe"], LabelSpec(column: "y", positive: "yes", negative: "no"),
      .labelValues(
        file: "a.csv", column: "y", positive: "yes", negative: "no", found: ["maybe", "yes"],
        more: false)
    ),
    (
      ["0", "1"], LabelSpec(column: "y", positive: ">50K"),
      .positiveAbsent(file: "a.csv", column: "y", positive: ">50K", found: ["0", "1"])
    ),
    (
      ["no", ""], LabelSpec(column: "y", positive: "yes"),
      .missingValue(file: "a.csv", line: 3, column: "y")
    ),
    (
      (0..<300).map { "\($0)" }, LabelSpec(column: "y", positive: "yes"),
      .labelValues(
        file: "a.csv", column: "y", positive: "yes", negative: nil,
        found: (0..<10).map { "\($0)" }, more: true)
    ),
    (
      ["1"], LabelSpec(column: "Y", positive: "1"),
      .missingColumn(file: "a.csv", column: "Y", nearest: "y", columns: ["x", "y"])
    ),
  ])
  func refuses(values: [String], label: LabelSpec, error: TableError) {
    #expect(throws: Unnamed(error)) { try read(values, label) }
  }
}
