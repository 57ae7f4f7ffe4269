import Report

extension ReportError: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .notFinite(let path):
      Diagnostic(
        .output, "the result's \(path) is not a finite number, so no report was written",
        hint: "check the data and the checkpoint for extreme values")
    case .tooLarge(let bytes, let limit):
      Diagnostic(
        .input, "the audit file has \(bytes) bytes; at most \(limit) are read",
        hint: "give an audit.json that this program wrote")
    case .notJSON:
      Diagnostic(
        .input, "the audit file is not JSON", hint: "give an audit.json that this program wrote")
    case .malformed(let path, let expected):
      Diagnostic(
        .input,
        "the audit file\(path.isEmpty ? "" : ", at \(path)"): expected \(expected)",
        hint: "the file was changed or damaged; run the audit again")
    case .unsupportedSchema(let found, let supported):
      Diagnostic(
        .input, "the audit file has schema version \(found); \(supported) is read",
        hint: "use the program version that wrote it, or run the audit again")
    case .inconsistent(let path, let expected, let found):
      Diagnostic(
        .input, "the audit result, at \(path): expected \(expected), found \(found)",
        hint: "the numbers contradict each other; run the audit again")
    case .template(let name):
      Diagnostic(
        .output, "the built-in template '\(name)' does not parse",
        hint: "this is a defect of the program; please report it")
    }
  }
}
