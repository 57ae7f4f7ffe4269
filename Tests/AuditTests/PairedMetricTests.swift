import AuditResults
import Tables
import Testing

@testable import Audit

@Suite struct PairedMetricTests {
  private struct Rows {
    var scores: [Double] = []
    var labels: [UInt8] = []
    var codes: [Int32] = []

    init(_ count: Int, seed: UInt64) {
      var random = RandomSource(seed: seed)
      for _ in 0..<count {
        let group = random.below(3)
        let label = random.below(10) < 3 + group ? 1 : 0
        scores.append(Double(random.below(40) + 10 * label + 5 * group) / 70)
        labels.append(UInt8(label))
        codes.append(Int32(group))
      }
    }

    var subgroups: Subgroups {
      Subgroups(name: "g", columns: ["g"], groups: ["a", "b", "c"], codes: codes)
    }
  }

  private func measure(_ rows: Rows, _ metric: PairedMetric) -> LinearMetric? {
    metric.measure(
      rows.scores, labels: rows.labels, threshold: 0.5,
      rowsOfGroups: rows.subgroups.rowsOfGroups())
  }

  @Test func valuesAreThoseOfTheMetrics() throws {
    let rows = Rows(300, seed: 3)
    let outcomes = Outcomes(
      scores: rows.scores, labels: rows.labels, threshold: 0.5, settings: .quick)
    let attribute = outcomes.attribute(rows.subgroups)
    for metric in PairedMetric.all {
      let expected =
        attribute[disparity: metric.id]?.estimate.value ?? outcomes.overall()[metric.id]?.value
      #expect(expected != nil, "\(metric.id)")
      #expect(agree(measure(rows, metric)?.value, expected, relative: 1e-12), "\(metric.id)")
    }
  }

  @Test func sharesOfRowsAddUpToTheVariance() throws {
    let rows = Rows(300, seed: 4)
    for metric in PairedMetric.all where metric.id == "average_precision" {
      let found = try #require(measure(rows, metric))
      let sample = Sample(
        rows: rows.scores.indices, scores: rows.scores, labels: rows.labels, threshold: 0.5)
      let expected = averagePrecision(positives: sample.positives, negatives: sample.negatives)
      // The audit's error is unbiased: of each class by its own number of rows.
      let squares = [1, 0].reduce(0.0) { sum, label in
        let shares = found.rows.indices.filter { rows.labels[$0] == label }.map { found.rows[$0] }
        let count = Double(shares.count)
        return sum + shares.reduce(0) { $0 + $1 * $1 } * count / (count - 1)
      }
      #expect(agree(squares, expected.squaredError, relative: 1e-12))
    }
    let accuracy = try #require(PairedMetric.all.first { $0.id == "accuracy" })
    let found = try #require(measure(rows, accuracy))
    let squares = found.rows.reduce(0) { $0 + $1 * $1 }
    #expect(agree(squares, found.value * (1 - found.value) / 299, relative: 1e-12))
  }

  /// Of a change that is known, the interval holds it about as often as it says.
  @Test func intervalsOfChangesCover() throws {
    let metric = try #require(PairedMetric.all.first { $0.id == "dp.score_gap" })
    // Scores after are those before, less 0.1 for group c, with noise: the gap changes by -0.1.
    var covered = 0
    for seed in 0..<200 {
      let before = Rows(400, seed: UInt64(seed))
      var after = before
      var random = RandomSource(seed: UInt64(seed) + 1000)
      for row in after.scores.indices {
        let noise = (Double(random.below(1000)) - 499.5) / 5000
        after.scores[row] += noise - (after.codes[row] == 2 ? 0.05 : 0)
      }
      let (a, b) = (try #require(measure(before, metric)), try #require(measure(after, metric)))
      let interval = try #require(a.change(to: b, confidence: 0.95).interval)
      #expect(interval.method == Method.pairedLinear.rawValue)
      if interval.lower <= -0.05, -0.05 <= interval.upper { covered += 1 }
    }
    #expect((180...199).contains(covered), "\(covered) of 200")
  }

  @Test func nothingMovesWithoutAChange() throws {
    let rows = Rows(100, seed: 5)
    for metric in PairedMetric.all {
      let found = try #require(measure(rows, metric))
      let change = found.change(to: found, confidence: 0.95)
      #expect(change.value == 0 && change.interval == nil)
    }
  }

  @Test func whatIsNotDefinedIsLeftOut() {
    let metric = PairedMetric.all.first { $0.id == "eopp.maxmin" }
    let none = metric?.measure(
      [0.2, 0.8], labels: [0, 0], threshold: 0.5, rowsOfGroups: [[0], [1]])
    #expect(none == nil)
  }
}
