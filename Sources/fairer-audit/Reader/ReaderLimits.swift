#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the process that parses HDF5 may use.
enum ReaderLimits {
  /// Beside what the file's own size calls for.
  private static let memory = 4 << 30
  private static let seconds = 60

  /// Takes away what parsing does not need; there is no way back.
  static func apply(imageBytes: Int) {
    #if canImport(Glibc)
      // No new descriptor: nothing can be opened. No byte into any file. No core dump.
      set(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), 3)
      set(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), 0)
      set(__rlimit_resource_t(RLIMIT_CORE.rawValue), 0)
      set(__rlimit_resource_t(RLIMIT_CPU.rawValue), seconds + imageBytes >> 23)
      set(__rlimit_resource_t(RLIMIT_AS.rawValue), memory + 16 * imageBytes)
    #elseif canImport(Darwin)
      set(RLIMIT_NOFILE, 3)
      set(RLIMIT_FSIZE, 0)
      set(RLIMIT_CORE, 0)
      set(RLIMIT_CPU, seconds + imageBytes >> 23)
    #endif
  }

  #if canImport(Glibc)
    private static func set(_ resource: __rlimit_resource_t, _ limit: Int) {
      var value = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(limit))
      _ = unsafe setrlimit(resource, &value)
    }
  #else
    private static func set(_ resource: Int32, _ limit: Int) {
      var value = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(limit))
      _ = unsafe setrlimit(resource, &value)
    }
  #endif

  /// Ends the process at once: no handler that a crafted file could have prepared runs.
  static func end(_ code: Int32) -> Never { _exit(code) }
}
