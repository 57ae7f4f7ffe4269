extension OutputError: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .exists(let path):
      Diagnostic(
        .output, "\(path): a file of that name is there already",
        hint: "give --force to replace it, or name another place with -o")
    case .isInput(let path):
      Diagnostic(
        .output, "\(path): the output would replace a file that this run reads",
        hint: "name another place with -o")
    case .failed(let path, let operation, let reason):
      Diagnostic(
        .output, "\(path): could not \(operation): \(reason)",
        hint: "check the folder's permissions and free space; no partial file was left")
    }
  }
}
