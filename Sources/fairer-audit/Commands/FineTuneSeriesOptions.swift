import ArgumentParser
import Audit

/// Several runs, and what is kept of them.
struct FineTuneSeriesOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Run with so many seeds, counted up from --seed. The rows' parts stay; the spread is reported.
      """, valueName: "n"))
  var seeds = 1

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      """
      Run all combinations of values, such as lambda=0,0.01 gap-weight=0,0.2,1; also of method, \
      learning-rate and weight-decay. Each run takes one thread. Runs that are done are kept, and \
      found again by the same command.
      """, valueName: "name=a,b"))
  var sweep: [String] = []

  @Flag(help: "Write the checkpoints of all points on the front into NAME.finetune/front.")
  var keepFront = false

  @Option(
    help: ArgumentHelp(
      "Keep the run's state after every so many epochs, for --resume.", valueName: "n"))
  var checkpointEvery: Int?

  @Flag(help: "Go on with a run of the same command that was interrupted.")
  var resume = false

  @Flag(
    help: """
      Compare with a cut-off for each group, too. Deciding by group is unlawful in many places; the \
      comparison only shows what it would do.
      """)
  var groupThresholds = false

  /// Checks the options by themselves.
  func check() throws(UsageError) {
    guard (1...1000).contains(seeds) else {
      throw .option(name: "--seeds", expected: "1 to 1000", found: "\(seeds)")
    }
    if let checkpointEvery, checkpointEvery < 1 {
      throw .option(
        name: "--checkpoint-every", expected: "1 or more", found: "\(checkpointEvery)")
    }
    if keepFront, sweep.isEmpty {
      throw .combination("--keep-front belongs to --sweep", remedy: "give --sweep too")
    }
  }

  /// The runs that the options describe; `objective` has the weights that were asked for.
  func series(
    _ base: FineTuneRequest, seed: UInt64, objective: ObjectiveOptions
  ) throws(UsageError) -> FineTuneSeries {
    try check()
    let grid = try grid()
    let methods =
      grid.first { $0.setting == .method }?.values ?? [base.objective.method.rawValue]
    for (setting, users) in [
      (SweptSetting.lambda, ["gpa", "mixup"]), (.gapWeight, ["gpa", "gapreg", "mixup"]),
    ]
    where grid.contains(where: { $0.setting == setting })
      && users.allSatisfy({ !methods.contains($0) })
    {
      throw .combination(
        "--sweep varies \(setting.rawValue), which no method of it has",
        remedy: "leave it out, or give another --method")
    }
    do throws(SweepError) {
      return try FineTuneSeries(
        base, grid: grid, seeds: (0..<UInt64(seeds)).map { seed &+ $0 },
        objective: objective.objective(of:))
    } catch {
      throw .option(
        name: "--sweep", expected: "values of \(error.setting.rawValue)", found: error.value)
    }
  }

  private func grid() throws(UsageError) -> [(setting: SweptSetting, values: [String])] {
    var grid: [(setting: SweptSetting, values: [String])] = []
    for text in sweep {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let names = SweptSetting.allCases.map(\.rawValue).joined(separator: ", ")
      guard parts.count == 2, let setting = SweptSetting(rawValue: String(parts[0])),
        !grid.contains(where: { $0.setting == setting })
      else {
        throw .option(
          name: "--sweep", expected: "NAME=VALUE,VALUE with each NAME once, of \(names)",
          found: text)
      }
      grid.append(
        (setting, parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init))
      )
    }
    return grid
  }
}
