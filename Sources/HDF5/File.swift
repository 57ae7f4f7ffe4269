import CHDF5
import Synchronization

/// An HDF5 file that is open for reading; closed at the end of the value's life.
///
/// What is opened from it may outlive it. Nothing outside the file is ever read: links are followed
/// only where they are hard links, no plug-in is loaded, and the file is read with plain system
/// calls whatever the environment says.
public struct File: ~Copyable {
  /// The path as it was given.
  public let path: String
  let handle: Handle
  private let limits: Limits

  /// Opens the file.
  ///
  /// - Throws: ``HDF5Error/unreadable(file:reason:)``, ``HDF5Error/notHDF5(file:)``,
  ///   ``HDF5Error/truncated(file:)``, or what the library says about a damaged file.
  public init(path: String, limits: Limits = Limits()) throws(HDF5Error) {
    try FileSignature.check(path: path)
    let location = HDF5Location(file: path)
    let access = try Handle(.openFile, location) { H5Pcreate(chdf5_class_file_access()) }
    _ = try access.call(.openFile) { H5Pset_fapl_sec2($0) }
    _ = try access.call(.openFile) { chdf5_allow_missing_locks($0) }
    handle = try Handle(.openFile, location) {
      unsafe H5Fopen(path, chdf5_read_only(), access.id)
    }
    self.path = path
    self.limits = limits
  }

  /// How many images were opened.
  private static let images = Atomic(0)

  /// Opens a file that lies in memory, such as an entry of an archive.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: What errors call the file; nothing is looked for under that name.
  ///   - limits: How much the file may make the reader allocate.
  /// - Throws: As ``init(path:limits:)`` does.
  public init(bytes: [UInt8], path: String, limits: Limits = Limits()) throws(HDF5Error) {
    try self.init(bytes: bytes, path: path, limits: limits, isWritable: false)
  }

  /// The same, for a copy that may be changed.
  init(bytes: [UInt8], path: String, limits: Limits, isWritable: Bool) throws(HDF5Error) {
    guard FileSignature.offset(in: bytes) != nil else { throw .notHDF5(file: path) }
    let location = HDF5Location(file: path)
    let access = try Handle(.openFile, location) { H5Pcreate(chdf5_class_file_access()) }
    _ = try access.call(.openFile) { H5Pset_fapl_core($0, 1 << 20, false) }
    // The library takes a copy.
    var bytes = bytes
    _ = try access.call(.openFile) { id in
      unsafe bytes.withUnsafeMutableBytes { unsafe H5Pset_file_image(id, $0.baseAddress, $0.count) }
    }
    let name = Self.imageName()
    handle = try Handle(.openFile, location) {
      unsafe H5Fopen(name, isWritable ? chdf5_read_write() : chdf5_read_only(), access.id)
    }
    self.path = path
    self.limits = limits
  }

  /// Begins an empty file in memory.
  init(emptyNamed path: String) throws(HDF5Error) {
    let location = HDF5Location(file: path)
    let access = try Handle(.openFile, location) { H5Pcreate(chdf5_class_file_access()) }
    _ = try access.call(.openFile) { H5Pset_fapl_core($0, 1 << 20, false) }
    let name = Self.imageName()
    handle = try Handle(.write, location) {
      unsafe H5Fcreate(name, chdf5_truncate(), hid_t(H5P_DEFAULT), access.id)
    }
    self.path = path
    limits = Limits()
  }

  /// The library takes two open images of one name for one file.
  private static func imageName() -> String {
    "image \(images.wrappingAdd(1, ordering: .relaxed).newValue)"
  }

  /// The group that everything else lies in.
  public func root() throws(HDF5Error) -> Group {
    let root = try handle.open { unsafe H5Gopen2($0, "/", hid_t(H5P_DEFAULT)) }
    return Group(handle: root, limits: limits)
  }

  /// How many bytes the file holds.
  public func byteCount() throws(HDF5Error) -> UInt64 {
    var count: hsize_t = 0
    _ = try handle.call(.inspect) { unsafe H5Fget_filesize($0, &count) }
    return UInt64(count)
  }
}
