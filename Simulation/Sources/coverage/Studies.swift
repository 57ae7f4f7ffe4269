import Foundation

@testable import Audit

let groupSizes = [50, 100, 200, 500, 1000, 5000]
let shares = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5]

func percent(_ value: Double) -> String { String(format: "%.1f", 100 * value) }

/// Mean, extremes and how many settings lie outside 93 to 97 %.
func summary(_ name: String, _ values: [Double]) -> String {
  let low = values.count { $0 < 0.93 }
  let high = values.count { $0 > 0.97 }
  let mean = values.reduce(0, +) / Double(values.count)
  return
    "| \(name) | \(values.count) | \(percent(mean)) | \(percent(values.min() ?? 0)) | "
    + "\(percent(values.max() ?? 0)) | \(low) | \(high) |"
}

let header = """
  | interval | settings | mean | least | most | below 93 | above 97 |
  |---|---|---|---|---|---|---|
  """

/// Exact coverage for one share and two shares, over all sizes and shares; of two shares, of the score
/// intervals before they are stretched to equality, which takes a test for each table and only adds.
func studyRates() throws {
  var single: [(expected: Double, value: Double)] = []
  print("Wilson, rows by share: coverage in %, * where no interval can cover 93 to 97\n")
  print("| n | " + shares.map { "\(Int($0 * 100)) %" }.joined(separator: " | ") + " |")
  print("|---|" + shares.map { _ in "---|" }.joined())
  for rows in groupSizes {
    var cells: [String] = []
    for share in shares {
      let found = coverage(share, rows: rows) { $0.wilson(confidence: 0.95) }
      single.append((Double(rows) * share, found.value))
      cells.append(percent(found.value) + (isAttainable(share, rows: rows) ? "" : "*"))
    }
    print("| \(rows) | " + cells.joined(separator: " | ") + " |")
  }
  var found: [String: [(expected: Double, value: Double, text: String)]] = [:]
  for m in groupSizes {
    for n in groupSizes {
      for p in shares {
        for q in shares {
          let (a, b) = (Binomial(m, p), Binomial(n, q))
          let expected = min(Double(m) * p, Double(n) * q)
          let text = "\(Int(p * 100)) % of \(m), \(Int(q * 100)) % of \(n)"
          let difference = coverage(a, b, of: p - q) {
            $0.effective.scoreDifference(minus: $1.effective, confidence: 0.95)
          }
          let ratio = coverage(a, b, of: p / q) {
            $0.effective.scoreRatio(over: $1.effective, confidence: 0.95)
          }
          found["difference", default: []].append((expected, difference.value, text))
          found["ratio", default: []].append((expected, ratio.value, text))
        }
      }
    }
  }
  print("\n\(header)")
  print(summary("one rate: `wilson`", single.map(\.value)))
  let names = [("difference", "miettinen.nurminen"), ("ratio", "gart.nam")]
  for (kind, method) in names {
    let all = found[kind] ?? []
    print(summary("\(kind): `\(method)`", all.map(\.value)))
    print(
      summary(
        "… five successes expected", all.filter { $0.expected >= 5 }.map(\.value)))
  }
  for (kind, _) in names {
    let outside = (found[kind] ?? []).filter { $0.value < 0.93 || $0.value > 0.97 }
      .sorted { $0.value < $1.value }
    print("\n\(kind), outside:")
    for row in outside.prefix(5) + outside.suffix(8) { print(row.text, percent(row.value)) }
  }
  func points(_ list: [(expected: Double, value: Double)]) -> [Point] {
    list.map { Point(x: $0.expected, y: $0.value) }
  }
  let figure = Figure(
    panels: [
      Panel(title: "rate: wilson", points: points(single)),
      Panel(
        title: "difference: miettinen.nurminen",
        points: points((found["difference"] ?? []).map { ($0.expected, $0.value) })),
      Panel(
        title: "ratio: gart.nam",
        points: points((found["ratio"] ?? []).map { ($0.expected, $0.value) })),
    ], xTitle: "successes expected in the rarer group", yTitle: "coverage (%)",
    xTicks: [1, 10, 100, 1000], yTicks: [0.9, 0.93, 0.95, 0.97, 1], band: 0.93...0.97)
  try write(figure, "coverage-rates.svg")
}

/// Simulated coverage of metrics that are not shares, for one group and for two.
func studyScores(trials: Int) throws {
  var found: [String: [Point]] = [:]
  var given: [String: [Double]] = [:]
  for (series, share) in shares.enumerated() {
    for rows in groupSizes {
      let result = groupCoverage(rate: share, rows: rows, trials: trials, resamples: 1000)
      for (id, value) in result {
        found[id, default: []].append(
          Point(x: Double(rows) * share, y: value.value, series: series))
        given[id, default: []].append(value.given)
      }
    }
  }
  print("\nOne group, \(trials) samples for each setting\n\n\(header)")
  for id in scoreMetrics {
    let points = found[id] ?? []
    print(summary("`\(id)`", points.map(\.y).filter(\.isFinite)))
    for least in [5.0, 10, 20] {
      print(
        summary(
          "… \(Int(least)) positives expected",
          points.filter { $0.x >= least }.map(\.y).filter(\.isFinite)))
    }
  }
  let figure = Figure(
    panels: scoreMetrics.map { Panel(title: $0, points: found[$0] ?? [], isLine: true) },
    xTitle: "positive rows expected", yTitle: "coverage (%)", xTicks: [1, 10, 100, 1000],
    yTicks: [0.8, 0.9, 0.93, 0.95, 0.97, 1], band: 0.93...0.97,
    seriesNames: shares.map { "base rate \(Int($0 * 100)) %" })
  try write(figure, "coverage-scores.svg")

  var pairs: [String: [(expected: Double, value: Double)]] = [:]
  for (first, second) in [(0.05, 0.05), (0.1, 0.2), (0.3, 0.3), (0.2, 0.5), (0.5, 0.5)] {
    for (m, n) in [(100, 100), (100, 1000), (1000, 100), (500, 500), (200, 2000)] {
      let result = pairCoverage(rates: (first, second), rows: (m, n), trials: trials)
      let expected = min(first * Double(m), second * Double(n))
      for (id, value) in result { pairs[id, default: []].append((expected, value.value)) }
    }
  }
  print("\nTwo groups, differences, \(trials) samples for each setting\n\n\(header)")
  for (id, list) in pairs.sorted(by: { $0.key < $1.key }) {
    print(summary("`\(id)`", list.map(\.value).filter(\.isFinite)))
    print(
      summary(
        "… 10 positives expected",
        list.filter { $0.expected >= 10 }.map(\.value).filter(\.isFinite)))
  }
}
