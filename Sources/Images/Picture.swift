/// A decoded image.
public struct Picture: Sendable, Equatable {
  /// The longest side that is decoded.
  public static let longestSide = 16_384
  /// The most pixels that are decoded.
  public static let mostPixels = 64 << 20
  /// The most bytes that a file may have.
  public static let mostBytes = 64 << 20

  /// How many columns of pixels there are.
  public let width: Int
  /// How many rows of pixels there are.
  public let height: Int
  /// 1 for gray, 3 for red, green and blue.
  public let channels: Int
  /// Rows from the top, each pixel's channels side by side.
  public let values: [UInt8]

  /// Creates a picture of `width · height · channels` values.
  public init(width: Int, height: Int, channels: Int, values: [UInt8]) {
    precondition(values.count == width * height * channels, "\(values.count) values")
    self.width = width
    self.height = height
    self.channels = channels
    self.values = values
  }

  /// Decodes a PNG or JPEG file; which one is told by its first bytes.
  ///
  /// 16 bits are cut to the upper 8. Palettes become colours, transparency is left out, as Pillow's
  /// `convert("RGB")` does. Neither a colour profile nor the orientation that a camera noted is
  /// applied, as Keras applies none.
  ///
  /// - Complexity: O(pixels)
  public init(decoding bytes: [UInt8]) throws(ImageError) {
    guard bytes.count <= Self.mostBytes else { throw .fileTooLarge(limit: Self.mostBytes) }
    if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
      try self.init(png: bytes)
    } else if bytes.starts(with: [0xff, 0xd8, 0xff]) {
      try self.init(jpeg: bytes)
    } else {
      throw .unknownFormat
    }
  }

  /// Refuses sizes beyond the limits before anything is allocated.
  static func check(width: UInt32, height: UInt32) throws(ImageError) {
    let (width, height) = (Int(width), Int(height))
    guard width > 0, height > 0, width <= longestSide, height <= longestSide,
      width * height <= mostPixels
    else { throw .tooLarge(width: width, height: height) }
  }

  /// The picture with one or three channels.
  ///
  /// Gray is (19595 R + 38470 G + 7471 B + 32768) / 65536, as Pillow's `convert("L")` computes it.
  public func converted(channels wanted: Int) -> Picture {
    if wanted == channels { return self }
    var result: [UInt8] = []
    result.reserveCapacity(width * height * wanted)
    if wanted == 3 {
      for value in values {
        result.append(value)
        result.append(value)
        result.append(value)
      }
    } else {
      for start in stride(from: 0, to: values.count, by: 3) {
        let sum =
          19595 * UInt32(values[start]) + 38470 * UInt32(values[start + 1])
          + 7471 * UInt32(values[start + 2])
        result.append(UInt8((sum + 0x8000) >> 16))
      }
    }
    return Picture(width: width, height: height, channels: wanted, values: result)
  }
}
