import Archives
import Audit
import Engine
import Foundation
import TestSupport
import Testing

@testable import fairer_audit

@Suite struct TrainingRunsTests {
  private static var quality: [String: Any] {
    [
      "accuracy": 0.8, "averagePrecision": 0.7, "gap": 0.1234567890123456,
      "gapInterval": [0.1, 0.2],
      "gaps": ["score": 0.1, "scoreByLabel": 0.2, "rate": 0.3, "rateByLabel": 0.4],
    ]
  }

  private static func state(isDone: Bool) throws -> FineTuneState {
    let epochs = try JSONDecoder().decode(
      [FineTuneResult.Epoch].self,
      from: JSONSerialization.data(withJSONObject: [
        ["number": 0, "validation": quality],
        [
          "number": 1, "validation": quality,
          "training": ["loss": 0.5, "gap": 0.1, "objective": 0.6, "parity": 1.5],
        ],
      ]))
    return FineTuneState(
      history: epochs, epoch: 1, best: [[1, -2.5], [.leastNonzeroMagnitude]],
      end: isDone ? .notFinite(epoch: 2, step: 3) : nil,
      progress: isDone
        ? nil
        : FineTuneState.Progress(
          weights: [[3, 4], [5]],
          optimizer: Optimizer<Float>.Memory(steps: 7, first: [[1, 2], [3]], second: [[], []]),
          pools: [[2, 0, 1], []], random: [[.max, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]))
  }

  @Test(arguments: [true, false])
  func statesComeBackAsTheyWere(isDone: Bool) throws {
    let state = try Self.state(isDone: isDone)
    let bytes = NPZ.encode(try state.arrays())
    #expect(FineTuneState(arrays: try NPZ.read(bytes, file: "state")) == state)
  }

  @Test func whatIsNoStateIsNone() throws {
    let arrays = try Self.state(isDone: false).arrays()
    #expect(FineTuneState(arrays: []) == nil)
    #expect(FineTuneState(arrays: arrays.filter { $0.name != "header" }) == nil)
    var wrong = arrays
    wrong[0].array = NumPyArray(shape: [2], storage: .integer([123, 999]))
    #expect(FineTuneState(arrays: wrong) == nil)
  }

  @Test func filesAreNamedByAllThatARunDependsOn() throws {
    let folder = try TemporaryFolder()
    var model = Model<Float>()
    let input = model.addInput(name: "x", shape: [1])
    model.addOutput(name: "score", value: input)
    let rows = LabelledRows(
      inputs: [Tensor<Float>(zeros: [2, 1])], labels: [0, 1], codes: [0, 1], groups: ["a", "b"])
    let base = FineTuneRequest(
      model: model, training: rows, validation: rows, objective: Objective(.gpa),
      selection: .minimumGap)
    let runs = TrainingRuns(folder: folder.url.appending(path: "runs").path, common: "files")
    let changes: [(inout FineTuneRequest) -> Void] = [
      { $0.seed = 1 }, { $0.objective.gapWeight = 1 }, { $0.epochs = 11 }, { $0.batchSize = 9 },
      { $0.usesNoise = false }, { $0.patience = 3 }, { $0.optimizer.weightDecay = 1 },
      { $0.selection = .gapAboveFloor(.accuracy, floor: 0.5) }, { $0.threshold = 0.4 },
      { $0.initialization = .glorot }, { $0.firstCandidate = 2 },
      { $0.optimizer.schedule = .warmup(steps: 1, then: .constant(1e-3)) },
    ]
    var names: Set<String> = [runs.path(base)]
    for change in changes {
      var request = base
      change(&request)
      names.insert(runs.path(request))
    }
    names.insert(TrainingRuns(folder: runs.folder, common: "other files").path(base))
    #expect(names.count == changes.count + 2)
    var threads = base
    threads.options = RunOptions(threads: 7)
    #expect(runs.path(threads) == runs.path(base))

    #expect(runs.read(base) == nil)
    let state = try Self.state(isDone: false)
    try runs.keep(state, of: base)
    #expect(runs.read(base) == state)
    try runs.keep(Self.state(isDone: true), of: base)
    #expect(runs.read(base)?.end != nil)
    // A file that was cut short is no state, and no crash.
    let url = URL(filePath: runs.path(base))
    try Data(contentsOf: url).prefix(200).write(to: url)
    #expect(runs.read(base) == nil)
    runs.remove(base)
    #expect(!FileManager.default.fileExists(atPath: runs.folder))
  }
}
