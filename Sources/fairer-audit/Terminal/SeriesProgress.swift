import Audit
import Synchronization

/// A progress line over several runs that go on at once.
final class SeriesProgress: Sendable {
  private struct State {
    var bar: ProgressBar
    var fractions: [FineTuneSeries.Place: Double] = [:]
    /// The part of the work that was there before; it says nothing about the time left.
    var given = 0.0
  }

  private let total: Int
  private let started = ContinuousClock.now
  private let state: Mutex<State>

  /// Starts a line over so many runs.
  init(total: Int, isQuiet: Bool) {
    self.total = max(1, total)
    state = Mutex(State(bar: ProgressBar(isQuiet: isQuiet)))
  }

  /// A run was there already.
  func found(_ place: FineTuneSeries.Place) {
    state.withLock {
      $0.fractions[place] = 1
      $0.given += 1
    }
  }

  /// A run has come further.
  func update(_ place: FineTuneSeries.Place, _ progress: FineTuneProgress) {
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    state.withLock { state in
      state.fractions[place] = progress.fraction
      let done = state.fractions.values.reduce(0, +)
      state.bar.update(
        Self.line(
          finished: state.fractions.values.count { $0 >= 1 }, total: total, done: done,
          given: state.given, seconds: seconds), fraction: done / Double(total))
    }
  }

  /// Wipes the line.
  func finish() { state.withLock { $0.bar.finish() } }

  /// The line, such as `3 of 12 runs, 4 min 10 s left`.
  static func line(
    finished: Int, total: Int, done: Double, given: Double, seconds: Double
  ) -> String {
    let made = done - given
    let left = made > 0 ? seconds / made * (Double(total) - done) : 0
    return "\(finished) of \(total) runs"
      + (made > 0 ? ", \(FineTuneSummary.duration(left)) left" : "")
  }
}
