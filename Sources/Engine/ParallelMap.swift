import Dispatch
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How a model is run over many rows.
public struct RunOptions: Sendable, Equatable {
  /// How many threads share the work; results do not depend on it, bit for bit.
  public var threads: Int
  /// The most rows in one pass through the model; `nil` chooses by the model's memory need.
  public var batchSize: Int?

  /// Creates options; by default, every core that the process may use.
  public init(threads: Int = RunOptions.availableCores, batchSize: Int? = nil) {
    precondition(threads > 0 && batchSize ?? 1 > 0, "threads and batch size must be positive")
    self.threads = threads
    self.batchSize = batchSize
  }

  /// How many cores the process may use.
  public static var availableCores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}

/// Computes `body(0)` … `body(count - 1)` on several threads and returns the results in order.
///
/// Indices are taken in ascending order by whichever thread is free; the calling thread works too.
/// - Throws: The error of the smallest index that failed.
public func parallelMap<R: Sendable, F: Error>(
  count: Int, threads: Int, _ body: @Sendable (Int) throws(F) -> R
) throws(F) -> [R] {
  let workers = max(1, min(threads, count))
  guard workers > 1 else {
    return try withSingleThreadedKernels { () throws(F) -> [R] in
      var results: [R] = []
      results.reserveCapacity(count)
      for index in 0..<count { results.append(try body(index)) }
      return results
    }
  }
  let next = Atomic<Int>(0)
  let shared = Mutex([Result<R, F>?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    withSingleThreadedKernels {
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let result: Result<R, F>
        do throws(F) {
          result = .success(try body(index))
        } catch {
          result = .failure(error)
          next.store(count, ordering: .relaxed)  // the others finish what they have begun
        }
        shared.withLock { $0[index] = result }
      }
    }
  }
  var results: [R] = []
  results.reserveCapacity(count)
  // After a failure later indices are absent, but the failed one comes before them.
  for case let result? in shared.withLock({ $0 }) { results.append(try result.get()) }
  return results
}
