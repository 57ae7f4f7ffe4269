import COneDNN

/// An array of one number.
///
/// The initialiser of `Array` would copy element by element where its type is not known, and take
/// small pages from the kernel for arrays of hundreds of megabytes, one by one.
@specialized(where E == Float)
@specialized(where E == Double)
func repeating<E: Scalar>(_ value: E, count: Int) -> [E] {
  let bytes = count * MemoryLayout<E>.stride
  guard bytes >= 32 << 20 else { return Array(repeating: value, count: count) }
  return unsafe Array(unsafeUninitializedCapacity: count) { buffer, initialized in
    unsafe conednn_use_large_pages(buffer.baseAddress, bytes)
    unsafe buffer.initialize(repeating: value)
    initialized = count
  }
}
