public import HDF5

/// Where the bytes of an HDF5 file are.
public enum HDF5Source: Sendable, Equatable {
  /// In a file.
  case file(String)
  /// In memory; `name` is what errors call it.
  case image([UInt8], name: String)
}

/// What turns an HDF5 file into plain values.
///
/// libhdf5 is not made for hostile files, and no check before its calls makes it so: a crafted file
/// can end the process that parses it. A tool that opens strangers' files parses them in a process
/// whose end costs nothing. See docs/decisions/0005-hdf5.md.
public struct HDF5Reader: Sendable {
  private let body: @Sendable (HDF5Source) throws(HDF5Error) -> HDF5Content

  /// Creates a reader.
  public init(_ body: @escaping @Sendable (HDF5Source) throws(HDF5Error) -> HDF5Content) {
    self.body = body
  }

  /// What the file holds.
  ///
  /// - Throws: What is damaged, absent or refused, or that the reader did not survive it.
  public func content(of source: HDF5Source) throws(HDF5Error) -> HDF5Content {
    try body(source)
  }

  /// Parses in this process: for files that are trusted.
  public static let inProcess = HDF5Reader { source throws(HDF5Error) in
    switch source {
    case .file(let path): try HDF5Content(path: path)
    case .image(let bytes, let name): try HDF5Content(image: bytes, name: name)
    }
  }
}
