import CPNG

extension Picture {
  /// Decodes PNG by libpng.
  init(png bytes: [UInt8]) throws(ImageError) {
    var size = (width: UInt32(0), height: UInt32(0), channels: UInt32(0))
    try unsafe Self.call(bytes) { source in
      unsafe cpng_inspect(
        &source, UInt32(Self.longestSide), &size.width, &size.height, &size.channels)
    }
    try Self.check(width: size.width, height: size.height)
    guard size.channels == 1 || size.channels == 3 else {
      throw .unsupportedChannels(Int(size.channels))
    }
    let stride = Int(size.width * size.channels)
    var values = [UInt8](repeating: 0, count: stride * Int(size.height))
    try unsafe Self.call(bytes) { source in
      unsafe cpng_decode(&source, UInt32(Self.longestSide), &values, size.height, stride)
    }
    self.init(
      width: Int(size.width), height: Int(size.height), channels: Int(size.channels),
      values: values)
  }

  private static func call(
    _ bytes: [UInt8], _ body: (inout cpng_source) -> CInt
  ) throws(ImageError) {
    var source = unsafe cpng_source()
    let code = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe source.bytes = buffer.baseAddress
      unsafe source.count = buffer.count
      defer { unsafe source.bytes = nil }
      return unsafe body(&source)
    }
    guard code != 0 else { return }
    throw .damaged(detail: unsafe text(&source.message))
  }
}

/// A text of C in an array of fixed length.
func text<Characters>(_ characters: inout Characters) -> String {
  unsafe withUnsafeBytes(of: &characters) { bytes in
    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
