#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The process's environment variables.
enum Environment {
  private static let variables = ProcessInfo.processInfo.environment

  static subscript(name: String) -> String? { variables[name] }
}
