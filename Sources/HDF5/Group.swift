import CHDF5

/// A group of an open file; closed at the end of the value's life.
public struct Group: ~Copyable {
  let handle: Handle
  let limits: Limits

  /// Where the group is.
  public var location: HDF5Location { handle.location }

  /// Opens a group below this one.
  ///
  /// The path holds names separated by `/`; every link on the way must be a hard link.
  public func group(_ path: String) throws(HDF5Error) -> Group {
    let found = try object(path)
    let kind = try Self.kind(of: found)
    guard kind == .group else {
      throw .wrongKind(found.location, expected: .group, found: kind)
    }
    return Group(handle: found, limits: limits)
  }

  /// Opens a dataset below this group and checks that it may be read.
  ///
  /// The path holds names separated by `/`; every link on the way must be a hard link.
  public func dataset(_ path: String) throws(HDF5Error) -> Dataset {
    let found = try object(path)
    let kind = try Self.kind(of: found)
    guard kind == .dataset else {
      throw .wrongKind(found.location, expected: .dataset, found: kind)
    }
    return try Dataset(handle: found, limits: limits)
  }

  /// Whether there is a link of that name, whatever it leads to.
  public func contains(_ name: String) throws(HDF5Error) -> Bool {
    guard !name.isEmpty, !name.utf8.contains(0), !name.contains("/") else { return false }
    return try handle.call(.inspect) { unsafe H5Lexists($0, name, hid_t(H5P_DEFAULT)) } > 0
  }

  /// The names in the group, whatever they lead to, in the order of their bytes.
  ///
  /// - Throws: ``HDF5Error/refused(_:_:)`` where there are more than the limit, or one is not UTF-8.
  public func names() throws(HDF5Error) -> [String] {
    let count = try handle.call(.inspect) { chdf5_link_count($0) }
    guard count <= limits.groupEntries else {
      throw .refused(
        location, .tooManyEntries(count: Int(clamping: count), limit: limits.groupEntries))
    }
    var names: [String] = []
    for index in 0..<max(count, 0) {
      let length = try handle.call(.inspect) { chdf5_link_name($0, hsize_t(index), nil, 0) }
      // The terminating zero is not counted.
      var name = [CChar](repeating: 0, count: length + 1)
      let capacity = name.count
      _ = try handle.call(.inspect) { id in
        unsafe name.withUnsafeMutableBufferPointer {
          unsafe chdf5_link_name(id, hsize_t(index), $0.baseAddress, capacity)
        }
      }
      let bytes = name.prefix(length).map { UInt8(bitPattern: $0) }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .refused(location, .invalidText)
      }
      names.append(text)
    }
    return names
  }

  /// A number that tells the group from all others in its file, whatever path leads to it.
  public func address() throws(HDF5Error) -> UInt64 {
    var address: UInt64 = 0
    _ = try handle.call(.inspect) { unsafe chdf5_object_address($0, &address) }
    return address
  }

  /// What a name in the group leads to.
  public func kind(of name: String) throws(HDF5Error) -> HDF5Error.ObjectKind {
    try Self.kind(of: object(name))
  }

  /// Follows a path name by name; each link is looked at before it is followed.
  private func object(_ path: String) throws(HDF5Error) -> Handle {
    var current = try handle.open { unsafe H5Gopen2($0, ".", hid_t(H5P_DEFAULT)) }
    var location = handle.location
    let names = path.split(separator: "/").filter { $0 != "." }
    for (position, name) in names.enumerated() {
      location.object += (location.object.hasSuffix("/") ? "" : "/") + name
      let name = String(name)
      let parent = current.id
      guard !name.utf8.contains(0),
        try Library.call(
          .inspect, location,
          {
            unsafe H5Lexists(parent, name, hid_t(H5P_DEFAULT))
          }) > 0
      else { throw .missing(location) }
      let kind = try Library.call(.inspect, location) { unsafe chdf5_link_kind(parent, name) }
      switch H5L_type_t(kind) {
      case H5L_TYPE_HARD: break
      case H5L_TYPE_SOFT: throw .refused(location, .softLink)
      case H5L_TYPE_EXTERNAL: throw .refused(location, .externalLink)
      default: throw .refused(location, .otherLink(kind: Int(kind)))
      }
      let next = try Handle(.openObject, location) {
        unsafe H5Oopen(parent, name, hid_t(H5P_DEFAULT))
      }
      if position + 1 < names.count {
        let kind = try Self.kind(of: next)
        guard kind == .group else { throw .wrongKind(location, expected: .group, found: kind) }
      }
      current = next
    }
    return current
  }

  private static func kind(of object: borrowing Handle) throws(HDF5Error) -> HDF5Error.ObjectKind {
    switch try object.call(.inspect, { Int64(H5Iget_type($0).rawValue) }) {
    case Int64(H5I_GROUP.rawValue): .group
    case Int64(H5I_DATASET.rawValue): .dataset
    default: .other
    }
  }
}
