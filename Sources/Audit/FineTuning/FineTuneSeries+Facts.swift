public import AuditResults

extension FineTuneSeries {
  /// What a report says of several runs; reads the test rows.
  ///
  /// - Parameters:
  ///   - states: The finished runs.
  ///   - choice: The run that became the result.
  /// - Returns: Every run, on validation and test rows.
  /// - Throws: What keeps a model from being measured.
  public func facts(
    _ states: [Place: FineTuneState], choice: Place
  ) throws(FineTuneError) -> FineTuningSeries {
    let front = front(states)
    var facts: [FineTuningPoint] = []
    for point in points.indices {
      var runs: [FineTuningRun] = []
      for (place, kept) in kept(point, states) {
        guard let state = states[place] else { continue }
        let result = try conclude(request(place), state)
        runs.append(
          FineTuningRun(
            seed: request(place).seed, keptEpoch: state.epoch, epochs: state.history.count - 1,
            end: FineTuningEnd(result.end), meetsFloor: result.meetsFloor,
            validation: FineTuningQuality(kept),
            test: result.test.map { FineTuningQuality($0.after) },
            lowestParity: result.test?.parityAfter.min(), isChosen: place == choice))
      }
      guard !runs.isEmpty else { continue }
      facts.append(
        FineTuningPoint(
          values: points[point].values, runs: runs, isOnFront: front.contains(point),
          isChosen: point == choice.point))
    }
    return FineTuningSeries(
      varied: varied.map(\.rawValue), measure: measure.rawValue, planned: places.count,
      points: facts)
  }
}
