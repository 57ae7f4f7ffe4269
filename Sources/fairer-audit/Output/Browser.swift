import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a page could not be printed.
enum BrowserError: Error, Equatable {
  /// None of these programs is installed.
  case notFound(names: [String])
  /// The browser did not give a PDF.
  case failed(browser: String, reason: String)
}

/// A Chromium that prints pages without a window.
struct Browser: Equatable {
  /// The program's path.
  let path: String

  static let names = [
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
  ]

  /// The first of the known programs in the folders of `PATH`.
  static func find(
    folders: [String] = (Environment["PATH"] ?? "").split(separator: ":").map(String.init)
  ) throws(BrowserError) -> Browser {
    for name in names {
      for folder in folders {
        let path = "\(folder)/\(name)"
        if FileManager.default.isExecutableFile(atPath: path) { return Browser(path: path) }
      }
    }
    throw .notFound(names: names)
  }

  /// Prints a page; it loads nothing but itself.
  ///
  /// The PDF holds the time of its making, so that two are not the same byte by byte.
  func pdf(ofPage html: String) throws(BrowserError) -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "fairer-audit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let (page, output) = (folder.appending(path: "report.html"), folder.appending(path: "out.pdf"))
    do {
      // Nobody else may read what a restricted report says.
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try html.write(to: page, atomically: true, encoding: .utf8)
    } catch {
      throw .failed(browser: path, reason: error.localizedDescription)
    }
    let child = ChildProcess(
      executable: path,
      arguments: [
        "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions",
        "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(folder.path)/profile",
        "--no-pdf-header-footer", "--print-to-pdf=\(output.path)",
      ]
        // Chromium's sandbox does not run as root, as in a container; the page runs no script.
        + (geteuid() == 0 ? ["--no-sandbox"] : []) + [page.absoluteString],
      environment: ["PATH=\(Environment["PATH"] ?? "")", "HOME=\(folder.path)"],
      outputLimit: 1 << 20, seconds: 120)
    let outcome: ChildProcess.Outcome
    do throws(ChildProcess.Failure) {
      outcome = try child.run(.bytes([]))
    } catch {
      throw .failed(browser: path, reason: error.reason)
    }
    guard outcome.end == .exit(0), let bytes = try? Data(contentsOf: output),
      bytes.starts(with: Data("%PDF-".utf8))
    else { throw .failed(browser: path, reason: "it ended without a PDF") }
    return Array(bytes)
  }
}
