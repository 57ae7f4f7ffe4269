#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A run of a program that is given bytes and answers with bytes.
///
/// By `posix_spawn` itself: Foundation's `Process` starts a thread, a run loop and a socket pair for
/// what is one call here.
struct ChildProcess {
  /// What the program reads on standard input.
  enum Input {
    /// An open file, which the child takes over; it stays open here.
    case descriptor(CInt)
    case bytes([UInt8])
  }

  /// How a run ended.
  enum End: Equatable {
    case exit(Int)
    case signal(Int)
    /// The program answered with more bytes than it may, or with bytes that could not be read, and
    /// was killed.
    case stopped
    /// The program took longer than it may, and was killed.
    case tooLate
  }

  /// What a run left.
  struct Outcome {
    var output: [UInt8]
    var end: End
  }

  /// A system call that failed.
  struct Failure: Error {
    var reason: String

    init(_ code: CInt) { reason = unsafe String(cString: strerror(code)) }
  }

  var executable: String
  var arguments: [String]
  /// Variables in the form `NAME=value`; there are no others.
  var environment: [String]
  /// The most bytes of the answer.
  var outputLimit: Int
  /// The most seconds from the end of the input to the end of the answer.
  var seconds: Int

  /// Runs the program and waits for its end.
  func run(_ input: Input) throws(Failure) -> Outcome {
    let output = try Self.pipe()
    defer { close(output.reading) }
    var feeding: CInt?
    defer { if let feeding { close(feeding) } }
    let child = try start(input, output: output.writing, feeding: &feeding)
    if case .bytes(let bytes) = input, let descriptor = feeding {
      // A child that ended early has closed its end; how it ended tells why.
      _ = FileDescriptor.write(bytes, to: descriptor)
      close(descriptor)
      feeding = nil
    }
    var bytes: [UInt8] = []
    let stopped = collect(output.reading, into: &bytes)
    if stopped != nil { kill(child, SIGKILL) }
    var status: CInt = 0
    while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
    // As WIFSIGNALED and WEXITSTATUS, which are macros that Swift does not import.
    let signal = Int(status & 0x7F)
    let end: End =
      stopped ?? (signal == 0 ? .exit(Int(status >> 8 & 0xFF)) : .signal(signal))
    return Outcome(output: stopped == nil ? bytes : [], end: end)
  }

  /// Starts the program; the writing end of `output` is closed here.
  private func start(
    _ input: Input, output: CInt, feeding: inout CInt?
  ) throws(Failure) -> pid_t {
    defer { close(output) }
    switch input {
    case .descriptor(let descriptor): return try spawn(input: descriptor, output: output)
    case .bytes:
      let source = try Self.pipe()
      defer { close(source.reading) }
      feeding = source.writing
      return try spawn(input: source.reading, output: output)
    }
  }

  private func spawn(input: CInt, output: CInt) throws(Failure) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = unsafe posix_spawn_file_actions_t()
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // Everything else that is open here is closed on execution.
    unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words = unsafe ([executable] + arguments).map { unsafe strdup($0) } + [nil]
    var variables = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer {
      for index in unsafe words.indices { unsafe free(words[index]) }
      for index in unsafe variables.indices { unsafe free(variables[index]) }
    }
    var child: pid_t = 0
    let code = unsafe posix_spawn(&child, executable, &actions, nil, &words, &variables)
    guard code == 0 else { throw Failure(code) }
    return child
  }

  private static func pipe() throws(Failure) -> (reading: CInt, writing: CInt) {
    var ends: [CInt] = [0, 0]
    #if canImport(Glibc)
      guard unsafe Glibc.pipe(&ends) == 0 else { throw Failure(errno) }
    #else
      guard unsafe Darwin.pipe(&ends) == 0 else { throw Failure(errno) }
    #endif
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Adds everything that comes to `result`, and tells why it stopped before the end, if it did.
  private func collect(_ descriptor: CInt, into result: inout [UInt8]) -> End? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      let left = deadline - ContinuousClock.now
      guard left > .zero else { return .tooLate }
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = unsafe Self.poll(&poll, 1, CInt(clamping: left.components.seconds * 1000 + 999))
      if ready < 0, errno != EINTR { return .stopped }
      guard ready > 0 else { continue }
      guard let piece = FileDescriptor.read(descriptor, upTo: 1 << 20) else { return .stopped }
      if piece.isEmpty { return nil }
      result += piece
      guard result.count <= outputLimit else { return .stopped }
    }
  }

  private static func poll(
    _ entries: UnsafeMutablePointer<pollfd>, _ count: Int, _ milliseconds: CInt
  ) -> CInt {
    #if canImport(Glibc)
      unsafe Glibc.poll(entries, nfds_t(count), milliseconds)
    #else
      unsafe Darwin.poll(entries, nfds_t(count), milliseconds)
    #endif
  }
}
