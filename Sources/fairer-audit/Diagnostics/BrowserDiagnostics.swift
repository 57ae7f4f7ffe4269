extension BrowserError: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .notFound(let names):
      Diagnostic(
        .output, "--pdf: none of \(names.joined(separator: ", ")) is installed",
        hint:
          "install Chromium (Debian: apt-get install chromium), or print report.html from any browser"
      )
    case .failed(let browser, let reason):
      Diagnostic(
        .output, "--pdf: \(browser) could not print the report: \(reason)",
        hint: "print report.html from any browser")
    }
  }
}
