public import Archives
public import HDF5

/// What reads arrays of numbers at the root of HDF5 files.
///
/// libhdf5 is not made for hostile files: a tool that opens strangers' files sets ``current`` to a
/// reader that parses them in a process of its own.
public struct HDF5Arrays: Sendable {
  /// An array and its name.
  public typealias Named = (name: String, array: NumPyArray)
  /// Reads those of the named arrays that a file has.
  public typealias Read =
    @Sendable (_ path: String, _ names: [String]) throws(HDF5Error) -> [Named]

  /// The reader of the current task; this process itself, unless another is set.
  @TaskLocal public static var current = HDF5Arrays(reading: { path, names throws(HDF5Error) in
    try HDF5Arrays.read(names, of: File(path: path))
  })

  private let reading: Read

  /// Creates a reader.
  public init(reading: @escaping Read) {
    self.reading = reading
  }

  /// Those of the named arrays that a file has, in that order; without names, every array of numbers.
  ///
  /// - Throws: What is damaged or refused, or that the reader did not survive it.
  public func arrays(of path: String, named names: [String]) throws(HDF5Error) -> [Named] {
    try reading(path, names)
  }

  /// The same, parsed in this process.
  public static func read(
    _ names: [String], of file: consuming File
  ) throws(HDF5Error) -> [Named] {
    let root = try file.root()
    var found: [Named] = []
    for name in names {
      guard try root.contains(name) else { continue }
      found.append((name, try array(root.dataset(name))))
    }
    guard names.isEmpty else { return found }
    for name in try root.names() {
      do throws(HDF5Error) {
        found.append((name, try array(root.dataset(name))))
      } catch {
        // Groups, texts and the like, which nobody asked for by name.
        continue
      }
    }
    return found
  }

  private static func array(_ dataset: borrowing HDF5.Dataset) throws(HDF5Error) -> NumPyArray {
    let storage: NumPyArray.Storage =
      if case .integer = dataset.type {
        .integer(try dataset.read(as: Int64.self))
      } else {
        .float64(try dataset.read(as: Double.self))
      }
    return NumPyArray(shape: dataset.shape, storage: storage)
  }
}
