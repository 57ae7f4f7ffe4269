import CHDF5

/// A copy of a file in memory whose elements can be replaced; the file itself is never touched.
public struct FileEditor: ~Copyable {
  private let file: File

  /// Takes a copy of a file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: What errors call the file.
  ///   - limits: How much the file may make the reader allocate.
  /// - Throws: As ``File/init(bytes:path:limits:)`` does.
  public init(bytes: [UInt8], path: String, limits: Limits = Limits()) throws(HDF5Error) {
    file = try File(bytes: bytes, path: path, limits: limits, isWritable: true)
  }

  /// The group that everything else lies in.
  public func root() throws(HDF5Error) -> Group { try file.root() }

  /// Replaces the elements of a dataset; shape, type and encoding stay.
  ///
  /// - Parameters:
  ///   - path: The dataset's path from the root.
  ///   - elements: As many numbers as the dataset holds, in row-major order; each is rounded to the
  ///     nearest that the dataset's type has.
  /// - Throws: ``HDF5Error/refused(_:_:)`` where there is another number of elements, or they are no
  ///   floating-point numbers.
  public func replace(_ path: String, with elements: [Float]) throws(HDF5Error) {
    try file.root().dataset(path).write(elements)
  }

  /// Removes a name from the root, if it is there; what it led to becomes unreachable.
  public func remove(_ name: String) throws(HDF5Error) {
    let root = try file.root()
    guard try root.contains(name) else { return }
    _ = try root.handle.call(.write) { unsafe H5Ldelete($0, name, hid_t(H5P_DEFAULT)) }
  }

  /// The edited file.
  public consuming func finish() throws(HDF5Error) -> [UInt8] { try file.image() }
}

extension Dataset {
  /// Replaces all elements.
  func write(_ elements: [Float]) throws(HDF5Error) {
    let count = shape.reduce(1, *)
    guard elements.count == count else {
      throw .refused(location, .elementCount(expected: count, found: elements.count))
    }
    guard count > 0 else { return }
    switch type {
    case .float:
      let native = NativeType.float
      try write(elements) { native.identifier }
    case .opaque(bytes: 2):
      guard try hasAttribute("dtype"), try attribute("dtype").string() == "bfloat16" else {
        throw .refused(location, .elementType(type))
      }
      let stored = try handle.open { H5Dget_type($0) }
      try write(elements.map { Self.bfloat16(of: $0).littleEndian }) { stored.id }
    default: throw .refused(location, .elementType(type))
    }
  }

  private func write<Element: BitwiseCopyable>(
    _ elements: [Element], _ memoryType: () -> hid_t
  ) throws(HDF5Error) {
    _ = try handle.call(.write) { id in
      unsafe elements.withUnsafeBytes { buffer in
        unsafe H5Dwrite(
          id, memoryType(), hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), buffer.baseAddress)
      }
    }
  }

  /// The bits of the nearest bfloat16, even where two are equally near.
  static func bfloat16(of value: Float) -> UInt16 {
    let bits = value.bitPattern
    // Rounding could carry a NaN's payload into infinity.
    if value.isNaN { return UInt16(bits >> 16) | 0x40 }
    let rounded = bits &+ 0x7FFF &+ (bits >> 16 & 1)
    return UInt16(rounded >> 16)
  }
}

extension File {
  /// The bytes of a file in memory.
  func image() throws(HDF5Error) -> [UInt8] {
    _ = try handle.call(.write) { H5Fflush($0, H5F_SCOPE_GLOBAL) }
    let size = try handle.call(.write) { H5Fget_file_image($0, nil, 0) }
    var bytes = [UInt8](repeating: 0, count: size)
    _ = try handle.call(.write) { id in
      unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe H5Fget_file_image(id, buffer.baseAddress, buffer.count)
      }
    }
    Superblock.seal(&bytes)
    return bytes
  }
}
