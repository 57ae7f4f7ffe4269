public import AuditResults
import Engine

extension FineTuneResult {
  /// What a report says of a run.
  ///
  /// - Parameters:
  ///   - request: What the run was asked for.
  ///   - attribute: The name of the attribute whose groups were compared.
  ///   - rows: The sets of rows.
  ///   - before: The given checkpoint.
  ///   - after: The written checkpoint.
  /// - Returns: The settings, the rows, every epoch and what the test rows say.
  public func facts(
    of request: FineTuneRequest, attribute: String, rows: [FineTuningRows], before: FileFacts,
    after: FileFacts?
  ) -> FineTuningFacts {
    FineTuningFacts(
      settings: FineTuningSettings(request, attribute: attribute), rows: rows, before: before,
      after: after,
      epochs: history.map {
        FineTuningEpoch(
          number: $0.number, training: $0.training.map(FineTuningTerms.init),
          validation: FineTuningQuality($0.validation))
      }, keptEpoch: epoch, selection: FineTuningSelection(selection, isMet: meetsFloor),
      end: FineTuningEnd(end),
      smallCells: smallCells.map {
        FineTuningSmallCell(group: $0.group, isPositive: $0.label.map { $0 == 1 }, rows: $0.rows)
      },
      changes: changes.map {
        var change = FineTuningChange(
          path: $0.path, changed: $0.changed, count: $0.count,
          relative: $0.relative.isFinite ? $0.relative : nil)
        (change.size, change.distance) = ($0.size, $0.distance)
        return change
      },
      test: test.map { test in
        FineTuningTest(
          before: FineTuningQuality(test.before), after: FineTuningQuality(test.after),
          parity: test.layers.enumerated().map { index, layer in
            FineTuningTest.Parity(
              layer: layer, before: test.parityBefore[index], after: test.parityAfter[index])
          })
      })
  }
}

extension FineTuningSettings {
  /// The settings of a request.
  init(_ request: FineTuneRequest, attribute: String) {
    let objective = request.objective
    let optimizer = request.optimizer
    var numbers: [String: Double] = [:]
    if optimizer.weightDecay != 0 { numbers["weightDecay"] = optimizer.weightDecay }
    switch optimizer.clipping {
    case nil: break
    case .value(let limit): numbers["clipValue"] = limit
    case .norm(let limit): numbers["clipNorm"] = limit
    case .globalNorm(let limit): numbers["globalClipNorm"] = limit
    }
    let name: String
    switch optimizer.rule {
    case .sgd(let momentum, let nesterov):
      name = "sgd"
      numbers["momentum"] = momentum
      if nesterov { numbers["nesterov"] = 1 }
    case .adam(let beta1, let beta2, let epsilon):
      name = "adam"
      numbers["beta1"] = beta1
      numbers["beta2"] = beta2
      numbers["epsilon"] = epsilon
    }
    self.init(
      method: objective.method.rawValue, objective: objective.fairness.rawValue,
      lambda: objective.usedAlignment,
      gapWeight: objective.method == .erm ? 0 : objective.gapWeight,
      comparison: objective.comparison.rawValue, attribute: attribute,
      groups: request.training.groups, epochs: request.epochs, steps: request.stepsInEpoch,
      batchSize: request.batchSize, optimizer: name, optimizerSettings: numbers,
      learningRate: optimizer.schedule.initialRate, schedule: optimizer.schedule.name,
      initialization: request.initialization?.rawValue, firstCandidate: request.firstCandidate,
      patience: request.patience, threshold: request.threshold, seed: request.seed)
    let noisy = request.usesNoise ? request.model.noisyLayers : []
    noisyLayers = noisy.isEmpty ? nil : noisy
    batchStatistics = request.usesBatchStatistics ? true : nil
    let silenced = request.model.silencedLayers
    silencedLayers = silenced.isEmpty ? nil : silenced
  }
}

extension LearningRateSchedule {
  /// The schedule's name in a report.
  fileprivate var name: String {
    switch self {
    case .constant: "constant"
    case .exponentialDecay: "exponential"
    case .cosineDecay: "cosine"
    case .polynomialDecay: "linear"
    case .inverseTimeDecay: "inverse time"
    case .piecewiseConstant: "piecewise constant"
    case .warmup(_, _, let schedule): "\(schedule.name) after warm-up"
    }
  }
}

extension FineTuningTerms {
  fileprivate init(_ terms: ObjectiveTerms) {
    self.init(
      loss: terms.loss, parity: terms.parity, gap: terms.gap, path: terms.path,
      objective: terms.objective)
  }
}

extension FineTuningQuality {
  /// What a report says of a quality.
  init(_ quality: Quality) {
    self.init(
      accuracy: quality.accuracy, averagePrecision: quality.averagePrecision,
      gap: Estimate(
        quality.gap,
        interval: Interval(
          lower: quality.gapInterval.lowerBound, upper: quality.gapInterval.upperBound,
          level: 0.95, method: Method.delta.rawValue)))
    gaps = quality.gaps
  }
}

extension FineTuningSelection {
  fileprivate init(_ selection: Selection, isMet: Bool) {
    switch selection {
    case .minimumGap: self.init(measure: nil, floor: nil, isMet: isMet)
    case .gapAboveFloor(let measure, let floor), .gapNearStart(let measure, let floor):
      self.init(measure: measure.rawValue, floor: floor, isMet: isMet)
    }
  }
}

extension FineTuningEnd {
  /// What a report says of an end.
  init(_ end: FineTuneResult.End) {
    switch end {
    case .finished: self = .finished
    case .noImprovement: self = .noImprovement
    case .cancelled: self = .cancelled
    case .notFinite: self = .notFinite
    }
  }
}
