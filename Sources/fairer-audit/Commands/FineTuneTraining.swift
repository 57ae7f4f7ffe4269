import Audit
import Engine
import Synchronization

/// The training of one run or several, with what is kept on the way.
struct FineTuneTraining {
  /// What came of it.
  struct Outcome {
    /// The run that becomes the result.
    var choice: FineTuneSeries.Place
    /// Its state.
    var state: FineTuneState
    /// The states of all runs that came to their end.
    var states: [FineTuneSeries.Place: FineTuneState]
  }

  let series: FineTuneSeries
  let runs: TrainingRuns
  let options: FineTuneSeriesOptions
  let threads: Int
  let isQuiet: Bool

  /// Trains; Ctrl-C ends it with the best so far.
  func run() throws -> Outcome {
    runs.clean()
    let places = series.places
    guard let first = places.first else { throw FineTuneInterrupted.noRun(finished: 0, of: 0) }
    return places.count == 1 ? try single(first) : try several()
  }

  /// One run on all threads.
  private func single(_ place: FineTuneSeries.Place) throws -> Outcome {
    let request = series.request(place)
    let stored = options.resume ? runs.read(request) : nil
    if options.resume, stored == nil {
      // What restarts a killed command cannot know whether it came as far as its first state.
      guard runs.isEmpty else { throw FineTuneInterrupted.nothingToResume(folder: runs.folder) }
      if !isQuiet {
        StandardStreams.diagnose(
          "note: \(runs.folder.printable): holds no state yet, so the run begins anew")
      }
    }
    let failure = Mutex<(any Error)?>(nil)
    let runs = runs
    let keeping = options.checkpointEvery.map { every in
      FineTuneKeeping(every: every) { state in
        do {
          try request.training.checkRead()
          try runs.keep(state, of: request)
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
      }
    }
    var bar = ProgressBar(isQuiet: isQuiet)
    let started = ContinuousClock.now
    let done = Double(stored?.history.count ?? 1) - 1
    let given = done / Double(max(1, request.epochs))
    defer { bar.finish() }
    let state = try train(
      request, from: stored, keeping: keeping,
      isCancelled: { Interruption.isAsked || failure.withLock { $0 != nil } }
    ) { progress in
      let seconds = (ContinuousClock.now - started) / .seconds(1)
      bar.update(
        FineTuneSummary.line(progress, epochs: request.epochs, seconds: seconds, given: given),
        fraction: progress.fraction)
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return Outcome(choice: place, state: state, states: [place: state])
  }

  /// Several runs, each on one thread.
  private func several() throws -> Outcome {
    let failure = Mutex<(any Error)?>(nil)
    let (series, runs) = (series, runs)
    let bar = SeriesProgress(total: series.places.count, isQuiet: isQuiet)
    defer { bar.finish() }
    let states = try series.run(
      threads: threads,
      stored: { place in
        let state = runs.read(series.request(place))
        if state?.end != nil { bar.found(place) }
        return state
      }, every: options.checkpointEvery,
      keep: { place, state in
        do {
          try series.request(place).training.checkRead()
          try runs.keep(state, of: series.request(place))
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
      }, isCancelled: { Interruption.isAsked || failure.withLock { $0 != nil } },
      progress: { bar.update($0, $1) })
    if let error = failure.withLock({ $0 }) { throw error }
    guard let choice = try series.choice(of: states), let state = states[choice] else {
      throw FineTuneInterrupted.noRun(finished: states.count, of: series.places.count)
    }
    return Outcome(choice: choice, state: state, states: states)
  }
}

/// Why there is no result of a training, though nothing is wrong with it.
enum FineTuneInterrupted: Error, Equatable {
  /// States were kept, but none of a run like this.
  case nothingToResume(folder: String)
  /// The user stopped before one of several runs was done.
  case noRun(finished: Int, of: Int)
}

extension FineTuneInterrupted: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .nothingToResume(let folder):
      return Diagnostic(
        .usage, "\(folder): holds states, but none of a run with these files and settings",
        hint: "leave out --resume to begin anew, or give what the interrupted command was given")
    case .noRun(_, let count):
      return Diagnostic(
        .usage, "stopped before any of the \(count) runs was done",
        hint: "run the same command again: runs that are done are kept")
    }
  }
}
