#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the process that parses HDF5 may use.
enum ReaderLimits {
  /// Beside what the input's own size calls for.
  private static let memory = 4 << 30

  /// The most seconds of processor time: some damaged files make libhdf5 go round for ever.
  static func seconds(inputBytes: Int) -> Int { 20 + inputBytes >> 23 }

  /// The most seconds by the clock, for a process that waits for ever without computing.
  ///
  /// Far more than the processor time, which a busy machine hands out slowly.
  static func waitingSeconds(inputBytes: Int) -> Int { 15 * seconds(inputBytes: inputBytes) }

  /// The most bytes of memory beside what it starts with; where the system has less, it may end the process with `SIGKILL`.
  static func memoryBytes(inputBytes: Int) -> Int { memory + 16 * inputBytes }

  /// The most bytes of the answer: compressed weights are larger than the file, within what the
  /// process can hold.
  static func outputBytes(inputBytes: Int) -> Int { memoryBytes(inputBytes: inputBytes) }

  /// Takes away what parsing does not need; there is no way back.
  static func apply(inputBytes: Int) {
    #if canImport(Glibc)
      let addressSpace = addressSpaceInUse
    #endif
    // What the parent had open without the mark that closes it on execution.
    for descriptor in CInt(3)..<1024 { close(descriptor) }
    // No new descriptor: nothing can be opened. No byte into any file. No core dump. No process.
    set(RLIMIT_NOFILE, 3)
    set(RLIMIT_FSIZE, 0)
    set(RLIMIT_CORE, 0)
    limitProcessorTime(seconds: seconds(inputBytes: inputBytes))
    #if canImport(Glibc)
      set(__RLIMIT_NPROC, 0)
      set(RLIMIT_AS, addressSpace + memoryBytes(inputBytes: inputBytes))
    #else
      set(RLIMIT_NPROC, 0)
    #endif
  }

  /// Lets `SIGXCPU` end the process after as much processor time.
  static func limitProcessorTime(seconds: Int) {
    // Not the same for both: at the second the signal is SIGKILL, which tells nothing.
    set(RLIMIT_CPU, seconds, atMost: seconds + 5)
  }

  #if canImport(Glibc)
    /// The bytes of address space that this process has taken already: with a sanitizer, terabytes.
    private static var addressSpaceInUse: Int {
      let file = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
      defer { close(file) }
      var text = [UInt8](repeating: 0, count: 32)
      let count = unsafe read(file, &text, text.count)
      let pages = text.prefix(max(0, count)).prefix { $0 != UInt8(ascii: " ") }
      return (Int(String(decoding: pages, as: UTF8.self)) ?? 0) * Int(getpagesize())
    }

    private static func set(
      _ resource: __rlimit_resource, _ limit: Int, atMost most: Int? = nil
    ) {
      var value = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(most ?? limit))
      _ = unsafe setrlimit(__rlimit_resource_t(resource.rawValue), &value)
    }
  #else
    private static func set(_ resource: Int32, _ limit: Int, atMost most: Int? = nil) {
      var value = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(most ?? limit))
      _ = unsafe setrlimit(resource, &value)
    }
  #endif

  /// Ends the process at once: no handler that a crafted file could have prepared runs.
  static func end(_ code: Int32) -> Never { _exit(code) }
}
