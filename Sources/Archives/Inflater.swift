import CZlib

/// A zlib inflate state.
///
/// The state is kept at a fixed address because zlib holds a pointer back to it.
@safe struct Inflater: ~Copyable {
  /// How the compressed bytes are wrapped.
  enum Wrapping: CInt {
    /// Bare deflate data, as in a zip entry: a negative window size in zlib's terms.
    case none = -15
    /// A gzip member with header and trailer, checked by zlib: 16 added to the window size.
    case gzip = 31
  }

  /// What one step did.
  struct Step {
    /// How many bytes of the input were used.
    var consumed: Int
    /// The inflated bytes.
    var output: [UInt8]
    /// Whether the stream's end was reached.
    var isFinished: Bool
  }

  /// zlib's text for damaged data.
  struct Damage: Error {
    var detail: String
  }

  private let stream: UnsafeMutablePointer<z_stream>

  init(_ wrapping: Wrapping) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let status = unsafe czlib_inflate_init(stream, wrapping.rawValue)
    precondition(status == Z_OK, "zlib cannot allocate its window")
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Begins a new stream.
  func reset() {
    let status = unsafe inflateReset(stream)
    precondition(status == Z_OK, "the state was initialised")
  }

  /// Inflates some of `input` into at most `limit` bytes (at least 1).
  func inflate(_ input: ArraySlice<UInt8>, limit: Int) throws(Damage) -> Step {
    var status = Z_OK
    var consumed = 0
    let output = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
      unsafe input.withUnsafeBufferPointer { source in
        let offered = min(source.count, Int(CInt.max))
        // zlib declares its input as mutable and does not write to it.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe stream.pointee.avail_in = CUnsignedInt(offered)
        let room = min(buffer.count, limit, Int(CInt.max))
        unsafe stream.pointee.next_out = buffer.baseAddress
        unsafe stream.pointee.avail_out = CUnsignedInt(room)
        status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        consumed = unsafe offered - Int(stream.pointee.avail_in)
        filled = unsafe room - Int(stream.pointee.avail_out)
        unsafe stream.pointee.next_in = nil
        unsafe stream.pointee.next_out = nil
      }
    }
    // Z_BUF_ERROR only says that nothing could be done with what was offered.
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
      let text = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      throw Damage(detail: text ?? "zlib status \(status)")
    }
    return Step(consumed: consumed, output: output, isFinished: status == Z_STREAM_END)
  }
}

/// The CRC-32 of bytes, as zip and gzip define it.
func checksum(_ bytes: [UInt8]) -> UInt32 {
  unsafe bytes.withUnsafeBufferPointer { buffer in
    UInt32(unsafe crc32_z(0, buffer.baseAddress, buffer.count))
  }
}
