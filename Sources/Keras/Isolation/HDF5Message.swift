public import HDF5

/// What a process that parses HDF5 sends back: the content, or why there is none.
///
/// A `MessageFrame` whose text holds arrays without elements; the elements follow, of all arrays in
/// order, as 32-bit floats, or as 64-bit ones where they are exact in these only. The receiver takes
/// nothing on trust: a hostile file may have taken over the sender.
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
    /// Which arrays are sent in 64 bits.
    var wide: Set<Int>?
  }

  /// The message as bytes.
  ///
  /// - Complexity: O(elements); the bytes exist once beside the content.
  public func encoded() -> [UInt8] {
    var header = Header()
    var arrays: [StoredArray] = []
    switch result {
    case .failure(let error): header.error = error
    case .success(var content):
      content.forEachArray { array in
        if array.exact != nil { header.wide = (header.wide ?? []).union([header.counts.count]) }
        header.counts.append(array.elements.count)
        arrays.append(array)
        array.elements = []
        array.exact = nil
      }
      header.content = content
    }
    let size = arrays.reduce(0) { $0 + ($1.exact == nil ? 4 : 8) * $1.elements.count }
    var bytes = MessageFrame.start(header, payloadBytes: size)
    for array in arrays {
      if let exact = array.exact { bytes.append(exact) } else { bytes.append(array.elements) }
    }
    return bytes
  }

  /// Reads a message; `nil` where the bytes are none.
  public init?(_ bytes: [UInt8]) {
    guard let frame = MessageFrame<Header>(bytes) else { return nil }
    if let error = frame.header.error {
      self.init(.failure(error))
      return
    }
    guard var content = frame.header.content else { return nil }
    var payload = frame.payload
    var index = 0
    var isSound = true
    content.forEachArray { array in
      defer { index += 1 }
      guard isSound, index < frame.header.counts.count,
        array.shape.checkedProduct == frame.header.counts[index]
      else {
        isSound = false
        return
      }
      let count = frame.header.counts[index]
      if frame.header.wide?.contains(index) ?? false {
        let exact = payload.takeDoubles(count)
        isSound = exact != nil
        array.setElements(exact ?? [])
      } else {
        let elements = payload.takeFloats(count)
        isSound = elements != nil
        array.elements = elements ?? []
        array.exact = nil
      }
    }
    guard isSound, index == frame.header.counts.count, payload.isEmpty else { return nil }
    self.init(.success(content))
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
  package var checkedProduct: Int? {
    var product = 1
    for extent in self {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else { return nil }
      product = next
    }
    return product
  }
}
