import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ctrl-C as a question that long work asks itself, so that it can end with what it has.
enum Interruption {
  private static let flag = Atomic(false)
  private static let isWatching = Atomic(false)
  private static let isPostponed = Atomic(false)

  /// Whether the user asked for an end since ``watch()``.
  static var isAsked: Bool { flag.load(ordering: .relaxed) }

  /// Takes the next SIGINT or SIGTERM as a question; the one after that ends the process at once.
  static func watch() {
    // The flag is created here, not in the handler, where nothing may be.
    flag.store(false, ordering: .relaxed)
    isWatching.store(true, ordering: .relaxed)
    // Whoever started this process may have left the signals blocked.
    var wanted = sigset_t()
    unsafe sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM] { unsafe sigaddset(&wanted, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
    for number in [SIGINT, SIGTERM] {
      _ = signal(number) { number in
        Interruption.flag.store(true, ordering: .relaxed)
        _ = signal(number, SIG_DFL)
      }
    }
  }

  /// Gives the signals their usual meaning again.
  static func ignore() {
    for number in [SIGINT, SIGTERM] { _ = signal(number, SIG_DFL) }
    isWatching.store(false, ordering: .relaxed)
  }

  /// Does something short that must not be cut in two: a SIGINT meanwhile takes effect afterwards.
  ///
  /// While SIGINT is a question there is nothing to postpone. Not for several threads at once.
  static func postponed<Value, Failure>(
    _ work: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if isWatching.load(ordering: .relaxed) { return try work() }
    isPostponed.store(false, ordering: .relaxed)
    let usual = signal(SIGINT) { _ in
      Interruption.isPostponed.store(true, ordering: .relaxed)
    }
    defer {
      _ = signal(SIGINT, usual)
      if isPostponed.load(ordering: .relaxed) { _ = raise(SIGINT) }
    }
    return try work()
  }
}
