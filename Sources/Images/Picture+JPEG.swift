import CJPEG

extension Picture {
  /// Decodes JPEG by libjpeg, with its exact transform and smooth colour, as Pillow does.
  init(jpeg bytes: [UInt8]) throws(ImageError) {
    var size = (width: UInt32(0), height: UInt32(0), channels: UInt32(0))
    try unsafe Self.call(bytes) { state, bytes, count in
      unsafe cjpeg_inspect(state, bytes, count, &size.width, &size.height, &size.channels)
    }
    try Self.check(width: size.width, height: size.height)
    guard size.channels == 1 || size.channels == 3 else {
      throw .unsupportedChannels(Int(size.channels))
    }
    let stride = Int(size.width * size.channels)
    var values = [UInt8](repeating: 0, count: stride * Int(size.height))
    try unsafe Self.call(bytes) { state, bytes, count in
      unsafe cjpeg_decode(state, bytes, count, &values, size.height, stride)
    }
    self.init(
      width: Int(size.width), height: Int(size.height), channels: Int(size.channels),
      values: values)
  }

  private static func call(
    _ bytes: [UInt8],
    _ body: (UnsafeMutablePointer<cjpeg_state>, UnsafePointer<UInt8>?, Int) -> CInt
  ) throws(ImageError) {
    // The library keeps the address, so the state must not move during the call.
    let state = UnsafeMutablePointer<cjpeg_state>.allocate(capacity: 1)
    unsafe state.initialize(to: cjpeg_state())
    defer { unsafe state.deallocate() }
    let code = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe body(state, buffer.baseAddress, buffer.count)
    }
    guard code != 0 else { return }
    throw .damaged(detail: unsafe text(&state.pointee.message))
  }
}
