public import Engine

/// Where a run stands after an epoch: all that is needed to go on, or to make its result.
///
/// A run that goes on from its state ends with the same bits as one that was never interrupted.
public struct FineTuneState: Sendable, Equatable {
  /// What only a run under way needs.
  public struct Progress: Sendable, Equatable {
    /// The weights, in the order of the trained ones.
    public var weights: [[Float]]
    /// What the optimizer remembers.
    public var optimizer: Optimizer<Float>.Memory
    /// The order of each cell's rows.
    public var pools: [[Int]]
    /// The states of the generators of batches, positions on paths, and noise.
    public var random: [[UInt64]]

    /// Creates a progress.
    public init(
      weights: [[Float]], optimizer: Optimizer<Float>.Memory, pools: [[Int]], random: [[UInt64]]
    ) {
      self.weights = weights
      self.optimizer = optimizer
      self.pools = pools
      self.random = random
    }
  }

  /// Every epoch, from the start on.
  public var history: [FineTuneResult.Epoch]
  /// The best epoch so far.
  public var epoch: Int
  /// Its weights, in the order of the trained ones.
  public var best: [[Float]]
  /// Why the run ended; `nil` while it is under way.
  public var end: FineTuneResult.End?
  /// What it takes to go on; `nil` once the run ended.
  public var progress: Progress?

  /// Creates a state.
  public init(
    history: [FineTuneResult.Epoch], epoch: Int, best: [[Float]], end: FineTuneResult.End?,
    progress: Progress?
  ) {
    self.history = history
    self.epoch = epoch
    self.best = best
    self.end = end
    self.progress = progress
  }
}

/// When and where a run's state is kept.
public struct FineTuneKeeping: Sendable {
  /// After how many epochs the state is handed out.
  public var every: Int
  /// Takes the state.
  public var keep: @Sendable (FineTuneState) -> Void

  /// Creates a rule.
  ///
  /// - Precondition: `every` is positive.
  public init(every: Int, keep: @escaping @Sendable (FineTuneState) -> Void) {
    precondition(every > 0, "a state after every \(every) epochs")
    self.every = every
    self.keep = keep
  }
}
