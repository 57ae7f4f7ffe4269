import Archives
import AuditResults
import Engine
import HDF5

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Takes down when and where a run happens.
struct RunRecord {
  private let clock = ContinuousClock.now
  private let began = Date()
  /// `SOURCE_DATE_EPOCH` (reproducible-builds.org) stands in for the clock.
  private let epoch = Environment["SOURCE_DATE_EPOCH"].flatMap { Int($0) }

  /// The facts of the run up to now.
  func facts(threads: Int) -> RunFacts {
    let date = epoch.map { Date(timeIntervalSince1970: Double($0)) } ?? began
    let elapsed = (ContinuousClock.now - clock) / Duration.seconds(1)
    return RunFacts(
      started: date.formatted(.iso8601), seconds: epoch == nil ? elapsed : 0,
      // Where the program lies can name its user.
      commandLine: ["fairer-audit"] + CommandLine.arguments.dropFirst(),
      system: ProcessInfo.processInfo.operatingSystemVersionString,
      architecture: Self.architecture, threads: threads,
      libraries: [
        "HDF5 \(HDF5.libraryVersion)", "oneDNN \(Engine.libraryVersion)",
        "zlib \(Archives.libraryVersion)",
      ])
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #else
      "other"
    #endif
  }
}
