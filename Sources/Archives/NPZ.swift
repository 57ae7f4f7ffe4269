/// NumPy's archives of named arrays.
public enum NPZ {
  /// Reads every array of an archive, stored or deflated, in the archive's order.
  ///
  /// - Returns: The arrays by name without `.npy`.
  public static func read(
    path: String
  ) throws(ArchiveError) -> [(name: String, array: NumPyArray)] {
    try read(FileBytes.all(of: path), file: path)
  }

  /// Reads every array of an archive that is in memory; `file` names it in errors.
  public static func read(
    _ bytes: [UInt8], file: String
  ) throws(ArchiveError) -> [(name: String, array: NumPyArray)] {
    let zip = try ZipReader(bytes: bytes, file: file)
    var arrays: [(name: String, array: NumPyArray)] = []
    for entry in zip.entries {
      guard entry.name.hasSuffix(suffix) else {
        throw .invalid(file: file, entry: entry.name, reason: .notNumPy)
      }
      let array = try NumPyArray(npy: zip.read(entry), file: file, entry: entry.name)
      arrays.append((String(entry.name.dropLast(suffix.count)), array))
    }
    return arrays
  }

  /// An archive of the given arrays, not compressed; the same arrays give the same bytes.
  ///
  /// - Precondition: Names are relative and differ.
  public static func encode(_ arrays: [(name: String, array: NumPyArray)]) -> [UInt8] {
    var zip = ZipWriter()
    for (name, array) in arrays { zip.add(name: name + suffix, bytes: array.npy()) }
    return zip.finish()
  }

  private static let suffix = ".npy"
}
