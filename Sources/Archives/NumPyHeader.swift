/// The header of a `.npy` file: element type, order and shape.
///
/// Versions 1.0 to 3.0 of the format (NEP 1) hold it as the text of a Python dictionary.
struct NumPyHeader {
  /// A type string such as `<f4`.
  var type: String
  var isFortranOrder: Bool
  var shape: [Int]
  /// Where the elements begin.
  var dataOffset: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy itself refuses longer headers by default.
  static let longest = 10_000

  init(_ bytes: [UInt8]) throws(Failure) {
    guard bytes.starts(with: Self.magic) else { throw Failure(.notNumPy) }
    var cursor = ByteCursor(bytes, at: Self.magic.count)
    guard let major = cursor.number(UInt8.self), cursor.number(UInt8.self) != nil else {
      throw Failure(.truncated)
    }
    guard (1...3).contains(major) else { throw Failure(.unsupportedVersion(Int(major))) }
    let length =
      major == 1
      ? cursor.number(UInt16.self).map(Int.init) : cursor.number(UInt32.self).map(Int.init)
    guard let length else { throw Failure(.truncated) }
    guard length <= Self.longest else { throw Failure(.malformedHeader) }
    guard let text = cursor.take(length) else { throw Failure(.truncated) }
    dataOffset = cursor.offset
    var parser = Parser(rest: text)
    (type, isFortranOrder, shape) = try parser.dictionary()
  }

  struct Failure: Error {
    var reason: ArchiveError.Reason
    init(_ reason: ArchiveError.Reason) { self.reason = reason }
  }

  /// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
  private struct Parser {
    var rest: ArraySlice<UInt8>

    mutating func dictionary() throws(Failure) -> (String, Bool, [Int]) {
      var type: String?
      var isFortranOrder: Bool?
      var shape: [Int]?
      try expect("{")
      while !take("}") {
        let key = try string()
        try expect(":")
        switch key {
        case "descr" where type == nil:
          // A list describes a record type.
          if peek() == UInt8(ascii: "[") { throw Failure(.unsupportedType("record")) }
          type = try string()
        case "fortran_order" where isFortranOrder == nil: isFortranOrder = try truth()
        case "shape" where shape == nil: shape = try tuple()
        default: throw Failure(.malformedHeader)
        }
        if !take(",") {
          try expect("}")
          break
        }
      }
      skipSpace()
      guard rest.isEmpty, let type, let isFortranOrder, let shape else {
        throw Failure(.malformedHeader)
      }
      return (type, isFortranOrder, shape)
    }

    private mutating func tuple() throws(Failure) -> [Int] {
      var extents: [Int] = []
      try expect("(")
      while !take(")") {
        skipSpace()
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let extent = Int(String(decoding: digits, as: UTF8.self)), extents.count < 32 else {
          throw Failure(.malformedHeader)
        }
        rest = rest.dropFirst(digits.count)
        if rest.first == UInt8(ascii: "L") { rest = rest.dropFirst() }  // Python 2
        extents.append(extent)
        if !take(",") {
          try expect(")")
          break
        }
      }
      return extents
    }

    private mutating func string() throws(Failure) -> String {
      skipSpace()
      guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
        let end = rest.dropFirst().firstIndex(of: quote),
        let text = String(validating: rest[rest.startIndex + 1..<end], as: UTF8.self),
        !text.contains("\\")
      else { throw Failure(.malformedHeader) }
      rest = rest[(end + 1)...]
      return text
    }

    private mutating func truth() throws(Failure) -> Bool {
      if take("True") { return true }
      if take("False") { return false }
      throw Failure(.malformedHeader)
    }

    private mutating func expect(_ text: String) throws(Failure) {
      if !take(text) { throw Failure(.malformedHeader) }
    }

    private mutating func take(_ text: String) -> Bool {
      skipSpace()
      guard rest.starts(with: text.utf8) else { return false }
      rest = rest.dropFirst(text.utf8.count)
      return true
    }

    private mutating func peek() -> UInt8? {
      skipSpace()
      return rest.first
    }

    private mutating func skipSpace() {
      rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    }
  }
}
