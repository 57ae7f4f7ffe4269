/// An element type of NumPy such as `<f4`.
struct ElementType {
  enum Kind: Character {
    case float = "f"
    case signed = "i"
    case unsigned = "u"
    case boolean = "b"
    case unicode = "U"
    case bytes = "S"
  }

  var kind: Kind
  /// The bytes of one element.
  var size: Int
  var isBigEndian: Bool

  init(_ text: String) throws(NumPyHeader.Failure) {
    var letters = Substring(text)
    guard let order = letters.popFirst(), let letter = letters.popFirst() else {
      throw .init(.malformedHeader)
    }
    if letter == "O" { throw .init(.pythonObjects) }
    guard "<>|".contains(order), let kind = Kind(rawValue: letter), let number = Int(letters),
      (kind == .unicode || kind == .bytes ? 0...(1 << 20) : kind.sizes).contains(number),
      number.nonzeroBitCount == 1 || kind == .unicode || kind == .bytes
    else { throw .init(.unsupportedType(text)) }
    self.kind = kind
    size = kind == .unicode ? number * 4 : number
    isBigEndian = order == ">"
    if order == "|", size > 1, kind != .bytes { throw .init(.unsupportedType(text)) }
  }
}

extension ElementType.Kind {
  /// The sizes that are read; only powers of two within the range occur.
  fileprivate var sizes: ClosedRange<Int> {
    switch self {
    case .float: 2...8
    case .signed, .unsigned: 1...8
    case .boolean: 1...1
    case .unicode, .bytes: 0...Int.max
    }
  }
}

/// Reads the elements of a `.npy` file.
struct ElementReader {
  var bytes: [UInt8]
  var offset: Int
  var count: Int
  var type: ElementType

  /// - Precondition: The bytes hold `count` elements from `offset`.
  func read() throws(NumPyHeader.Failure) -> NumPyArray.Storage {
    switch (type.kind, type.size) {
    case (.float, 2): .float32(numbers(UInt16.self).map(Self.single))
    case (.float, 4): .float32(numbers(UInt32.self).map { Float(bitPattern: $0) })
    case (.float, _): .float64(numbers(UInt64.self).map { Double(bitPattern: $0) })
    case (.signed, 1): .integer(numbers(UInt8.self).map { Int64(Int8(bitPattern: $0)) })
    case (.signed, 2): .integer(numbers(UInt16.self).map { Int64(Int16(bitPattern: $0)) })
    case (.signed, 4): .integer(numbers(UInt32.self).map { Int64(Int32(bitPattern: $0)) })
    case (.signed, _): .integer(numbers(UInt64.self).map { Int64(bitPattern: $0) })
    case (.unsigned, 1): .integer(numbers(UInt8.self).map { Int64($0) })
    case (.unsigned, 2): .integer(numbers(UInt16.self).map { Int64($0) })
    case (.unsigned, 4): .integer(numbers(UInt32.self).map { Int64($0) })
    case (.unsigned, _): .integer(try unsigned64())
    case (.boolean, _): .boolean(numbers(UInt8.self).map { $0 != 0 })
    case (.unicode, _): .string(try unicode())
    case (.bytes, _): .string(try byteStrings())
    }
  }

  private func numbers<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) -> [T] {
    let width = T.bitWidth / 8
    let span = bytes.span
    return [T](capacity: count) { output in
      for index in 0..<count {
        let start = offset + index * width
        var value: T = 0
        for place in 0..<width {
          let byte = T(truncatingIfNeeded: span[start + place])
          let shift = self.type.isBigEndian ? width - 1 - place : place
          value |= byte << T(truncatingIfNeeded: shift * 8)
        }
        output.append(value)
      }
    }
  }

  private func unsigned64() throws(NumPyHeader.Failure) -> [Int64] {
    let values = numbers(UInt64.self)
    if let value = values.first(where: { $0 > UInt64(Int64.max) }) {
      throw .init(.integerTooLarge(value))
    }
    return values.map { Int64($0) }
  }

  private func unicode() throws(NumPyHeader.Failure) -> [String] {
    let width = type.size / 4
    var whole = self
    whole.count = count * width
    let scalars = whole.numbers(UInt32.self)
    var texts: [String] = []
    texts.reserveCapacity(count)
    for start in stride(from: 0, to: scalars.count, by: width) {
      var text = String.UnicodeScalarView()
      for value in scalars[start..<start + width].trimmingZeros {
        guard let scalar = Unicode.Scalar(value) else { throw .init(.invalidText) }
        text.append(scalar)
      }
      texts.append(String(text))
    }
    return texts
  }

  private func byteStrings() throws(NumPyHeader.Failure) -> [String] {
    var texts: [String] = []
    texts.reserveCapacity(count)
    for index in 0..<count {
      let start = offset + index * type.size
      let content = bytes[start..<start + type.size].trimmingZeros
      guard let text = String(validating: content, as: UTF8.self) else {
        throw .init(.invalidText)
      }
      texts.append(text)
    }
    return texts
  }

  /// The value of an IEEE 754 half-precision number; `Float16` does not exist on every platform.
  static func single(_ half: UInt16) -> Float {
    let sign: Float = half & 0x8000 == 0 ? 1 : -1
    let exponent = Int(half >> 10 & 0x1f)
    let fraction = Float(half & 0x3ff)
    if exponent == 0x1f {
      let bits = UInt32(half & 0x8000) << 16 | 0x7f80_0000 | UInt32(half & 0x3ff) << 13
      return Float(bitPattern: bits)
    }
    if exponent == 0 { return sign * fraction * Float(sign: .plus, exponent: -24, significand: 1) }
    return sign
      * Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
  }
}

extension ArraySlice where Element: BinaryInteger {
  /// The elements without the zeros at the end.
  fileprivate var trimmingZeros: ArraySlice {
    guard let last = lastIndex(where: { $0 != 0 }) else { return [] }
    return self[...last]
  }
}
