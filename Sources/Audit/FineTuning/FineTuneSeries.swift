import Engine

/// A setting that a sweep varies.
public enum SweptSetting: String, Sendable, CaseIterable {
  /// The method by its name.
  case method
  /// λ, the weight of the parities.
  case lambda
  /// λ₂, the weight of the gap.
  case gapWeight = "gap-weight"
  /// The first learning rate.
  case learningRate = "learning-rate"
  /// The weight decay.
  case weightDecay = "weight-decay"

  /// Puts a value into a request.
  ///
  /// - Returns: Whether the text is a value of this setting.
  public func apply(_ text: String, to request: inout FineTuneRequest) -> Bool {
    switch self {
    case .method:
      guard let method = Objective.Method(rawValue: text) else { return false }
      request.objective.method = method
    case .lambda, .gapWeight, .learningRate, .weightDecay:
      guard let number = Double(text), number.isFinite, number >= 0 else { return false }
      switch self {
      case .lambda: request.objective.alignment = number
      case .gapWeight: request.objective.gapWeight = number
      case .learningRate:
        request.optimizer.schedule = request.optimizer.schedule.startingAt(number)
      default: request.optimizer.weightDecay = number
      }
    }
    return true
  }
}

/// Several runs: combinations of settings, each with every seed.
public struct FineTuneSeries: Sendable {
  /// A combination of settings.
  public struct Point: Sendable {
    /// The values of the varied settings, in their order.
    public var values: [String]
    /// The runs, one for each seed.
    public var requests: [FineTuneRequest]

    /// Creates a point.
    public init(values: [String], requests: [FineTuneRequest]) {
      self.values = values
      self.requests = requests
    }
  }

  /// A run by its place.
  public struct Place: Sendable, Hashable {
    /// The point's index.
    public var point: Int
    /// The index of the seed.
    public var seed: Int

    /// Names a run.
    public init(point: Int, seed: Int) {
      self.point = point
      self.seed = seed
    }
  }

  /// The varied settings.
  public var varied: [SweptSetting]
  /// The combinations.
  public var points: [Point]

  /// All combinations of values, each with every seed.
  ///
  /// Combinations that come to the same runs, such as several λ of a method that has none, are run
  /// once, under the first one's values.
  ///
  /// - Parameters:
  ///   - base: What is not varied.
  ///   - grid: The varied settings and their values; none for a single point.
  ///   - seeds: The seeds.
  ///   - objective: The objective that a swept method starts from; by default that of `base`, by this
  ///     method.
  /// - Throws: The first setting and text that do not belong together.
  public init(
    _ base: FineTuneRequest, grid: [(setting: SweptSetting, values: [String])], seeds: [UInt64],
    objective: ((Objective.Method) -> Objective)? = nil
  ) throws(SweepError) {
    varied = grid.map(\.setting)
    let combinations = grid.reduce(into: [[String]()]) { combinations, entry in
      combinations = combinations.flatMap { values in entry.values.map { values + [$0] } }
    }
    points = []
    var seen: [(Objective, Optimizer<Float>.Settings)] = []
    for values in combinations {
      var request = base
      if let objective, let place = varied.firstIndex(of: .method),
        let method = Objective.Method(rawValue: values[place])
      {
        request.objective = objective(method)
      }
      for (setting, value) in zip(varied, values) {
        guard setting.apply(value, to: &request) else {
          throw SweepError(setting: setting, value: value)
        }
      }
      var objective = request.objective
      objective.alignment = objective.usedAlignment
      if objective.method == .erm { objective.gapWeight = 0 }
      let key = (objective, request.optimizer)
      guard !seen.contains(where: { $0 == key }) else { continue }
      seen.append(key)
      points.append(
        Point(
          values: values,
          requests: seeds.map { seed in
            var request = request
            request.objective = objective
            request.seed = seed
            return request
          }))
    }
  }

  /// All runs.
  public var places: [Place] {
    points.indices.flatMap { point in
      points[point].requests.indices.map { Place(point: point, seed: $0) }
    }
  }

  /// What a run is made from.
  public func request(_ place: Place) -> FineTuneRequest {
    points[place.point].requests[place.seed]
  }

