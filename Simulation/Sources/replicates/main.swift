import AuditResults
import Foundation
import Tables

@testable import Audit

// replicates: what the statistics of the Adult audit cost, from scores to intervals and tests.
//
// Every metric of every group of sex, race and both crossed, every disparity, contrast and comparison of all
// groups; ten thousand bootstrap replicates and ten thousand permutations wherever one resamples.

let folder = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "Tests/Fixtures/audit/adult")
let codes = Array(try Data(contentsOf: folder.appending(path: "codes.u8")))
let bytes = Array(try Data(contentsOf: folder.appending(path: "k3_adult_mlp200.scores.f32")))
let scores = codes.indices.map { row -> Double in
  let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[4 * row + $1]) << (8 * UInt32($1)) }
  return Double(Float(bitPattern: bits))
}

func attribute(_ name: String, _ codes: [Int]) -> Subgroups {
  let held = Set(codes).sorted()
  return Subgroups(
    name: name, columns: [name], groups: held.map { "\(name) \($0)" },
    codes: codes.map { Int32(held.firstIndex(of: $0) ?? 0) })
}

let sex = codes.map { Int($0 >> 1 & 1) }
let race = codes.map { Int($0 >> 2) }
let attributes = [
  attribute("sex", sex), attribute("race", race),
  attribute("sex × race", zip(sex, race).map { $0 * 8 + $1 }),
]
var settings = SettingsFacts()
settings.resamples = 10_000

/// Processor time of this process, in seconds: other programs do not count.
func processorTime() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

var times: [Double] = []
var groups = 0
for _ in 0..<5 {
  let start = processorTime()
  let outcomes = Outcomes(
    scores: scores, labels: codes.map { $0 & 1 }, threshold: 0.5, settings: settings)
  groups = 1
  _ = outcomes.overall()
  for attribute in attributes { groups += outcomes.attribute(attribute).groups.count }
  times.append(processorTime() - start)
}
print(
  "\(codes.count) rows, \(groups) groups, \(Metric.all.count) metrics, 10000 replicates: "
    + "\(times.sorted().map { String(format: "%.2f", $0) }.joined(separator: ", ")) s of one processor"
)

// What counts alone decide, resampled in full: the four cells of every group drawn ten thousand times, and each
// metric of one group computed from every draw.
let outcomes = Outcomes(
  scores: scores, labels: codes.map { $0 & 1 }, threshold: 0.5, settings: settings)
let samples = [outcomes.sample(0..<codes.count)] + attributes.flatMap { outcomes.samples(of: $0) }
let measures = Metric.table(for: .binary).compactMap { metric -> Measure? in
  guard case .group(let measure, _) = metric.rule, measure.basis == .cells else { return nil }
  return measure
}
let start = processorTime()
var (random, defined) = (RandomSource(seed: 1), 0)
for sample in samples {
  let cells = sample.counts.cells
  for _ in 0..<10_000 {
    let drawn = Sample(
      counts: ConfusionCounts(cells: random.multinomial(sample.rows, weights: cells)))
    for measure in measures where measure(drawn).value != nil { defined += 1 }
  }
}
print(
  "\(measures.count) metrics of cells of \(samples.count) groups, 10000 replicates each, "
    + "\(defined) numbers: \(String(format: "%.2f", processorTime() - start)) s of one processor")
