public import HDF5

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a process that parses HDF5 sends back: the content, or why there is none.
///
/// As bytes: the length of a JSON text as a 64-bit little-endian number, the JSON text, in which
/// arrays have no elements, then the elements of all arrays in order as 32-bit floats. The receiver
/// takes nothing on trust: a hostile file may have taken over the sender.
public struct HDF5Message: Sendable, Equatable {
  /// The content, or the error.
  public var result: Result<HDF5Content, HDF5Error>

  /// Creates a message.
  public init(_ result: Result<HDF5Content, HDF5Error>) {
    self.result = result
  }

  private struct Header: Codable {
    var content: HDF5Content?
    var error: HDF5Error?
    /// How many elements each array has.
    var counts: [Int] = []
  }

  /// The message as bytes.
  ///
  /// - Complexity: O(elements); the bytes exist once beside the content.
  public func encoded() -> [UInt8] {
    var header = Header()
    var arrays: [[Float]] = []
    switch result {
    case .failure(let error): header.error = error
    case .success(var content):
      content.forEachArray { array in
        header.counts.append(array.elements.count)
        arrays.append(array.elements)
        array.elements = []
      }
      header.content = content
    }
    // Strings and numbers always encode.
    let json = (try? JSONEncoder().encode(header)) ?? Data()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + json.count + 4 * header.counts.reduce(0, +))
    Self.append(UInt64(json.count), to: &bytes)
    bytes += json
    for array in arrays {
      for element in array { Self.append(element.bitPattern, to: &bytes) }
    }
    return bytes
  }

  /// Reads a message; `nil` where the bytes are none.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count >= 8 else { return nil }
    let length = Self.number(UInt64.self, in: bytes, at: 0)
    guard length <= UInt64(bytes.count - 8) else { return nil }
    var offset = 8 + Int(length)
    guard let header = try? JSONDecoder().decode(Header.self, from: Data(bytes[8..<offset])) else {
      return nil
    }
    if let error = header.error {
      self.init(.failure(error))
      return
    }
    guard var content = header.content else { return nil }
    var counts = header.counts[...]
    var isSound = true
    content.forEachArray { array in
      guard isSound, let count = counts.popFirst(), count >= 0,
        count <= (bytes.count - offset) / 4, array.shape.checkedProduct == count
      else {
        isSound = false
        return
      }
      array.elements = (0..<count).map {
        Float(bitPattern: Self.number(UInt32.self, in: bytes, at: offset + 4 * $0))
      }
      offset += 4 * count
    }
    guard isSound, counts.isEmpty, offset == bytes.count else { return nil }
    self.init(.success(content))
  }

  private static func append<T: FixedWidthInteger>(_ number: T, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: T.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> T(shift)))
    }
  }

  private static func number<T: FixedWidthInteger>(
    _ type: T.Type, in bytes: [UInt8], at offset: Int
  ) -> T {
    var number: T = 0
    for index in 0..<T.bitWidth / 8 { number |= T(bytes[offset + index]) << T(8 * index) }
    return number
  }
}

extension HDF5Content {
  /// Visits every array, always in the same order.
  fileprivate mutating func forEachArray(_ body: (inout StoredArray) -> Void) {
    for layer in layers.indices {
      for array in layers[layer].arrays.indices { body(&layers[layer].arrays[array]) }
    }
    for array in ownWeights.indices { body(&ownWeights[array]) }
  }
}

extension [Int] {
  /// The product of extents; `nil` where one is negative or the product overflows.
  fileprivate var checkedProduct: Int? {
    var product = 1
    for extent in self {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else { return nil }
      product = next
    }
    return product
  }
}
