#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Questions about paths.
enum FileSystem {
  /// Whether something lies at the path.
  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The path's last part without its extensions `.h5`, `.hdf5`, `.keras`, `.weights.h5`.
  static func stem(_ path: String) -> String {
    let name = URL(filePath: path).lastPathComponent
    for suffix in [".weights.h5", ".hdf5", ".h5", ".keras"]
    where name.lowercased().hasSuffix(suffix) && name.count > suffix.count {
      return String(name.dropLast(suffix.count))
    }
    return name
  }

  /// The path of an entry in the folder that holds `path`.
  static func sibling(of path: String, named name: String) -> String {
    let folder = URL(filePath: path).deletingLastPathComponent()
    let sibling = folder.appending(path: name).relativePath
    return sibling.hasPrefix("./") ? String(sibling.dropFirst(2)) : sibling
  }
}
