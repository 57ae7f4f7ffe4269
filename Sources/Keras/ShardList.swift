/// The files that a `.weights.json` lists.
struct ShardList {
  /// The list's own name.
  let name: String
  /// Where the list and the files lie: a path that ends with a slash, or nothing.
  let folder: String
  /// The names of the files, each once.
  let files: [String]

  /// Reads a list.
  ///
  /// - Throws: ``CheckpointError/malformed(file:object:expected:)`` where it names anything but files
  ///   beside itself.
  init(path: String) throws(CheckpointError) {
    let list = try Architecture.json(path: path)
    guard let map = list["weight_map"].object else {
      throw .malformed(file: path, object: "the file", expected: .key("weight_map"))
    }
    var names: Set<String> = []
    for value in map.values {
      for entry in value.array ?? [value] {
        // Nothing but the name of a file beside this one.
        guard let name = entry.string, !name.isEmpty, !name.hasPrefix("."),
          !name.contains(where: { $0 == "/" || $0 == "\\" || $0 == "\0" })
        else {
          throw .malformed(
            file: path, object: "weight_map", expected: .fileName(found: entry.description))
        }
        names.insert(name)
      }
    }
    files = names.sorted()
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    folder = String(path[..<start])
    name = String(path[start...])
  }
}
