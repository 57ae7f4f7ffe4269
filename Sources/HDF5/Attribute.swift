import CHDF5

/// A small named value of a group or dataset; closed at the end of the value's life.
public struct Attribute: ~Copyable {
  private let handle: Handle
  private let space: Handle
  private let storedType: Handle
  private let extent: Extent
  private let limits: Limits

  /// The extent of each axis, outermost first; empty for a single element.
  public var shape: [Int] { extent.shape }
  /// What the elements are.
  public let type: ElementType
  /// Where the attribute is.
  public var location: HDF5Location { handle.location }

  init(of owner: borrowing Handle, name: String, limits: Limits) throws(HDF5Error) {
    var location = owner.location
    location.attribute = name
    let id = owner.id
    guard !name.utf8.contains(0),
      try Library.call(.inspect, location, { unsafe H5Aexists(id, name) }) > 0
    else { throw .missing(location) }
    let handle = try Handle(.openObject, location) {
      unsafe H5Aopen(id, name, hid_t(H5P_DEFAULT))
    }
    let space = try handle.open { H5Aget_space($0) }
    let storedType = try handle.open { H5Aget_type($0) }
    let extent = try Extent(space)
    let bytes = extent.bytes(each: try storedType.elementSize())
    guard bytes <= limits.attributeBytes else {
      throw .refused(location, .tooLarge(bytes: bytes, limit: limits.attributeBytes))
    }
    type = try ElementType(storedType)
    self.handle = handle
    self.space = space
    self.storedType = storedType
    self.extent = extent
    self.limits = limits
  }

  /// The only element, as text.
  public func string() throws(HDF5Error) -> String {
    let strings = try strings()
    guard let string = strings.first, strings.count == 1 else {
      throw .refused(location, .notScalar(count: strings.count))
    }
    return string
  }

  /// All elements as text, in row-major order.
  ///
  /// An attribute without elements gives an empty list whatever its type: h5py stores an empty list
  /// as float64 of shape (0,).
  ///
  /// - Throws: ``HDF5Error/refused(_:_:)`` where the elements are not text or not UTF-8.
  public func strings() throws(HDF5Error) -> [String] {
    guard extent.count > 0 else { return [] }
    return switch type {
    case .string(let bytes?): try fixedStrings(of: bytes)
    case .string(nil): try variableStrings()
    default: throw .refused(location, .elementType(type))
    }
  }

  private func fixedStrings(of size: Int) throws(HDF5Error) -> [String] {
    guard size > 0 else { return Array(repeating: "", count: extent.count) }
    var bytes = [UInt8](repeating: 0, count: extent.count * size)
    _ = try handle.call(.readAttribute) { id in
      unsafe bytes.withUnsafeMutableBytes { unsafe H5Aread(id, storedType.id, $0.baseAddress) }
    }
    let padding = try storedType.call(.inspect) { Int64(H5Tget_strpad($0).rawValue) }
    var result: [String] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      let element = bytes[start..<start + size]
      let content =
        switch padding {
        case Int64(H5T_STR_NULLTERM.rawValue): element.prefix { $0 != 0 }
        case Int64(H5T_STR_SPACEPAD.rawValue): element.dropLast(while: { $0 == 0x20 })
        default: element.dropLast(while: { $0 == 0 })
        }
      result.append(try decode(content))
    }
    return result
  }

  private func variableStrings() throws(HDF5Error) -> [String] {
    let memoryType = try handle.open { _ in H5Tcopy(chdf5_c_string()) }
    _ = try memoryType.call(.inspect) { H5Tset_size($0, chdf5_variable_length()) }
    // The library converts between its two character sets only if they are declared alike.
    let set = try storedType.call(.inspect) { H5Tget_cset($0).rawValue }
    _ = try memoryType.call(.inspect) { H5Tset_cset($0, H5T_cset_t(set)) }

    var pointers = unsafe [UnsafeMutablePointer<CChar>?](repeating: nil, count: extent.count)
    let contents = try unsafe pointers.withUnsafeMutableBufferPointer {
      buffer throws(HDF5Error) -> [[UInt8]] in
      guard let base = buffer.baseAddress else { return [] }
      // Also after a failure: some elements may have been allocated by then.
      defer { unsafe Library.reclaim(type: memoryType.id, space: space.id, buffer: base) }
      _ = try handle.call(.readAttribute) { unsafe H5Aread($0, memoryType.id, base) }
      var total: UInt64 = 0
      var contents: [[UInt8]] = []
      for index in 0..<buffer.count {
        let content = unsafe bytes(of: buffer[index])
        total += UInt64(content.count)
        guard total <= limits.attributeBytes else {
          throw .refused(location, .tooLarge(bytes: total, limit: limits.attributeBytes))
        }
        contents.append(content)
      }
      return contents
    }
    var result: [String] = []
    for content in contents { result.append(try decode(content[...])) }
    return result
  }

  private func decode(_ bytes: ArraySlice<UInt8>) throws(HDF5Error) -> String {
    guard let string = String(validating: bytes, as: UTF8.self) else {
      throw .refused(location, .invalidText)
    }
    return string
  }
}

/// The bytes before the terminating zero; a string of length zero may be stored as no string at all.
private func bytes(of string: UnsafePointer<CChar>?) -> [UInt8] {
  guard let string = unsafe string else { return [] }
  var bytes: [UInt8] = []
  while unsafe string[bytes.count] != 0 {
    unsafe bytes.append(UInt8(bitPattern: string[bytes.count]))
  }
  return bytes
}

extension ArraySlice<UInt8> {
  fileprivate func dropLast(while predicate: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    guard let last = lastIndex(where: { !predicate($0) }) else { return self[endIndex...] }
    return self[...last]
  }
}

// MARK: - Attributes of groups and datasets

extension Group {
  /// Whether the group has an attribute of that name.
  public func hasAttribute(_ name: String) throws(HDF5Error) -> Bool {
    try handle.hasAttribute(name)
  }

  /// Opens an attribute of the group.
  public func attribute(_ name: String) throws(HDF5Error) -> Attribute {
    try Attribute(of: handle, name: name, limits: limits)
  }
}

extension Dataset {
  /// Whether the dataset has an attribute of that name.
  public func hasAttribute(_ name: String) throws(HDF5Error) -> Bool {
    try handle.hasAttribute(name)
  }

  /// Opens an attribute of the dataset.
  public func attribute(_ name: String) throws(HDF5Error) -> Attribute {
    try Attribute(of: handle, name: name, limits: limits)
  }
}

extension Handle {
  fileprivate func hasAttribute(_ name: String) throws(HDF5Error) -> Bool {
    guard !name.utf8.contains(0) else { return false }
    return try call(.inspect) { unsafe H5Aexists($0, name) } > 0
  }
}
