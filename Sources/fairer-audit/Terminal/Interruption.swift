import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ctrl-C as a question that long work asks itself, so that it can end with what it has.
enum Interruption {
  private static let flag = Atomic(false)

  /// Whether the user asked for an end since ``watch()``.
  static var isAsked: Bool { flag.load(ordering: .relaxed) }

  /// Takes the next SIGINT or SIGTERM as a question; the one after that ends the process at once.
  static func watch() {
    // The flag is created here, not in the handler, where nothing may be.
    flag.store(false, ordering: .relaxed)
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
  }
}
