import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ctrl-C as a question that long work asks itself, so that it can end with what it has.
///
/// No handler is installed: signals are blocked, and a thread of their own waits for them. A handler would
/// run on the stack of whatever was interrupted, and oneDNN's generated products keep numbers below the
/// stack's end, which a handler overwrites.
enum Interruption {
  private static let flag = Atomic(false)
  private static let isWatched = Atomic(false)
  private static let isPostponed = Atomic(false)
  private static let isWaiting = Atomic(false)

  /// Whether the user asked for an end since ``watch()``.
  static var isAsked: Bool { flag.load(ordering: .relaxed) }

  /// Takes the next SIGINT or SIGTERM as a question; the one after that ends the process at once.
  ///
  /// For the main thread: threads that it starts inherit what it blocks, and workers of Dispatch block
  /// all signals anyway.
  static func watch() {
    flag.store(false, ordering: .relaxed)
    isWatched.store(true, ordering: .relaxed)
    mask(SIG_BLOCK)
    _ = waiter
  }

  /// Gives the signals their usual meaning again.
  static func ignore() { isWatched.store(false, ordering: .relaxed) }

  /// Does something short that must not be cut in two: a signal meanwhile takes effect afterwards.
  ///
  /// While signals are a question there is nothing to postpone. Not for several threads at once.
  static func postponed<Value, Failure>(
    _ work: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if isWatched.load(ordering: .relaxed) { return try work() }
    isPostponed.store(true, ordering: .relaxed)
    mask(SIG_BLOCK)
    defer {
      isPostponed.store(false, ordering: .relaxed)
      // Where a thread waits for signals they stay blocked here, and it gives them their meaning.
      if !isWaiting.load(ordering: .relaxed) { mask(SIG_UNBLOCK) }
    }
    return try work()
  }

  private static var signals: sigset_t {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { unsafe sigaddset(&signals, number) }
    return signals
  }

  private static func mask(_ how: Int32) {
    var signals = signals
    unsafe pthread_sigmask(how, &signals, nil)
  }

  /// The thread that waits, started once.
  private static let waiter: Void = {
    isWaiting.store(true, ordering: .relaxed)
    Thread.detachNewThread {
      while true {
        var (signals, number) = (signals, Int32(0))
        guard unsafe sigwait(&signals, &number) == 0 else { return }
        if isWatched.load(ordering: .relaxed), !flag.exchange(true, ordering: .relaxed) { continue }
        while isPostponed.load(ordering: .relaxed) { usleep(1_000) }
        // What the signal does where nobody asked for anything else.
        _ = signal(number, SIG_DFL)
        mask(SIG_UNBLOCK)
        raise(number)
      }
    }
  }()
}
