#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How messages between the process that parses strangers' files and its parent are laid out: the length of a JSON
/// text as a 64-bit little-endian number, the text, then bytes.
package struct MessageFrame<Header: Codable> {
  /// What the text spells.
  package var header: Header
  /// What follows the text.
  package var payload: ArraySlice<UInt8>

  /// A message's first bytes, before its payload; room for that is reserved.
  package static func start(_ header: Header, payloadBytes: Int) -> [UInt8] {
    // Strings and numbers always encode.
    let json = (try? JSONEncoder().encode(header)) ?? Data()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + json.count + payloadBytes)
    bytes.append(littleEndian: UInt64(json.count))
    bytes += json
    return bytes
  }

  /// Reads a message; `nil` where the bytes are none.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count >= 8 else { return nil }
    let length = bytes[...].number(UInt64.self, at: 0)
    guard length <= UInt64(bytes.count - 8) else { return nil }
    let end = 8 + Int(length)
    guard let header = try? JSONDecoder().decode(Header.self, from: Data(bytes[8..<end])) else {
      return nil
    }
    self.header = header
    payload = bytes[end...]
  }
}

extension [UInt8] {
  mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> Number(shift)))
    }
  }

  /// Appends the bits of numbers, little-endian.
  public mutating func append(_ numbers: [Float]) {
    for number in numbers { append(littleEndian: number.bitPattern) }
  }

  /// Appends the bits of numbers, little-endian.
  package mutating func append(_ numbers: [Double]) {
    for number in numbers { append(littleEndian: number.bitPattern) }
  }

  /// Appends whole numbers, little-endian.
  package mutating func append(_ numbers: [Int64]) {
    for number in numbers { append(littleEndian: number) }
  }
}

extension ArraySlice<UInt8> {
  /// The little-endian number at an offset from the start.
  ///
  /// - Precondition: There are as many bytes.
  func number<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Number {
    var number: Number = 0
    for index in 0..<Number.bitWidth / 8 {
      number |= Number(self[startIndex + offset + index]) << Number(8 * index)
    }
    return number
  }

  /// Takes numbers off the front; `nil` where there are not as many.
  public mutating func takeFloats(_ count: Int) -> [Float]? {
    guard count >= 0, count <= self.count / 4 else { return nil }
    let numbers = (0..<count).map { Float(bitPattern: number(UInt32.self, at: 4 * $0)) }
    self = dropFirst(4 * count)
    return numbers
  }

  /// Takes numbers off the front; `nil` where there are not as many.
  package mutating func takeDoubles(_ count: Int) -> [Double]? {
    guard count >= 0, count <= self.count / 8 else { return nil }
    let numbers = (0..<count).map { Double(bitPattern: number(UInt64.self, at: 8 * $0)) }
    self = dropFirst(8 * count)
    return numbers
  }

  /// Takes whole numbers off the front; `nil` where there are not as many.
  package mutating func takeIntegers(_ count: Int) -> [Int64]? {
    guard count >= 0, count <= self.count / 8 else { return nil }
    let numbers = (0..<count).map { number(Int64.self, at: 8 * $0) }
    self = dropFirst(8 * count)
    return numbers
  }
}
