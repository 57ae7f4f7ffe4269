import Archives
import AuditResults
import FairerAudit
import Foundation

/// Finds files that an audit names by base name and digest.
struct EvidenceFiles {
  /// Where to look, in order.
  let folders: [String]

  /// The folders of an audit file, of the files that its run named, and the working folder.
  init(audit path: String, run: RunFacts?) {
    let folder = URL(filePath: path).deletingLastPathComponent()
    let named = (run?.commandLine ?? []).dropFirst().filter { $0.contains("/") }.map {
      URL(filePath: $0).deletingLastPathComponent().path
    }
    var folders: [String] = []
    for folder in [folder.path, folder.deletingLastPathComponent().path, "."] + named
    where !folders.contains(folder) {
      folders.append(folder)
    }
    self.folders = folders
  }

  /// A file of that name: one with the digest where there is one, else the first.
  ///
  /// - Throws: ``VerifyError/missing(role:name:folders:)``.
  func find(_ role: String, _ name: String, sha256: String?) throws -> String {
    // Names come from a file that somebody else may have made; they are no paths.
    let isName = !name.contains("/") && !["", ".", ".."].contains(name)
    let paths = isName ? folders.map { "\($0)/\(name)" }.filter(FileSystem.exists) : []
    guard let first = paths.first else {
      throw VerifyError.missing(role: role, name: name, folders: folders)
    }
    guard let sha256 else { return first }
    for path in paths where try fileFacts(path).sha256 == sha256 { return path }
    return first
  }
}
