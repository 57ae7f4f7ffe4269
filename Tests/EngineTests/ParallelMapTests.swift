import Synchronization
import Testing

@testable import Engine

@Suite struct ParallelMapTests {
  struct Failure: Error, Equatable { var index: Int }

  @Test(arguments: [1, 2, 3, 16])
  func resultsAreInOrder(_ threads: Int) {
    #expect(parallelMap(count: 100, threads: threads) { $0 * $0 } == (0..<100).map { $0 * $0 })
    #expect(parallelMap(count: 0, threads: threads) { $0 }.isEmpty)
  }

  @Test(arguments: [1, 2, 4])
  func theFirstErrorIsThrown(_ threads: Int) {
    let done = Mutex(0)
    #expect(throws: Failure(index: 7)) {
      try parallelMap(count: 10_000, threads: threads) { (index) throws(Failure) -> Int in
        done.withLock { $0 += 1 }
        if index >= 7, index % 2 == 1 { throw Failure(index: index) }
        return index
      }
    }
    #expect(done.withLock { $0 } < 10_000)
  }

  /// A team of more than one would fight the other workers for cores.
  @Test(arguments: [1, 2, 4])
  func kernelsStayOnTheirThread(_ threads: Int) {
    let teams = parallelMap(count: 32, threads: threads) { _ in kernelThreads() }
    #expect(teams.allSatisfy { $0 == 1 || $0 == 0 })
  }

  @Test func theCallersSettingReturns() {
    let before = kernelThreads()
    _ = parallelMap(count: 4, threads: 1) { _ in 0 }
    #expect(kernelThreads() == before)
  }

  @Test func coresAreFound() { #expect(RunOptions.availableCores >= 1) }
}
