import CHDF5

/// A new HDF5 file in memory, of the oldest version of the format that holds what is put in.
public struct FileBuilder: ~Copyable {
  private let file: File

  /// Begins an empty file; `path` is what errors call it.
  public init(path: String) throws(HDF5Error) {
    file = try File(emptyNamed: path)
  }

  /// Makes a group, and the groups on the way that are absent.
  public func addGroup(_ path: String) throws(HDF5Error) {
    _ = try group(path)
  }

  /// Adds an array of numbers, and the groups on the way that are absent.
  ///
  /// - Parameters:
  ///   - path: The path from the root.
  ///   - shape: The extent of each axis.
  ///   - type: How the elements are stored, little-endian: floats of 16, 32 or 64 bits, bfloat16 as
  ///     Keras stores it, or integers of up to 64 bits.
  ///   - elements: The elements in row-major order; each is rounded to the nearest that the type has.
  /// - Throws: ``HDF5Error/refused(_:_:)`` where the type is another, or the shape calls for another
  ///   number of elements.
  public func addDataset(
    _ path: String, shape: [Int], type: ElementType, elements: [Double]
  ) throws(HDF5Error) {
    let location = HDF5Location(file: file.path, object: path)
    let count = shape.reduce(1, *)
    guard elements.count == count else {
      throw .refused(location, .elementCount(expected: count, found: elements.count))
    }
    let names = path.split(separator: "/")
    guard let last = names.last else { throw .missing(location) }
    let parent = try group(names.dropLast().joined(separator: "/"))
    let space = try Self.space(shape, location)
    let isBrain = type == .float(bits: 16, exponentBits: 8) || type == .opaque(bytes: 2)
    let stored = try Self.storedType(isBrain ? .opaque(bytes: 2) : type, location)
    let dataset = try Handle(.write, location) {
      unsafe H5Dcreate2(
        parent.id, String(last), stored.id, space.id, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT),
        hid_t(H5P_DEFAULT))
    }
    if isBrain { try Self.setText("bfloat16", named: "dtype", of: dataset) }
    guard count > 0 else { return }
    if isBrain {
      let bits = elements.map { Dataset.bfloat16(of: Float($0)).littleEndian }
      try Self.write(bits, to: dataset) { stored.id }
    } else {
      try Self.write(elements, to: dataset) { NativeType.double.identifier }
    }
  }

  /// Gives a group an attribute that holds one text of any length.
  public func setText(_ text: String, named name: String, of path: String) throws(HDF5Error) {
    try Self.setText(text, named: name, of: group(path))
  }

  /// Gives a group an attribute that lists texts, as Keras does.
  ///
  /// A list that would not fit an object header (64 KB) becomes several, `name0`, `name1` and so on.
  /// An empty list is one of numbers, as h5py stores it.
  public func setList(_ texts: [String], named name: String, of path: String) throws(HDF5Error) {
    let group = try group(path)
    // The padding needs no terminating zero, and no text is empty in HDF5.
    let width = max(1, texts.map(\.utf8.count).max() ?? 1)
    let perPart = max(1, Self.headerBytes / width)
    if texts.count <= perPart {
      return try Self.setList(texts[...], width: width, named: name, of: group)
    }
    for (part, start) in stride(from: 0, to: texts.count, by: perPart).enumerated() {
      try Self.setList(
        texts[start..<min(start + perPart, texts.count)], width: width, named: "\(name)\(part)",
        of: group)
    }
  }

  /// The file.
  public consuming func finish() throws(HDF5Error) -> [UInt8] { try file.image() }
}

extension FileBuilder {
  /// Keras's own limit for an attribute, somewhat less than an object header holds.
  private static let headerBytes = 64_512

