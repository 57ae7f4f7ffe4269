import Engine
import Synchronization
import Testing

@testable import Audit

@Suite struct FineTuneStateTests {
  /// A request that draws everything there is to draw.
  private static func request(_ objective: Objective) throws -> FineTuneRequest {
    var request = try BiasedRows.request(objective, epochs: 5)
    request.model = try BiasedRows.noisyModel(TrainingNoise(.dropout, amount: 0.2))
    request.optimizer.schedule = .cosineDecay(initial: 0.02, steps: 40)
    return request
  }

  private static func states(
    _ request: FineTuneRequest, every: Int
  ) throws -> (kept: [FineTuneState], end: FineTuneState) {
    let kept = Mutex<[FineTuneState]>([])
    let end = try train(
      request,
      keeping: FineTuneKeeping(every: every) { state in kept.withLock { $0.append(state) } })
    return (kept.withLock { $0 }, end)
  }

  @Test(arguments: FineTuneTests.objectives)
  func runThatGoesOnHasTheSameBits(_ objective: Objective) throws {
    let request = try Self.request(objective)
    let (kept, end) = try Self.states(request, every: 1)
    #expect(kept.map(\.history.count) == [2, 3, 4, 5])
    #expect(end.end == .finished && end.progress == nil)
    for state in kept { #expect(try train(request, from: state) == end) }
    #expect(try train(request, from: end) == end)
    let whole = try fineTune(request)
    let concluded = try conclude(request, end)
    #expect(concluded.history == whole.history && concluded.test == whole.test)
    #expect(concluded.model.weights.map(\.tensor) == whole.model.weights.map(\.tensor))
    #expect(concluded.changes == whole.changes)
  }

  @Test func statesAreKeptAsOftenAsAsked() throws {
    let request = try Self.request(Objective(.erm))
    #expect(try Self.states(request, every: 2).kept.map(\.history.count) == [3, 5])
    #expect(try Self.states(request, every: 9).kept.isEmpty)
  }

  @Test func stateOfAnotherRunIsRefused() throws {
    let request = try Self.request(Objective(.gapReg, gapWeight: 1))
    let state = try #require(try Self.states(request, every: 3).kept.first)
    var changes: [(inout FineTuneState) -> Void] = [
      { $0.best[0].removeLast() },
      { $0.progress?.weights.removeLast() },
      { $0.progress?.optimizer.first[0] = [] },
      { $0.progress?.optimizer.steps = -1 },
      { $0.progress?.pools[0][0] = -1 },
      { $0.progress?.random[1] = [0, 0, 0, 0] },
      { $0.progress?.random.removeLast() },
      { $0.progress = nil },
      { $0.history.removeFirst() },
      { $0.epoch = 77 },
    ]
    changes.append { $0.history[0].validation.accuracy += 0.1 }
    for (index, change) in changes.enumerated() {
      var other = state
      change(&other)
      #expect(throws: FineTuneError.otherState, "\(index)") { try train(request, from: other) }
    }
  }

  @Test func randomSourcesGoOn() throws {
    var source = RandomSource(seed: 5)
    _ = source.next()
    let sources = try #require(RandomSource.all(words: [source.words]))
    var again = sources[0]
    let rest = (0..<5).map { _ in source.next() }
    let resumed = (0..<5).map { _ in again.next() }
    #expect(resumed == rest)
    #expect(RandomSource.all(words: [[1, 2, 3]]) == nil)
  }
}
