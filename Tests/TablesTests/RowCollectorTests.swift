import Engine
import Testing

@testable import Tables

@Suite struct RowCollectorTests {
  private let batches = [(0, 3), (3, 3), (6, 1)].map { start, count in
    Tensor<Float>(
      shape: [count, 2, 1], elements: (2 * start..<2 * (start + count)).map { Float($0) })
  }

  /// In memory, in a file from the second batch on, and in a file from the start.
  @Test(arguments: [1 << 20, 24, 0]) func handsOutWhatCameIn(memory: Int) throws {
    var collector = RowCollector(shape: [2, 1], memory: memory)
    for batch in batches { try collector.append(batch) }
    let rows = collector.finish()
    #expect((rows is RowFile) == (memory < 1 << 20))
    #expect(rows.rowCount == 7)
    #expect(rows.rowShape == [2, 1])
    let all = rows.gatheringRows(0..<7)
    #expect(all.shape == [7, 2, 1])
    #expect(all.elements == (0..<14).map { Float($0) })
    #expect(rows.gatheringRows([6, 0, 0]).elements == [12, 13, 0, 1, 0, 1])
    #expect(rows.gatheringRows(2..<4).elements == [4, 5, 6, 7])
    try rows.checkRead()
  }

  @Test func remembersWhatCouldNotBeRead() throws {
    var collector = RowCollector(shape: [2, 1], memory: 0)
    try collector.append(batches[0])
    let rows = collector.finish()
    let dataset = Dataset(
      rows: 3, inputs: [Dataset.Input(name: "x", rows: RowSelection(rows, [0, 7]))], labels: nil,
      positiveLabel: "", negativeLabel: "", subgroups: [], features: [])
    #expect(rows.gatheringRows([2]).elements == [4, 5])
    try dataset.checkRead()
    #expect(rows.gatheringRows([7]).elements == [0, 0])
    #expect(throws: TableError.self) { try rows.checkRead() }
    #expect(throws: TableError.self) { try dataset.checkRead() }
  }

  @Test func readsInBatches() throws {
    let count = DatasetBuilder.batchRows + 5
    let csv = "x\n" + (0..<count).map { "\($0)\n" }.joined()
    let whole = try readTable(
      csv, spec: "inputs: [{ name: a, features: [{ column: x, kind: raw }] }]")
    #expect(whole.rows == count)
    #expect(whole.inputs[0].tensor.elements == (0..<count).map { Float($0) })
  }
}
