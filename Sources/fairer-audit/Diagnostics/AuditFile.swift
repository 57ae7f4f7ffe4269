import Archives
import AuditResults
import Report

/// An audit.json that the user names.
enum AuditFile {
  /// Reads a file.
  static func read(_ path: String) throws -> AuditResult {
    try decode(try FileBytes.all(of: path), from: path)
  }

  /// Reads bytes of a file that was read already.
  static func decode(_ json: [UInt8], from path: String) throws(AuditFileError) -> AuditResult {
    do throws(ReportError) {
      return try decodeAuditResult(json)
    } catch {
      throw AuditFileError(file: path, error: error)
    }
  }
}

/// What is wrong with a file that should be an audit.json.
struct AuditFileError: Error, Equatable {
  var file: String
  var error: ReportError
}

extension AuditFileError: Diagnosable {
  var diagnostic: Diagnostic {
    let told = error.diagnostic
    return switch error {
    case .notJSON:
      Diagnostic(.input, "\(file): expected an audit.json, found no JSON", hint: told.hint)
    case .malformed("schemaVersion", _):
      Diagnostic(
        .input, "\(file): expected an audit.json, found JSON without a 'schemaVersion'",
        hint: "give an audit.json that this program wrote")
    default:
      Diagnostic(told.status, "\(file): \(told.message)", hint: told.hint)
    }
  }
}
