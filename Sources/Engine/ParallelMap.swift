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
  let found = (0..<workers).map { _ in WorkerResults<R, F>() }
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
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
        found[worker].append(result, at: index)
      }
    }
  }
  var all = [Result<R, F>?](repeating: nil, count: count)
  for worker in found { worker.put(into: &all) }
  var results: [R] = []
  results.reserveCapacity(count)
  // After a failure later indices are absent, but the failed one comes before them.
  for case let result? in all { results.append(try result.get()) }
  return results
}

/// What one worker has found.
///
/// Nobody waits for the lock: the worker alone appends, and is read when all workers are done. The
/// thread sanitizer does not see a lock of this kind that was waited for, so that it would report
/// whatever several workers share as a race (docs/decisions/0180).
private final class WorkerResults<R: Sendable, F: Error>: Sendable {
  private let results = Mutex<[(index: Int, result: Result<R, F>)]>([])

  func append(_ result: Result<R, F>, at index: Int) {
    results.withLock { $0.append((index, result)) }
  }

  func put(into all: inout [Result<R, F>?]) {
    for (index, result) in results.withLock({ $0 }) { all[index] = result }
  }
}
