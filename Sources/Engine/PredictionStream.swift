import Dispatch
import Synchronization

/// Runs a model over batches of rows as they come, on other threads than the one that makes them.
///
/// Whoever reads a file hands over one batch and reads on while it is computed. A few batches wait
/// at most: then ``append(_:)`` does, so memory does not grow with the rows beyond the wanted values.
/// Results do not depend on the number of threads.
public final class PredictionStream<E: Scalar>: Sendable {
  private let model: Model<E>
  private let wanted: [ValueID]
  private let options: RunOptions
  private let queue = DispatchQueue(label: "fairer-audit.predictions", attributes: .concurrent)
  private let group = DispatchGroup()
  private let places: DispatchSemaphore
  private let parts = Mutex<[[Tensor<E>]?]>([])

  /// Prepares to compute values of a model, such as an output's.
  public init(
    of wanted: [ValueID], model: Model<E>, options: RunOptions = RunOptions()
  ) {
    self.model = model
    self.wanted = wanted
    self.options = RunOptions(threads: 1, batchSize: options.batchSize)
    // The thread that makes the batches is one of them.
    places = DispatchSemaphore(value: max(1, options.threads - 1))
    isSerial = options.threads == 1
  }

  private let isSerial: Bool

  /// Hands over the next rows, one tensor for each input; waits while all threads are busy.
  ///
  /// To be called from one thread.
  /// - Precondition: ``Model/check(inputs:)`` accepts the inputs.
  public func append(_ inputs: [Tensor<E>]) {
    let index = parts.withLock { parts in
      parts.append(nil)
      return parts.count - 1
    }
    let compute: @Sendable () -> Void = { [self] in
      let values = model.values(wanted, inputs: inputs, options: options)
      parts.withLock { $0[index] = values }
    }
    guard !isSerial else { return compute() }
    places.wait()
    queue.async(group: group) { [places] in
      compute()
      places.signal()
    }
  }

  /// Waits for all rows, and returns one tensor for each wanted value, the rows in their order.
  public func finish() -> [Tensor<E>] {
    group.wait()
    let parts = parts.withLock { $0.compactMap(\.self) }
    return wanted.indices.map { index in
      parts.isEmpty
        ? Tensor(zeros: [0] + model.shape(of: wanted[index]))
        : Tensor.concatenate(parts.map { $0[index] }, axis: 0)
    }
  }
}
