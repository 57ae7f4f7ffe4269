import CHDF5

/// An array in an open file; closed at the end of the value's life.
public struct Dataset: ~Copyable {
  let handle: Handle
  let limits: Limits
  private let extent: Extent

  /// The extent of each axis, outermost first; empty for a single element.
  public var shape: [Int] { extent.shape }
  /// What the elements are.
  public let type: ElementType
  /// Where the dataset is.
  public var location: HDF5Location { handle.location }

  /// Takes over an open dataset and refuses what would read other files, load code or allocate
  /// without bounds, before any element is read.
  init(handle: consuming Handle, limits: Limits) throws(HDF5Error) {
    let properties = try handle.open { H5Dget_create_plist($0) }
    try Self.checkStorage(properties)
    let space = try handle.open { H5Dget_space($0) }
    let extent = try Extent(space)
    let storedType = try handle.open { H5Dget_type($0) }
    let type = try ElementType(storedType)
    let size = try storedType.elementSize()
    let stored = UInt64(try handle.call(.inspect) { Int64(clamping: H5Dget_storage_size($0)) })
    // Before room is made for elements that cannot be there.
    let file = try handle.open { H5Iget_file_id($0) }
    var fileBytes: hsize_t = 0
    _ = try file.call(.inspect) { unsafe H5Fget_filesize($0, &fileBytes) }
    guard stored <= UInt64(fileBytes) else {
      throw .refused(handle.location, .beyondFile(stored: stored, file: UInt64(fileBytes)))
    }
    // The library converts in a buffer of its own, and what is stored may be wider than the result.
    let bytes = extent.bytes(each: max(8, size))
    // A chunk is inflated whole, however little of it belongs to the dataset.
    let chunk = try Self.chunkBytes(properties, elementSize: size)
    for bytes in [bytes, chunk] {
      guard bytes <= limits.datasetBytes else {
        throw .refused(handle.location, .tooLarge(bytes: bytes, limit: limits.datasetBytes))
      }
      guard bytes <= limits.freelyCompressedBytes || bytes / limits.ratio <= stored else {
        throw .refused(handle.location, .tooCompressed(bytes: bytes, stored: stored))
      }
    }
    self.handle = handle
    self.extent = extent
    self.type = type
    self.limits = limits
  }

  /// Reads all elements in row-major order, converted to the given type.
  ///
  /// - Throws: ``HDF5Error/refused(_:_:)`` where they are not numbers. Two opaque bytes are a
  ///   bfloat16 where an attribute `dtype` says so, as Keras writes them.
  public func read<Number: NativeNumber>(as type: Number.Type) throws(HDF5Error) -> [Number] {
    switch self.type {
    case .float, .integer:
      return try elements(zero: Number(bfloat16: 0)) { Number.native.identifier }
    case .opaque(bytes: 2):
      guard try hasAttribute("dtype"), try attribute("dtype").string() == "bfloat16" else {
        throw .refused(location, .elementType(self.type))
      }
      let stored = try handle.open { H5Dget_type($0) }
      let bits = try elements(zero: UInt16(0)) { stored.id }
      return bits.map { Number(bfloat16: UInt16(littleEndian: $0)) }
    default: throw .refused(location, .elementType(self.type))
    }
  }

  private func elements<Element: BitwiseCopyable>(
    zero: Element, _ memoryType: () -> hid_t
  ) throws(HDF5Error) -> [Element] {
    var result = [Element](repeating: zero, count: extent.count)
    guard extent.count > 0 else { return result }
    _ = try handle.call(.readData) { id in
      unsafe result.withUnsafeMutableBytes { buffer in
        unsafe H5Dread(
          id, memoryType(), hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), buffer.baseAddress)
      }
    }
    return result
  }
}

// MARK: - What may be read

extension Dataset {
  private static func checkStorage(_ properties: borrowing Handle) throws(HDF5Error) {
    if try properties.call(.inspect, { H5Pget_external_count($0) }) > 0 {
      throw .refused(properties.location, .externalStorage)
    }
    let layout = try properties.call(.inspect) { Int64(H5Pget_layout($0).rawValue) }
    if layout == Int64(H5D_VIRTUAL.rawValue) {
      throw .refused(properties.location, .virtualDataset)
    }
    let filters = try properties.call(.inspect) { H5Pget_nfilters($0) }
    for index in 0..<max(filters, 0) {
      let filter = try properties.call(.inspect) { id in
        var count = 0
        var flags: CUnsignedInt = 0
        return unsafe H5Pget_filter2(
          id, CUnsignedInt(index), &flags, &count, nil, 0, nil, nil)
      }
      guard [H5Z_FILTER_DEFLATE, H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32].contains(filter) else {
        throw .refused(properties.location, .filter(id: Int(filter)))
      }
    }
  }

  /// How many bytes a chunk takes up in memory; 0 where the dataset is not chunked.
  private static func chunkBytes(
    _ properties: borrowing Handle, elementSize: Int
  ) throws(HDF5Error) -> UInt64 {
    let layout = try properties.call(.inspect) { Int64(H5Pget_layout($0).rawValue) }
    guard layout == Int64(H5D_CHUNKED.rawValue) else { return 0 }
    var extents = [hsize_t](repeating: 0, count: Int(H5S_MAX_RANK))
    let rank = try properties.call(.inspect) {
      unsafe H5Pget_chunk($0, H5S_MAX_RANK, &extents)
    }
    var bytes = UInt64(elementSize)
    for extent in extents.prefix(Int(rank)) {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: UInt64(extent))
      bytes = overflow ? .max : product
    }
    return bytes
  }
}
