import ArgumentParser
import Audit
import Engine
import Testing

@testable import fairer_audit

@Suite struct FineTuneOptionsTests {
  private func optimizer(_ arguments: String...) throws -> Optimizer<Float>.Settings {
    try OptimizerOptions.parse(arguments).chosen(steps: 100)
  }

  @Test func schedulesCoverTheWholeRun() throws {
    #expect(try optimizer().schedule == .constant(1e-3))
    for (name, end) in [("linear", 0), ("cosine", 0), ("exponential", 5e-3)] {
      let schedule = try optimizer("--schedule", name, "--learning-rate", "0.5").schedule
      #expect(schedule.rate(atStep: 0) == 0.5)
      #expect(abs(schedule.rate(atStep: 100) - end) < 1e-12, "\(name)")
    }
    let warm = try optimizer("--schedule", "cosine", "--warmup", "20").schedule
    #expect(warm.rate(atStep: 0) == 0 && warm.rate(atStep: 20) == 1e-3)
    #expect(abs(warm.rate(atStep: 100)) < 1e-12)
    let step = try optimizer(
      "--schedule", "step", "--decay", "0.5", "--decay-steps", "10", "--warmup", "4",
      "--learning-rate", "0.2"
    ).schedule
    #expect([0, 2, 4, 13, 14, 24].map { step.rate(atStep: $0) } == [0, 0.1, 0.2, 0.2, 0.1, 0.05])
    let third = try optimizer("--schedule", "step").schedule
    #expect(third.rate(atStep: 33) == 1e-3 && abs(third.rate(atStep: 34) - 1e-4) < 1e-18)
  }

  @Test func optimizersAreThoseOfTheOptions() throws {
    let settings = try optimizer(
      "--optimizer", "sgd", "--momentum", "0.9", "--nesterov", "--clip-norm", "2",
      "--weight-decay", "0.01")
    #expect(settings.rule == .sgd(momentum: 0.9, nesterov: true))
    #expect(settings.clipping == .globalNorm(2) && settings.weightDecay == 0.01)
    #expect(try optimizer("--clip-value", "3").clipping == .value(3))
    for wrong in [
      ["--nesterov"], ["--optimizer", "sgd", "--momentum", "1"], ["--decay", "0.5"],
      ["--decay-steps", "3", "--schedule", "cosine"], ["--schedule", "step", "--decay", "2"],
      ["--schedule", "step", "--decay-steps", "0"], ["--warmup", "101"],
      ["--clip-norm", "0"], ["--clip-norm", "1", "--clip-value", "1"],
      ["--schedule", "cosine", "--warmup", "101"],
    ] {
      let options = try OptimizerOptions.parse(wrong)
      #expect(throws: UsageError.self, "\(wrong)") { try options.chosen(steps: 100) }
    }
  }

  @Test func objectivesHaveTheWeightsOfTheirMethod() throws {
    func objective(_ arguments: String...) throws -> Objective {
      try ObjectiveOptions.parse(arguments).chosen()
    }
    #expect(try objective() == Objective(.gpa, alignment: 0.01, gapWeight: 0.2))
    #expect(try objective("--method", "erm") == Objective(.erm))
    #expect(
      try objective("--method", "mixup", "--objective", "eo", "--gap-weight", "3")
        == Objective(.fairMixup, .equalizedOdds, gapWeight: 3))
    #expect(try objective("--lambda", "0").alignment == 0)
    #expect(try ObjectiveOptions.parse([]).objective(of: .fairMixup).alignment == 0)
    #expect(
      try ObjectiveOptions.parse(["--lambda", "3"]).objective(of: .fairMixup).alignment == 3)
    #expect(
      try objective("--method", "mixup", "--lambda", "0.05")
        == Objective(.fairMixup, alignment: 0.05, gapWeight: 0.2))
    #expect(throws: UsageError.self) { try objective("--method", "gapreg", "--lambda", "0.05") }
  }

  @Test func theStartCompetesOnlyWhereItMayWin() throws {
    let gap = Objective(.gapReg, gapWeight: 1)
    func candidate(_ arguments: String..., objective: Objective, isFresh: Bool = false) throws
      -> Int
    {
      try SelectionOptions.parse(arguments).chosenCandidate(objective, isFresh: isFresh)
    }
    #expect(try candidate(objective: gap) == 0)
    #expect(try candidate(objective: gap, isFresh: true) == 1)
    #expect(try candidate(objective: Objective(.gpa, alignment: 1)) == 1)
    #expect(try candidate("--select", "min-gap", objective: gap) == 1)
    #expect(try candidate("--first-candidate", "3", objective: gap) == 3)
  }

  @Test func oneFileIsDealtWhateverItIsCalled() throws {
    func files(_ train: String?, _ validation: String?, _ test: String?) throws -> [String?] {
      let files = try FineTuneFiles(train: train, validation: validation, test: test, spec: "s")
      return [files.training, files.validation, files.test]
    }
    #expect(try files("a", "b", "c") == ["a", "b", "c"])
    #expect(try files("a", nil, "c") == ["a", nil, "c"])
    #expect(try files(nil, nil, "c") == ["c", nil, nil])
    #expect(try files("a", nil, nil) == ["a", nil, nil])
    #expect(throws: UsageError.noData(spec: "s")) { try files(nil, nil, nil) }
    #expect(throws: UsageError.self) { try files(nil, "b", "c") }
  }

  @Test func digestsAreThoseOfTheNumbersAsLines() {
    // printf '0\n3\n' | sha256sum
    #expect(
      FineTuneSets.digest([0, 3])
        == "b9490968067ba44d92202e000cd93ac898897cd1744b8a89f02f0108d659b95a")
  }

  @Test func helpHoldsNoStrayBackslashes() {
    for command in FairerAudit.configuration.subcommands {
      let help = FairerAudit.helpMessage(for: command, includeHidden: true, columns: 4_000)
      // Examples have them at the end of a line, for the shell: of a command's first or one that goes on.
      let strays = help.split(separator: "\n").filter { line in
        let isExample = line.contains("fairer-audit ") || line.hasPrefix("    --")
        return line.contains("\\ ") || (line.hasSuffix("\\") && !isExample)
      }
      #expect(strays.isEmpty, "\(command)")
    }
  }

  @Test func spansAreShort() {
    #expect(FineTuneSummary.duration(41.6) == "42 s")
    #expect(FineTuneSummary.duration(185) == "3 min 5 s")
    #expect(FineTuneSummary.duration(7320) == "2 h 2 min")
    #expect(FineTuneSummary.duration(-1) == "0 s")
  }
}
