/// How a file lays out the elements of a weight.
enum StoredOrder: Sendable, Hashable {
  /// As Keras 2 and 3 with TensorFlow do, and the engine takes them.
  case keras
  /// A convolution's kernel (size…, in, out) turned around along each axis of its size: Theano slides
  /// it the other way (`convert_kernel` of Keras 2).
  case flipped
  /// A kernel of Keras 1 with `dim_ordering` `th`: (out, in, rows, columns), and turned around where
  /// Theano computed.
  case filtersFirst(isFlipped: Bool)
  /// A kernel of Keras 1 over one axis: (size, 1, in, out), before 1.2 (out, in, size, 1), and turned
  /// around where Theano computed.
  case oneColumn(size: Int, filters: Int, isFlipped: Bool)

  /// The weight's shape in the engine, from that in the file.
  func shape(ofStored shape: [Int]) -> [Int] {
    switch self {
    case .keras, .flipped: shape
    case .filtersFirst: shape.count == 4 ? [shape[2], shape[3], shape[1], shape[0]] : shape
    case .oneColumn where shape.count != 4: shape
    case .oneColumn:
      isBeforeOneTwo(shape) ? [shape[2], shape[1], shape[0]] : [shape[0], shape[2], shape[3]]
    }
  }

  /// The elements in the engine's order, from those in the file's.
  func converted<Element>(_ elements: [Element], shape: [Int]) -> [Element] {
    places(shape).map { $0.map { elements[$0] } } ?? elements
  }

  /// The elements in the file's order, from those in the engine's; `shape` is that in the file.
  func restored<Element>(_ elements: [Element], shape: [Int]) -> [Element] {
    guard let places = places(shape) else { return elements }
    var result = elements
    for (position, place) in places.enumerated() { result[place] = elements[position] }
    return result
  }

  private func isBeforeOneTwo(_ shape: [Int]) -> Bool {
    guard case .oneColumn(let size, let filters, _) = self else { return false }
    return Array(shape[..<2]) != [size, 1] || shape[3] != filters
  }

  /// For each element of the engine's order its place in the file's; `nil` where these are equal.
  private func places(_ shape: [Int]) -> [Int]? {
    // The axes of the file in the engine's order, and whether those of the size are turned around.
    let axes: [Int]
    let isFlipped: Bool
    switch self {
    case .keras: return nil
    case .flipped:
      guard shape.count > 2 else { return nil }
      (axes, isFlipped) = (Array(shape.indices), true)
    case .filtersFirst(let flag):
      guard shape.count == 4 else { return nil }
      (axes, isFlipped) = ([2, 3, 1, 0], flag)
    case .oneColumn(_, _, let flag):
      guard shape.count == 4 else { return nil }
      (axes, isFlipped) = (isBeforeOneTwo(shape) ? [2, 3, 1, 0] : [0, 1, 2, 3], flag)
    }
    var strides = shape.map { _ in 1 }
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    var places = [0]
    for (depth, axis) in axes.enumerated() {
      let turns = isFlipped && depth < axes.count - 2
      places = places.flatMap { start in
        (0..<shape[axis]).map { start + (turns ? shape[axis] - 1 - $0 : $0) * strides[axis] }
      }
    }
    return places
  }
}
