/// Why a report could not be written, or a result not read back.
public enum ReportError: Error, Equatable, Sendable {
  /// A number is infinite or NaN, which JSON cannot hold; `path` names it, such as
  /// `overall.metrics[3].estimate.value`.
  case notFinite(path: String)
  /// The file is larger than an audit can be; sizes are in bytes.
  case tooLarge(bytes: Int, limit: Int)
  /// The bytes are no JSON.
  case notJSON
  /// A field is absent or of another type; `path` is empty for the top level.
  case malformed(path: String, expected: String)
  /// The file was written for another major version of the schema.
  case unsupportedSchema(found: String, supported: String)
  /// Counts or lengths contradict each other.
  case inconsistent(path: String, expected: String, found: String)
  /// A built-in template does not parse; a defect of the program.
  case template(name: String)
}
