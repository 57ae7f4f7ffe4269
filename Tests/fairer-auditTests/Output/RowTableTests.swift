import Audit
import Tables
import Testing

@testable import fairer_audit

struct RowTableTests {
  private var dataset: Dataset {
    Dataset(
      rows: 3, inputs: [], labels: [1, 0, 1], positiveLabel: "=good", negativeLabel: "so, so",
      subgroups: [
        Subgroups(name: "@sex", columns: ["sex"], groups: ["f", "+m"], codes: [1, 0, 0]),
        Subgroups(
          name: "age", columns: ["age"], groups: ["<25", "unknown"], unknownIndex: 1,
          codes: [0, 1, 0]),
      ], features: [])
  }

  @Test func writesARowForEach() {
    let table = RowTable(
      dataset,
      RowPredictions(columns: [("score", [0.5, 0.25, 0.1])], decisions: ["1", "1", "0"]))
    #expect(
      table.csv == """
        row,score,decision,label,'@sex,age
        0,0.5,1,'=good,'+m,<25
        1,0.25,1,"so, so",f,unknown
        2,0.1,0,'=good,f,<25

        """)
  }

  @Test func writesClassesAndNumbers() {
    var dataset = dataset
    dataset.subgroups = []
    dataset.labelValues = .classes(["a", "-b"], codes: [1, 0, 0])
    let classes = RowPredictions(
      columns: [("score of a", [0.5, 1, 0]), ("score of -b", [0.5, 0, 1])],
      decisions: ["", "a", "-b"])
    #expect(
      RowTable(dataset, classes).csv == """
        row,score of a,score of -b,decision,label
        0,0.5,0.5,,'-b
        1,1.0,0.0,a,a
        2,0.0,1.0,'-b,a

        """)
    dataset.labelValues = .numbers([-1.5, 2, 3])
    let numbers = RowPredictions(columns: [("prediction", [1, 2, -3])], decisions: nil)
    #expect(
      RowTable(dataset, numbers).csv
        == "row,prediction,label\n0,1.0,-1.5\n1,2.0,2.0\n2,-3.0,3.0\n")
  }
}
