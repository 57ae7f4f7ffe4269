import ArgumentParser
import AuditResults
import Report

/// Files that are written on request, beside the reports.
struct ExtraOutputOptions: ParsableArguments {
  @Option(
    name: .customLong("model-card"),
    help: ArgumentHelp(
      "Also write a model card: a Hugging Face model-index and a Markdown section.",
      valueName: "file"),
    completion: .file())
  var modelCard: String?

  @Option(
    help: ArgumentHelp(
      "Also print the report to a PDF, through a Chromium that is installed.", valueName: "file"),
    completion: .file())
  var pdf: String?

  /// The sheets of the PDF.
  enum Sheets: String, ExpressibleByArgument, CaseIterable {
    case a4, letter

    var paper: Paper {
      switch self {
      case .a4: .a4
      case .letter: .letter
      }
    }
  }

  @Option(help: ArgumentHelp("The sheets of --pdf.", valueName: "size"))
  var paper = Sheets.a4

  /// The places of the files.
  var paths: [String] { [modelCard, pdf].compactMap(\.self) }

  /// The browser, where one is needed: nobody should wait for a PDF that cannot be made.
  func browser() throws(BrowserError) -> Browser? {
    guard pdf != nil else { return nil }
    return try Browser.find()
  }

  /// Adds what was asked for.
  func add(_ result: AuditResult, to files: inout OutputFiles, browser: Browser?) throws {
    if let modelCard { files.add(modelCard, try modelCardText(of: result)) }
    if let pdf, let browser {
      files.add(
        pdf, try browser.pdf(ofPage: PreparedReport(of: result).printedPage(on: paper.paper)))
    }
  }
}
