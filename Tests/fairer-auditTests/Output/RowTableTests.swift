import Tables
import Testing

@testable import fairer_audit

struct RowTableTests {
  @Test func writesARowForEach() {
    let dataset = Dataset(
      rows: 3, inputs: [], labels: [1, 0, 1], positiveLabel: "=good", negativeLabel: "so, so",
      subgroups: [
        Subgroups(name: "@sex", columns: ["sex"], groups: ["f", "+m"], codes: [1, 0, 0]),
        Subgroups(
          name: "age", columns: ["age"], groups: ["<25", "unknown"], unknownIndex: 1,
          codes: [0, 1, 0]),
      ], features: [])
    let table = RowTable(
      dataset, predictions: .scores([0.5, 0.25, 0.1], selected: [true, true, false]))
    #expect(
      table.csv == """
        row,score,selected,label,'@sex,age
        0,0.5,1,'=good,'+m,<25
        1,0.25,1,"so, so",f,unknown
        2,0.1,0,'=good,f,<25

        """)
  }
}
