import Archives
import Yams

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension AuditSpec {
  /// The size of the largest spec that is read.
  static let largest = 16 << 20

  /// Reads a spec, YAML or JSON; its relative paths are resolved against its folder.
  public static func read(path: String) throws(SpecError) -> AuditSpec {
    try parse(try text(of: path), path: path)
  }

  /// The text of a spec or gate file.
  static func text(of path: String) throws(SpecError) -> String {
    let bytes: [UInt8]
    do throws(ArchiveError) {
      bytes = try contents(of: path)
    } catch {
      guard case .unreadable(_, let reason) = error else {
        throw .unreadable(file: path, reason: "\(error)")
      }
      throw .unreadable(file: path, reason: reason)
    }
    guard bytes.count <= largest else { throw .tooLarge(file: path, limit: largest) }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText(file: path) }
    return text
  }

  private static func contents(of path: String) throws(ArchiveError) -> [UInt8] {
    let file = try FileBytes(path: path)
    var bytes: [UInt8] = []
    while bytes.count <= largest, try file.read(1 << 20, appendingTo: &bytes) > 0 {}
    return bytes
  }

  /// Reads the text of a spec that is, or would be, at `path`.
  public static func parse(_ text: String, path: String) throws(SpecError) -> AuditSpec {
    try AuditSpec(root(of: text, path: path))
  }

  /// The value that a text of YAML spells; without any, keys without values.
  static func root(of text: String, path: String) throws(SpecError) -> SpecNode {
    if let name = YAMLText.alias(in: text) { throw .alias(file: path, name: name) }
    let root: Node?
    do {
      // The encoding is given because the default is read from the environment, with a print.
      root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
    } catch {
      throw YAMLText.syntaxError(error, file: path)
    }
    return SpecNode(root ?? Node.mapping([:]), file: path, path: "")
  }

  /// Where the spec of a model is looked for: `STEM.audit.yaml` beside it, then `audit.yaml`.
  ///
  /// `model.weights.h5` has the stems `model.weights` and `model`.
  public static func candidates(forModel path: String) -> [String] {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var stem = path.dropFirst(folder.count)
    var names: [String] = []
    while let dot = stem.lastIndex(of: "."), dot != stem.startIndex {
      stem = stem[..<dot]
      names.append("\(stem).audit.yaml")
      if !stem.hasSuffix(".weights") { break }
    }
    if names.isEmpty { names.append("\(stem).audit.yaml") }
    return (names + ["audit.yaml"]).map { folder + $0 }
  }

  /// The path of the first of the ``candidates(forModel:)`` that exists.
  public static func find(besideModel path: String) -> String? {
    candidates(forModel: path).first { FileManager.default.fileExists(atPath: $0) }
  }

  /// A path as seen from the folder of the spec at `spec`.
  static func resolve(_ path: String, from spec: String) -> String {
    guard !path.hasPrefix("/"), path != CSVReader.standardInput,
      let slash = spec.lastIndex(of: "/")
    else { return path }
    return spec[...slash] + path
  }
}

/// What must be known of YAML text besides its nodes.
enum YAMLText {
  /// The name of a node that the text both defines (`&name`) and reuses (`*name`).
  ///
  /// The parser would put the node in place of every alias, and nested aliases grow exponentially
  /// when such nodes are compared, which the parser does with keys; so they are found before.
  static func alias(in text: String) -> String? {
    var anchors: Set<String> = []
    var aliases: Set<String> = []
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated()
    where byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") {
      if index > 0, !startsToken(after: bytes[index - 1]) { continue }
      let name = String(decoding: bytes[(index + 1)...].prefix(while: isNameByte), as: UTF8.self)
      if name.isEmpty { continue }
      if byte == UInt8(ascii: "&") { anchors.insert(name) } else { aliases.insert(name) }
    }
    return anchors.intersection(aliases).min()
  }

  private static func startsToken(after byte: UInt8) -> Bool {
    byte <= UInt8(ascii: " ") || "[]{},:-?\"'".utf8.contains(byte) || byte == 0xbf
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  static func syntaxError(_ error: any Error, file: String) -> SpecError {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      .syntax(file: file, line: mark.line, problem: problem)
    case .duplicatedKeysInMapping(let keys, let context):
      .syntax(
        file: file, line: context.mark.line,
        problem: "the key \(keys.first ?? "") occurs twice")
    case .reader(let problem, _, _, _):
      .syntax(file: file, line: nil, problem: problem)
    default: .syntax(file: file, line: nil, problem: "\(error)")
    }
  }
}
