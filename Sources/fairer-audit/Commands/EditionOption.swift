import ArgumentParser
import AuditResults

/// Whom the files of a run are for.
struct EditionOption: ParsableArguments {
  /// The editions of an audit.
  enum Edition: String, ExpressibleByArgument, CaseIterable {
    case restricted, `public`
  }

  @Option(
    help: ArgumentHelp(
      "restricted, or public: without counts below 10 and without what would reveal them.",
      valueName: "edition"))
  var edition: Edition = .restricted

  /// The result as the edition holds it.
  func applied(to result: AuditResult) throws(EditionError) -> AuditResult {
    // What was left out before cannot come back, and needs not be left out again.
    guard edition == .public, result.edition == nil else { return result }
    return try result.publicEdition()
  }
}
