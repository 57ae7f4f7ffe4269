extension NumPyArray {
  /// Reads a `.npy` file; `name` names it in errors.
  ///
  /// Element types: `f2 f4 f8`, `i1 i2 i4 i8`, `u1 u2 u4 u8`, `b1`, `U`, `S`, in either byte order
  /// and either axis order. Pickled Python objects are refused.
  public init(npy bytes: [UInt8], name: String) throws(ArchiveError) {
    try self.init(npy: bytes, file: name, entry: nil)
  }

  init(npy bytes: [UInt8], file: String, entry: String?) throws(ArchiveError) {
    do throws(NumPyHeader.Failure) {
      try self.init(npy: bytes)
    } catch {
      throw .invalid(file: file, entry: entry, reason: error.reason)
    }
  }

  private init(npy bytes: [UInt8]) throws(NumPyHeader.Failure) {
    let header = try NumPyHeader(bytes)
    let type = try ElementType(header.type)
    var count = 1
    for extent in header.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { throw .init(.malformedHeader) }
      count = product
    }
    let found = bytes.count - header.dataOffset
    let (expected, overflow) = count.multipliedReportingOverflow(by: type.size)
    // Elements without bytes (`<U0`) have no count that the file's size would bound.
    guard !overflow, type.size > 0 else { throw .init(.malformedHeader) }
    guard found == expected else { throw .init(.wrongSize(expected: expected, found: found)) }
    let elements = ElementReader(bytes: bytes, offset: header.dataOffset, count: count, type: type)
    storage = try elements.read()
    shape = header.shape
    if header.isFortranOrder, shape.count > 1 { reverseAxisOrder() }
  }

  /// The array as a `.npy` file of version 1.0, or 2.0 where the header needs it; little-endian.
  ///
  /// Integers are written as 64-bit, text as Unicode.
  public func npy() -> [UInt8] {
    var data: [UInt8] = []
    let type: String
    switch storage {
    case .float32(let elements):
      type = "<f4"
      data.reserveCapacity(elements.count * 4)
      for element in elements { data.appendLittleEndian(element.bitPattern) }
    case .float64(let elements):
      type = "<f8"
      data.reserveCapacity(elements.count * 8)
      for element in elements { data.appendLittleEndian(element.bitPattern) }
    case .integer(let elements):
      type = "<i8"
      data.reserveCapacity(elements.count * 8)
      for element in elements { data.appendLittleEndian(UInt64(bitPattern: element)) }
    case .boolean(let elements):
      type = "|b1"
      data = elements.map { $0 ? 1 : 0 }
    case .string(let elements):
      let width = max(1, elements.lazy.map(\.unicodeScalars.count).max() ?? 0)
      type = "<U\(width)"
      data.reserveCapacity(elements.count * width * 4)
      for element in elements {
        for scalar in element.unicodeScalars { data.appendLittleEndian(scalar.value) }
        for _ in element.unicodeScalars.count..<width { data.appendLittleEndian(UInt32(0)) }
      }
    }
    return Self.header(type: type, shape: shape) + data
  }

  private static func header(type: String, shape: [Int]) -> [UInt8] {
    let extents =
      shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    var text = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }".utf8)
    let isShort = text.count + 64 <= Int(UInt16.max)
    let fixed = NumPyHeader.magic.count + (isShort ? 4 : 6)
    // The data begin at a multiple of 64 bytes, after a line feed.
    let padding = 63 - (fixed + text.count) % 64
    text += Array(repeating: UInt8(ascii: " "), count: padding)
    text.append(UInt8(ascii: "\n"))
    var bytes = NumPyHeader.magic
    bytes += isShort ? [1, 0] : [2, 0]
    if isShort {
      bytes.appendLittleEndian(UInt16(text.count))
    } else {
      bytes.appendLittleEndian(UInt32(text.count))
    }
    return bytes + text
  }

  /// Turns column-major elements into row-major ones.
  private mutating func reverseAxisOrder() {
    let order = Self.fortranOrder(shape)
    switch storage {
    case .float32(let elements): storage = .float32(order.map { elements[$0] })
    case .float64(let elements): storage = .float64(order.map { elements[$0] })
    case .integer(let elements): storage = .integer(order.map { elements[$0] })
    case .boolean(let elements): storage = .boolean(order.map { elements[$0] })
    case .string(let elements): storage = .string(order.map { elements[$0] })
    }
  }

  /// For each element in row-major order, where it stands in column-major order.
  private static func fortranOrder(_ shape: [Int]) -> [Int] {
    let count = shape.reduce(1, *)
    // The extents beside a zero are not bounded by the file, so their products could overflow.
    if count == 0 { return [] }
    var strides: [Int] = []
    var stride = 1
    for extent in shape {
      strides.append(stride)
      stride *= extent
    }
    var index = Array(repeating: 0, count: shape.count)
    var place = 0
    var order: [Int] = []
    order.reserveCapacity(count)
    for _ in 0..<count {
      order.append(place)
      for axis in shape.indices.reversed() {
        index[axis] += 1
        place += strides[axis]
        if index[axis] < shape[axis] { break }
        place -= strides[axis] * shape[axis]
        index[axis] = 0
      }
    }
    return order
  }
}
