import Engine
import Testing

@testable import Audit

@Suite struct FineTunePartsTests {
  @Test func splitIsStratifiedAndRepeatable() {
    let rows = BiasedRows.make(1000, seed: 8)
    let parts = rows.split(shares: [0.6, 0.2, 0.2], seed: 3)
    #expect(parts.flatMap { $0 }.sorted() == Array(0..<1000))
    #expect(parts == rows.split(shares: [0.6, 0.2, 0.2], seed: 3))
    #expect(parts != rows.split(shares: [0.6, 0.2, 0.2], seed: 4))
    for cell in rows.cells(.equalizedOdds) {
      let shares = parts.map { part in part.count { cell.contains($0) } }
      for (share, expected) in zip(shares, [0.6, 0.2, 0.2]) {
        #expect(abs(Double(share) - expected * Double(cell.count)) < 1)
      }
    }
  }

  @Test func stepsOfAnEpochFillTheLargestGroup() throws {
    var request = try BiasedRows.request(Objective(.erm))
    let largest = try #require(request.training.cells(.demographicParity).map(\.count).max())
    request.stepsPerEpoch = nil
    for (size, steps) in [
      (1, largest), (largest - 1, 2), (largest, 1), (largest + 1, 1), (.max, 1),
    ] {
      request.batchSize = size
      #expect(request.stepsInEpoch == steps, "\(size)")
    }
    request.epochs = 7
    #expect(request.plannedSteps == 7)
    (request.epochs, request.stepsPerEpoch) = (.max, .max)
    #expect(request.plannedSteps > 0)
  }

  @Test func batchesHoldNoRowTwice() {
    var sampler = CellSampler(cells: [Array(0..<50), Array(50..<60), [7, 8]], size: 10, seed: 1)
    #expect(sampler.small == [2])
    var seen = [Int](repeating: 0, count: 60)
    for _ in 0..<1000 {
      let batch = sampler.next()
      #expect(batch.map(\.count) == [10, 10, 10])
      #expect(Set(batch[0]).count == 10 && Set(batch[1]) == Set(50..<60))
      #expect(Set(batch[2]).isSubset(of: [7, 8]))
      for row in batch[0] { seen[row] += 1 }
    }
    // Each row is drawn 200 times on average, with standard deviation 13.
    #expect(seen[..<50].allSatisfy { abs($0 - 200) < 65 })
  }

  @Test func qualityByHand() {
    let rows = LabelledRows(
      inputs: [], labels: [1, 0, 1, 0, 1, 0], codes: [0, 0, 1, 1, -1, 0], groups: ["a", "b"])
    let scores = [0.9, 0.1, 0.4, 0.6, 0.8, 0.2]
    let quality = Quality(
      scores: scores, rows: rows, fairness: .demographicParity, comparison: .pairs, threshold: 0.5)
    #expect(quality.accuracy == 4 / 6.0)
    // Ranks of the positives: 1, 2 and 4.
    #expect(agree(quality.averagePrecision, (1 + 1 + 3 / 4.0) / 3, relative: 1e-14))
    #expect(agree(quality.gap, 0.1, relative: 1e-12))
    #expect(quality.gapInterval.lowerBound == 0 && quality.gapInterval.upperBound > 0.1)
    let odds = Quality(
      scores: scores, rows: rows, fairness: .equalizedOdds, comparison: .pairs, threshold: 0.5)
    #expect(agree(odds.gap, 0.45 + 0.5, relative: 1e-12))
  }

  @Test func selectionPrefersTheFloorThenTheGap() {
    func quality(_ accuracy: Double, _ gap: Double) -> Quality {
      var quality = Quality(
        scores: [0.5], rows: LabelledRows(inputs: [], labels: [1], codes: [0], groups: ["a"]),
        fairness: .demographicParity, comparison: .pairs, threshold: 0.5)
      quality.accuracy = accuracy
      quality.gap = gap
      return quality
    }
    let floor = Selection.gapAboveFloor(.accuracy, floor: 0.8)
    #expect(floor.prefers(quality(0.8, 0.2), to: quality(0.9, 0.3)))
    #expect(!floor.prefers(quality(0.79, 0), to: quality(0.8, 0.3)))
    #expect(floor.prefers(quality(0.8, 0.3), to: quality(0.79, 0)))
    #expect(floor.prefers(quality(0.7, 0.5), to: quality(0.6, 0)))
    #expect(Selection.minimumGap.prefers(quality(0.1, 0.1), to: quality(0.9, 0.2)))
    #expect(floor.accepts(quality(0.8, 1)) && !floor.accepts(quality(0.79, 0)))
  }

  @Test func comparisonsOfThreeGroups() {
    #expect(
      CellComparison.all(contexts: 1, groups: 3, .pairs).map { $0.first + $0.second }
        == [[0, 1], [0, 2], [1, 2]])
    let rest = CellComparison.all(contexts: 2, groups: 3, .againstRest)
    #expect(rest.count == 6 && rest[4] == CellComparison(first: [4], second: [3, 5]))
    #expect(
      CellComparison.all(contexts: 2, groups: 2, .againstRest)
        == CellComparison.all(contexts: 2, groups: 2, .pairs))
  }

  @Test func freshKernelsStayWithinTheirBound() throws {
    let model = try BiasedRows.model()
    let glorot = model.initialized(.glorot, seed: 1)
    let bound = Float((6.0 / 14).squareRoot())
    #expect(glorot.weights[2].tensor.elements.allSatisfy { abs($0) <= bound })
    #expect(glorot.weights[2].tensor.elements.contains { abs($0) > bound * 0.8 })
    #expect(glorot.weights[3].tensor.elements.allSatisfy { $0 == 0 })
    let fanIn = model.initialized(.fanIn, seed: 1)
    let side = Float(1 / 8.0.squareRoot())
    for weight in fanIn.weights[2...3] {
      #expect(weight.tensor.elements.allSatisfy { abs($0) <= side })
      #expect(weight.tensor.elements.contains { abs($0) > side * 0.5 })
    }
  }

  @Test func floorsAreMeasuredFromTheGivenModel() throws {
    var request = try BiasedRows.request(
      Objective(.erm), selection: .gapNearStart(.accuracy, tolerance: 0.01), epochs: 1)
    let start = try fineTune(request)
    let accuracy = start.history[0].validation.accuracy
    #expect(start.selection == .gapAboveFloor(.accuracy, floor: accuracy - 0.01))
    request.initialization = .glorot
    #expect(try fineTune(request).selection == start.selection)
  }

  @Test func selectedRowsAreThoseOfTheSource() {
    let rows = BiasedRows.make(20, seed: 1)
    let some = rows.gathering([7, 3, 3, 19]).gathering([1, 3])
    #expect(some.count == 2 && some.labels == [rows.labels[3], rows.labels[19]])
    for wanted in [[0], [1, 0, 1]] {
      #expect(
        some.inputs[0].gatheringRows(wanted)
          == rows.inputs[0].gatheringRows(wanted.map { [3, 19][$0] }))
    }
    #expect(some.inputs[0].gatheringRows(0..<2) == rows.inputs[0].gatheringRows([3, 19]))
  }

  @Test func groupsAreNumberedAsInTheTrainingRows() {
    let rows = LabelledRows(inputs: [], labels: [1, 0, 1], codes: [1, -1, 0], groups: ["b", "c"])
    let named = rows.naming(["a", "b", "c"])
    #expect(named.groups == ["a", "b", "c"] && named.codes == [2, -1, 1])
    #expect(rows.naming(["a", "b"]).groups == ["b", "c"])
  }
}
