import Foundation

@testable import Audit

/// Family-wise error under equality.
func studyFamilies(trials: Int) throws {
  var points: [String: [Point]] = [:]
  var all: [Double] = []
  let settings: [(rows: [Int], rate: Double)] = [
    ([100], 0.3), ([500], 0.1), ([50, 100, 400], 0.3), ([60, 1000], 0.1),
  ]
  print("\nFamily-wise error in %, \(trials) samples of equal groups for each setting\n")
  let ids = [
    "dp.rate_gap.maxmin", "dp.ratio.minmax", "dp.rate_gap.overall", "dp.score_gap", "eo.max",
    "accuracy.gap.maxmin", "auc.gap.maxmin", "brier.gap.maxmin",
  ]
  print("| groups | rows, base rate | " + ids.map { "`\($0)`" }.joined(separator: " | ") + " |")
  print("|---|---|" + ids.map { _ in "---|" }.joined())
  for groups in [2, 3, 5, 8, 15] {
    for (series, setting) in settings.enumerated() {
      let result = familyError(
        groups: groups, rows: setting.rows, rate: setting.rate, trials: trials)
      for (id, value) in result {
        points[id, default: []].append(Point(x: Double(groups), y: value, series: series))
        all.append(value)
      }
      let rows = setting.rows.map { "\($0)" }.joined(separator: ", ")
      print(
        "| \(groups) | \(rows); \(Int(setting.rate * 100)) % | "
          + ids.map { percent(result[$0] ?? .nan) }.joined(separator: " | ") + " |")
    }
  }
  let error = (0.05 * 0.95 / Double(trials)).squareRoot()
  print(
    "\n\(all.count) numbers, largest \(percent(all.max() ?? 0)); above 5: \(all.count { $0 > 0.05 }), "
      + "by two standard errors of \(percent(error)): \(all.count { $0 > 0.05 + 2 * error })")
  let figure = Figure(
    panels: ids.map { Panel(title: $0, points: points[$0] ?? [], isLine: true) },
    xTitle: "equal groups", yTitle: "family-wise error (%)", xTicks: [2, 3, 5, 8, 15],
    yTicks: [0, 0.02, 0.04, 0.05, 0.06, 0.08], band: 0...0.05,
    seriesNames: settings.map {
      "n \($0.rows.map { "\($0)" }.joined(separator: "/")), \(Int($0.rate * 100)) %"
    })
  try write(figure, "coverage-families.svg")
}

/// Coverage with weights.
func studyWeights(trials: Int) {
  var found: [String: [(expected: Double, value: Double)]] = [:]
  for rates in [(0.05, 0.05), (0.1, 0.2), (0.3, 0.3), (0.5, 0.3)] {
    for rows in [(100, 100), (200, 1000), (1000, 200), (1000, 1000)] {
      for spread in [0.0, 0.5, 0.8] {
        for slope in spread == 0 ? [0.0] : [-0.5, 0, 0.5] {
          let populations = (
            WeightedPopulation(rate: rates.0, spread: spread, slope: slope),
            WeightedPopulation(rate: rates.1, spread: spread, slope: slope)
          )
          let result = weightedCoverage(populations, rows: rows, trials: trials)
          let expected = min(rates.0 * Double(rows.0), rates.1 * Double(rows.1))
          for (id, value) in result { found[id, default: []].append((expected, value.value)) }
        }
      }
    }
  }
  print("\nShares of weight, \(trials) samples for each setting\n\n\(header)")
  for (id, list) in found.sorted(by: { $0.key > $1.key }) {
    print(summary("`\(id)`", list.map(\.value)))
    print(
      summary("… 20 selected expected", list.filter { $0.expected >= 20 }.map(\.value)))
  }
}

/// Coverage of metrics of numeric labels.
func studyNumbers(trials: Int) {
  let sizes = [30, 50, 100, 200, 500, 1000]
  print("\nNumeric labels, \(trials) samples for each setting: coverage in %\n")
  print("| metric, errors | " + sizes.map { "\($0)" }.joined(separator: " | ") + " |")
  print("|---|" + sizes.map { _ in "---|" }.joined())
  for metric in ["rmse", "r2"] {
    for errors in Errors.allCases {
      let cells = sizes.map {
        percent(numberCoverage(errors, rows: $0, trials: trials)[metric]?.value ?? .nan)
      }
      print("| `\(metric)`, \(errors.rawValue) | " + cells.joined(separator: " | ") + " |")
    }
  }
}
