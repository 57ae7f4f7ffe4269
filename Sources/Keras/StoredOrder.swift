/// How a file lays out the elements of a weight.
enum StoredOrder: Sendable, Hashable {
  /// As Keras 2 and 3 with TensorFlow do, and the engine takes them.
  case keras
  /// A convolution's kernel (size…, in, out) turned around along each axis of its size: Theano slides
  /// it the other way (`convert_kernel` of Keras 2).
  case flipped

  /// The elements in the engine's order.
  ///
  /// Turning is its own inverse, so this also gives the file's order from the engine's.
  func converted<Element>(_ elements: [Element], shape: [Int]) -> [Element] {
    guard self == .flipped, shape.count > 2 else { return elements }
    // Turning every axis of the size around reverses the taps.
    let tap = shape.suffix(2).reduce(1, *)
    guard tap > 0 else { return elements }
    return stride(from: elements.count - tap, through: 0, by: -tap).flatMap {
      elements[$0..<$0 + tap]
    }
  }
}