  /// Opens a group, making it and those on the way where they are absent.
  private func group(_ path: String) throws(HDF5Error) -> Handle {
    let root = try file.root()
    var current = try root.handle.open { unsafe H5Gopen2($0, ".", hid_t(H5P_DEFAULT)) }
    for name in path.split(separator: "/") {
      let name = String(name)
      let parent = current.id
      let location = HDF5Location(file: file.path, object: path)
      let exists = try Library.call(.inspect, location) {
        unsafe H5Lexists(parent, name, hid_t(H5P_DEFAULT))
      }
      current = try Handle(.write, location) {
        exists > 0
          ? unsafe H5Gopen2(parent, name, hid_t(H5P_DEFAULT))
          : unsafe H5Gcreate2(
            parent, name, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT))
      }
    }
    return current
  }

  private static func space(_ shape: [Int], _ location: HDF5Location) throws(HDF5Error) -> Handle {
    let extents = shape.map { hsize_t($0) }
    return try Handle(.write, location) {
      extents.isEmpty
        ? H5Screate(H5S_SCALAR) : unsafe H5Screate_simple(CInt(extents.count), extents, nil)
    }
  }

  private static func storedType(
    _ type: ElementType, _ location: HDF5Location
  ) throws(HDF5Error) -> Handle {
    switch type {
    case .float(let bits, _):
      try Handle(.write, location) { chdf5_float_type(CUnsignedInt(bits)) }
    case .integer(let bits, let isSigned):
      try Handle(.write, location) { chdf5_integer_type(CUnsignedInt(bits), isSigned ? 1 : 0) }
    case .opaque(let bytes): try Handle(.write, location) { H5Tcreate(H5T_OPAQUE, bytes) }
    case .string, .other: throw .refused(location, .elementType(type))
    }
  }

  private static func write<Element: BitwiseCopyable>(
    _ elements: [Element], to dataset: borrowing Handle, _ memoryType: () -> hid_t
  ) throws(HDF5Error) {
    _ = try dataset.call(.write) { id in
      unsafe elements.withUnsafeBytes { buffer in
        unsafe H5Dwrite(
          id, memoryType(), hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), buffer.baseAddress)
      }
    }
  }

  private static func setText(
    _ text: String, named name: String, of owner: borrowing Handle
  ) throws(HDF5Error) {
    let type = try owner.open { _ in H5Tcopy(chdf5_c_string()) }
    _ = try type.call(.write) { H5Tset_size($0, chdf5_variable_length()) }
    _ = try type.call(.write) { H5Tset_cset($0, H5T_CSET_UTF8) }
    let space = try owner.open { _ in H5Screate(H5S_SCALAR) }
    let attribute = try attribute(named: name, of: owner, type: type, space: space)
    _ = try attribute.call(.write) { id in
      unsafe text.withCString { text in
        var pointer: UnsafePointer<CChar>? = unsafe text
        return unsafe H5Awrite(id, type.id, &pointer)
      }
    }
  }

  private static func setList(
    _ texts: ArraySlice<String>, width: Int, named name: String, of owner: borrowing Handle
  ) throws(HDF5Error) {
    guard !texts.isEmpty else {
      let type = try owner.open { _ in chdf5_float_type(64) }
      _ = try attribute(
        named: name, of: owner, type: type, space: try space([0], owner.location))
      return
    }
    let type = try owner.open { _ in H5Tcopy(chdf5_c_string()) }
    _ = try type.call(.write) { H5Tset_size($0, width) }
    _ = try type.call(.write) { H5Tset_strpad($0, H5T_STR_NULLPAD) }
    let attribute = try attribute(
      named: name, of: owner, type: type, space: try space([texts.count], owner.location))
    var bytes: [UInt8] = []
    for text in texts {
      bytes += text.utf8
      bytes += repeatElement(0, count: width - text.utf8.count)
    }
    _ = try attribute.call(.write) { id in
      unsafe bytes.withUnsafeBytes { unsafe H5Awrite(id, type.id, $0.baseAddress) }
    }
  }

  private static func attribute(
    named name: String, of owner: borrowing Handle, type: borrowing Handle,
    space: borrowing Handle
  ) throws(HDF5Error) -> Handle {
    let (owner, type, space) = (owner.id, type.id, space.id)
    return try Handle(.write, HDF5Location(file: "", attribute: name)) {
      unsafe H5Acreate2(owner, name, type, space, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT))
    }
  }
}
