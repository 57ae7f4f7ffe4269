import COneDNN

/// An array of one number.
///
/// The initialiser of `Array` would copy element by element where its type is not known, and take
/// small pages from the kernel for arrays of hundreds of megabytes, one by one.
@specialized(where E == Float)
@specialized(where E == Double)
func repeating<E: Scalar>(_ value: E, count: Int) -> [E] {
  let bytes = count * MemoryLayout<E>.stride
  guard bytes >= largeArray else { return Array(repeating: value, count: count) }
  return unsafe Array(unsafeUninitializedCapacity: count) { buffer, initialized in
    unsafe conednn_use_large_pages(buffer.baseAddress, bytes)
    unsafe buffer.initialize(repeating: value)
    initialized = count
  }
}

/// An array whose every element `body` writes.
func filled(_ count: Int, _ body: (UnsafeMutablePointer<Float>?) -> Void) -> [Float] {
  unsafe Array(unsafeUninitializedCapacity: count) { buffer, initialized in
    let bytes = count * MemoryLayout<Float>.stride
    if bytes >= largeArray { unsafe conednn_use_large_pages(buffer.baseAddress, bytes) }
    unsafe body(buffer.baseAddress)
    initialized = count
  }
}

/// Bytes from which on an array asks for large pages.
private let largeArray = 32 << 20