  /// Runs everything that is not done, each run on one thread, as many at once as there are threads.
  ///
  /// - Parameters:
  ///   - threads: How many runs go on at once.
  ///   - stored: Where a run stood, from an earlier time; `nil` to begin.
  ///   - every: After how many epochs a run's state is kept; `nil` for its end only.
  ///   - keep: Takes states, those of ends included; called from several threads.
  ///   - isCancelled: Asked before every step.
  ///   - progress: Told, from several threads, about steps.
  /// - Returns: The runs that came to their end.
  /// - Throws: What keeps a run from starting.
  public func run(
    threads: Int, stored: @Sendable (Place) -> FineTuneState?, every: Int?,
    keep: @escaping @Sendable (Place, FineTuneState) -> Void, isCancelled: @Sendable () -> Bool,
    progress: @Sendable (Place, FineTuneProgress) -> Void
  ) throws(FineTuneError) -> [Place: FineTuneState] {
    let places = self.places
    let states = try parallelMap(count: places.count, threads: threads) {
      index throws(FineTuneError) -> FineTuneState? in
      let place = places[index]
      let earlier = stored(place)
      if let earlier, earlier.end != nil { return earlier }
      if isCancelled() { return nil }
      var request = request(place)
      request.options.threads = 1
      let state = try train(
        request, from: earlier,
        keeping: every.map { every in FineTuneKeeping(every: every) { keep(place, $0) } },
        isCancelled: isCancelled, progress: { progress(place, $0) })
      guard state.end != .cancelled else { return nil }
      keep(place, state)
      return state
    }
    return Dictionary(
      uniqueKeysWithValues: zip(places, states).compactMap { place, state in
        state.map { (place, $0) }
      })
  }

  /// Chooses a run by its validation rows alone.
  ///
  /// The point whose means over seeds the selection prefers, and of its runs the one that it prefers.
  public func choice(
    of states: [Place: FineTuneState]
  ) throws(FineTuneError) -> Place? {
    guard let selection = try resolvedSelection() else { return nil }
    var best: (point: Int, quality: Quality)?
    for point in points.indices {
      guard let mean = Quality(meanOf: kept(point, states).map(\.quality)) else { continue }
      if best.map({ selection.prefers(mean, to: $0.quality) }) ?? true { best = (point, mean) }
    }
    guard let best else { return nil }
    let runs = kept(best.point, states)
    return runs.dropFirst().reduce(runs[0]) {
      selection.prefers($1.quality, to: $0.quality) ? $1 : $0
    }.place
  }

  /// The points that no other one beats on the validation rows, by the means over seeds.
  public func front(_ states: [Place: FineTuneState]) -> Set<Int> {
    let means = points.indices.map { Quality(meanOf: kept($0, states).map(\.quality)) }
    func isBeaten(_ quality: Quality, by other: Quality) -> Bool {
      let (old, new) = (quality.value(of: measure), other.value(of: measure))
      return new >= old && other.gap <= quality.gap && (new > old || other.gap < quality.gap)
    }
    return Set(
      points.indices.filter { index in
        guard let own = means[index] else { return false }
        return !means.contains { $0.map { isBeaten(own, by: $0) } ?? false }
      })
  }

  /// What quality means on the front: what the selection's floor is of, else the average precision.
  public var measure: Quality.Measure {
    switch points.first?.requests.first?.selection {
    case .gapAboveFloor(let measure, _), .gapNearStart(let measure, _): measure
    case .minimumGap, nil: .averagePrecision
    }
  }

  /// The finished runs of a point, with the validation quality of the epoch that each kept.
  func kept(
    _ point: Int, _ states: [Place: FineTuneState]
  ) -> [(place: Place, quality: Quality)] {
    points[point].requests.indices.compactMap { seed in
      let place = Place(point: point, seed: seed)
      return states[place]?.kept.map { (place, $0) }
    }
  }

  /// The selection with its floor as a number; the same for all runs.
  func resolvedSelection() throws(FineTuneError) -> Selection? {
    guard let request = points.first?.requests.first else { return nil }
    return try FineTuneRun(request).selection
  }
}

/// A value that a swept setting does not take.
public struct SweepError: Error, Equatable, Sendable {
  /// The setting.
  public var setting: SweptSetting
  /// The text.
  public var value: String
}

extension FineTuneState {
  /// The validation quality of the best epoch.
  var kept: Quality? { history.first { $0.number == epoch }?.validation }
}

extension Quality {
  /// The means of several qualities; `nil` where there are none.
  ///
  /// Intervals and other gaps are those of the first.
  init?(meanOf qualities: [Quality]) {
    guard let first = qualities.first else { return nil }
    self = first
    let count = Double(qualities.count)
    accuracy = qualities.reduce(0) { $0 + $1.accuracy } / count
    gap = qualities.reduce(0) { $0 + $1.gap } / count
    let precisions = qualities.compactMap(\.averagePrecision)
    averagePrecision =
      precisions.count == qualities.count ? precisions.reduce(0, +) / count : nil
  }
}
