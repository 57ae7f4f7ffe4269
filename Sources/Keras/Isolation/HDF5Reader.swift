public import HDF5

/// Where the bytes of an HDF5 file are.
public enum HDF5Source: Sendable, Equatable {
  /// In a file.
  case file(String)
  /// In memory; `name` is what errors call it.
  case image([UInt8], name: String)
}

/// What turns an HDF5 file into plain values, and changes copies of such files.
///
/// libhdf5 is not made for hostile files, and no check before its calls makes it so: a crafted file
/// can end the process that parses it. A tool that opens strangers' files parses them in a process
/// whose end costs nothing. See docs/decisions/0005-hdf5.md.
public struct HDF5Reader: Sendable {
  /// Reads a file.
  public typealias Read = @Sendable (HDF5Source) throws(HDF5Error) -> HDF5Content
  /// Changes a copy of a file that lies in memory; the name is what errors call it.
  public typealias Edit =
    @Sendable (HDF5Edit, _ image: [UInt8], _ name: String) throws(HDF5Error) -> [UInt8]

  private let reading: Read
  private let editing: Edit

  /// Creates a reader.
  public init(reading: @escaping Read, editing: @escaping Edit) {
    self.reading = reading
    self.editing = editing
  }

  /// What the file holds.
  ///
  /// - Throws: What is damaged, absent or refused, or that the reader did not survive it.
  public func content(of source: HDF5Source) throws(HDF5Error) -> HDF5Content {
    try reading(source)
  }

  /// A changed copy of a file that lies in memory; `name` is what errors call it.
  ///
  /// - Throws: What is damaged, absent or refused, or that the reader did not survive it.
  public func edited(
    _ image: [UInt8], name: String, by edit: HDF5Edit
  ) throws(HDF5Error) -> [UInt8] {
    try editing(edit, image, name)
  }

  /// Parses in this process: for files that are trusted.
  public static let inProcess = HDF5Reader(
    reading: { source throws(HDF5Error) in
      switch source {
      case .file(let path): try HDF5Content(path: path)
      case .image(let bytes, let name): try HDF5Content(image: bytes, name: name)
      }
    },
    editing: { edit, image, name throws(HDF5Error) in try edit.applied(to: image, name: name) })
}
