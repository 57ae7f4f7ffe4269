import AuditResults

private let file = FileFacts(
  name: "model.h5", bytes: 812_344,
  sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")

private func metric(
  _ id: String, _ before: Double?, _ after: Double?, arm: Double = 0.01,
  method: String = "newcombe.paired"
) -> MetricChange {
  guard let before, let after else {
    return MetricChange(
      metric: id, before: nil, after: nil, change: Estimate(undefined: .noPositives))
  }
  return MetricChange(
    metric: id, before: before, after: after,
    change: Estimate(
      after - before,
      interval: Interval(
        lower: after - before - arm, upper: after - before + arm, level: 0.95, method: method)))
}

private func groupChange(
  _ name: String, rows: Int, gained: Int, lost: Int, before: Double, after: Double,
  hasPositives: Bool = true
) -> GroupChange {
  GroupChange(
    name: name, rows: rows, gained: gained, gainedPositives: gained / 2, lost: lost,
    lostPositives: lost / 3, pValue: gained == lost ? 1 : 0.0004,
    metrics: [
      metric("selection_rate", before, after),
      hasPositives ? metric("tpr", before + 0.4, after + 0.41) : metric("tpr", nil, nil),
      metric("fpr", before / 3, after / 3), metric("accuracy", 0.86, 0.855),
      metric("mean_score", before + 0.02, after + 0.02, method: "student"),
    ])
}

private func quality(_ epoch: Int) -> FineTuningQuality {
  let gap = 0.175 / (1 + 0.3 * Double(epoch))
  return FineTuningQuality(
    accuracy: 0.857 - 0.003 * Double(epoch), averagePrecision: 0.79 - 0.004 * Double(epoch),
    gap: Estimate(
      gap, interval: Interval(lower: gap - 0.011, upper: gap + 0.011, level: 0.95, method: "delta"))
  )
}

private func run(_ seed: UInt64, _ epoch: Int, shift: Double, isChosen: Bool) -> FineTuningRun {
  func measured(_ offset: Double) -> FineTuningQuality {
    var result = quality(epoch)
    let gap = (result.gap.value ?? 0) + offset
    result.accuracy += offset / 10
    result.averagePrecision = result.averagePrecision.map { $0 + offset / 4 }
    result.gap = Estimate(
      gap,
      interval: Interval(lower: gap - 0.011, upper: gap + 0.011, level: 0.95, method: "delta"))
    result.gaps = FineTuningGaps(
      score: gap, scoreByLabel: gap * 0.9, rate: gap * 0.7, rateByLabel: gap * 0.8)
    return result
  }
  return FineTuningRun(
    seed: seed, keptEpoch: epoch, epochs: 4, end: .finished, meetsFloor: seed != 8,
    validation: measured(shift), test: measured(shift * 1.3), lowestParity: 0.94 + shift / 10,
    gates: isChosen ? "pass" : nil, isChosen: isChosen)
}

/// Four settings with two seeds each.
private let series = FineTuningSeries(
  varied: ["lambda", "gap-weight"], measure: "accuracy", planned: 9,
  points: [("0", "0"), ("0", "0.2"), ("0.01", "0.2"), ("0.01", "1")].enumerated().map {
    index, values in
    FineTuningPoint(
      values: [values.0, values.1],
      runs: [
        run(7, index + 1, shift: 0.004, isChosen: index == 2),
        run(8, index + 1, shift: -0.002, isChosen: false),
      ], isOnFront: index != 1, isChosen: index == 2)
  })

private func cutoffs(_ change: PairedChange) -> FineTuningCutoffs {
  var decisions = change
  decisions.averagePrecision = nil
  return FineTuningCutoffs(
    accuracyFloor: 0.847,
    ways: [
      FineTuningCutoffs.Way(
        kind: .given, cutoffs: [0.5], groups: nil, validationAccuracy: 0.857,
        validationGap: 0.16, reachesGap: false, meetsFloor: true, test: nil),
      FineTuningCutoffs.Way(
        kind: .fineTuned, cutoffs: [0.5], groups: nil, validationAccuracy: 0.848,
        validationGap: 0.06, reachesGap: true, meetsFloor: true, test: decisions),
      FineTuningCutoffs.Way(
        kind: .groupBlind, cutoffs: [0.61234], groups: nil, validationAccuracy: 0.8471,
        validationGap: 0.12, reachesGap: false, meetsFloor: true, test: decisions),
      FineTuningCutoffs.Way(
        kind: .groupSpecific, cutoffs: [0.31, 0.58], groups: ["Female", "Male"],
        validationAccuracy: 0.84, validationGap: 0.05, reachesGap: true, meetsFloor: false,
        test: decisions),
    ])
}

/// The audit of two groups as that of a fine-tuned model.
func fineTunedResult() -> AuditResult {
  var result = twoGroupResult()
  result.fineTuning = FineTuningFacts(
    settings: FineTuningSettings(
      method: "gpa", objective: "dp", lambda: 0.01, gapWeight: 0.2, comparison: "pairs",
      attribute: "sex", groups: ["Female", "Male"], epochs: 4, steps: 25, batchSize: 500,
      optimizer: "adam", optimizerSettings: ["beta1": 0.9, "epsilon": 1e-7], learningRate: 0.001,
      schedule: "constant", initialization: nil, firstCandidate: 0, patience: nil, threshold: 0.5,
      seed: 7),
    rows: [
      FineTuningRows(role: .training, file: file, count: 5426, digest: file.sha256),
      FineTuningRows(role: .validation, file: file, count: 1810, digest: file.sha256),
      FineTuningRows(role: .test, file: file, count: 1808, digest: nil),
    ], before: file, after: FileFacts(name: "fairer.h5", bytes: 811_000, sha256: file.sha256),
    epochs: (0...4).map { number in
      FineTuningEpoch(
        number: number,
        training: number == 0
          ? nil
          : FineTuningTerms(
            loss: 0.36 - 0.01 * Double(number), parity: 1.5 + 0.1 * Double(number), gap: 0.1,
            path: nil, objective: 0.4), validation: quality(number))
    }, keptEpoch: 3,
    selection: FineTuningSelection(measure: "accuracy", floor: 0.847, isMet: true),
    end: .finished,
    smallCells: [FineTuningSmallCell(group: "Female", isPositive: true, rows: 219)],
    changes: [
      FineTuningChange(path: "dense/kernel", changed: 20_998, count: 21_000, relative: 0.0831),
      FineTuningChange(path: "dense/bias", changed: 200, count: 200, relative: nil),
    ],
    test: FineTuningTest(
      before: quality(0), after: quality(3),
      parity: [FineTuningTest.Parity(layer: "dense", before: 0.61, after: 0.9412)]))
  result.fineTuning?.change = PairedChange(
    attribute: "sex", rows: 1808,
    overall: groupChange(
      "overall", rows: 1808, gained: 40, lost: 74, before: 0.1951, after: 0.1763),
    averagePrecision: metric(
      "average_precision", 0.79, 0.778, method: "infinitesimal.jackknife"),
    groups: [
      groupChange("Female", rows: 600, gained: 30, lost: 3, before: 0.0937, after: 0.1387),
      groupChange(
        "Male", rows: 1200, gained: 10, lost: 71, before: 0.2453, after: 0.1945),
      groupChange(
        "Other", rows: 8, gained: 0, lost: 0, before: 0.125, after: 0.125, hasPositives: false),
    ],
    gaps: [
      GapChange(
        metric: "selection_rate", highest: "Male", lowest: "Female", before: 0.1516,
        after: 0.0558,
        change: Estimate(
          -0.0958, interval: Interval(lower: -0.12, upper: -0.07, level: 0.95, method: "mover")),
        levelling: .mixed, fallShare: 0.5303),
      GapChange(
        metric: "tpr", highest: "Male", lowest: "Female", before: 0.12, after: 0.1,
        change: Estimate(
          -0.02, interval: Interval(lower: -0.05, upper: 0.01, level: 0.95, method: "mover")),
        levelling: .down, fallShare: 1),
      GapChange(
        metric: "mean_score", highest: "Male", lowest: "Female", before: 0.1716, after: 0.19,
        change: Estimate(
          0.0184, interval: Interval(lower: 0.001, upper: 0.03, level: 0.95, method: "mover")),
        levelling: .notNarrowed, fallShare: nil),
    ])
  return result
}

/// The same as one of several runs, compared with cut-offs.
func sweptResult() -> AuditResult {
  var result = fineTunedResult()
  let change = result.fineTuning?.change
  result.fineTuning?.series = series
  result.fineTuning?.cutoffs = change.map(cutoffs)
  return result
}
