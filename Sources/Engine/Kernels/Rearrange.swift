// Operations that move elements and compute nothing; they work on whole runs of elements.

extension Tensor {
  /// The tensors side by side along an axis; the other axes are equal.
  static func concatenate(_ parts: [Tensor], axis: Int) -> Tensor {
    guard let first = parts.first else { preconditionFailure("nothing to concatenate") }
    let outer = first.shape[..<axis].reduce(1, *)
    let sizes = parts.map { $0.shape[axis...].reduce(1, *) }
    for part in parts {
      precondition(
        part.shape.replacing(axis: axis, with: 1) == first.shape.replacing(axis: axis, with: 1),
        "shapes \(first.shape) and \(part.shape) differ beside axis \(axis)")
    }
    let elements = interleave(parts.map(\.elements), sizes: sizes, turns: outer)
    let extent = parts.reduce(0) { $0 + $1.shape[axis] }
    return Tensor(shape: first.shape.replacing(axis: axis, with: extent), elements: elements)
  }

  /// The part of the tensor within a range of an axis.
  func slice(axis: Int, _ range: Range<Int>) -> Tensor {
    precondition(range.lowerBound >= 0 && range.upperBound <= shape[axis], "range outside the axis")
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let elements = copyRuns(
      of: range.count * inner, from: self.elements,
      starts: (0..<outer).map { ($0 * shape[axis] + range.lowerBound) * inner })
    return Tensor(shape: shape.replacing(axis: axis, with: range.count), elements: elements)
  }

  /// Entries of an axis, in the order given.
  func picked(axis: Int, _ indices: [Int]) -> Tensor {
    precondition(indices.allSatisfy { $0 >= 0 && $0 < shape[axis] }, "an index outside the axis")
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let starts = (0..<outer).flatMap { turn in
      indices.map { (turn * shape[axis] + $0) * inner }
    }
    return Tensor(
      shape: shape.replacing(axis: axis, with: indices.count),
      elements: copyRuns(of: inner, from: elements, starts: starts))
  }

  /// The axes in another order: axis `i` of the result is axis `axes[i]` of this tensor.
  func permuted(_ axes: [Int]) -> Tensor {
    precondition(axes.sorted() == Array(shape.indices), "\(axes) is no permutation")
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    let extents = axes.map { shape[$0] }
    let steps = axes.map { strides[$0] }
    return Tensor(shape: extents, elements: gather(elements, extents: extents, steps: steps))
  }
}

/// The runs of `length` elements that begin at the given places, one after the other.
@specialized(where E == Float)
@specialized(where E == Double)
func copyRuns<E: Scalar>(of length: Int, from x: [E], starts: [Int]) -> [E] {
  var result = repeating(0 as E, count: length * starts.count)
  let input = x.span
  var output = result.mutableSpan
  for (turn, start) in starts.enumerated() {
    copyRun(of: length, input, at: start, to: &output, at: turn * length)
  }
  return result
}

/// Copies a run of elements.
///
/// Runs are often short, and to append each to an array costs more than the copy.
@inline(__always)
func copyRun<E: Scalar>(
  of length: Int, _ x: Span<E>, at start: Int, to result: inout MutableSpan<E>, at place: Int
) {
  let run = x.extracting(start..<start + length)
  precondition(place >= 0 && place + length <= result.count)
  for index in 0..<run.count { result[place + index] = run[index] }
}

/// A run of each part in turn, until each part has had its turns.
@specialized(where E == Float)
@specialized(where E == Double)
private func interleave<E: Scalar>(_ parts: [[E]], sizes: [Int], turns: Int) -> [E] {
  let width = sizes.reduce(0, +)
  var result = repeating(0 as E, count: turns * width)
  var output = result.mutableSpan
  var place = 0
  for (part, size) in zip(parts, sizes) {
    let input = part.span
    for turn in 0..<turns {
      copyRun(of: size, input, at: turn * size, to: &output, at: turn * width + place)
    }
    place += size
  }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func gather<E: Scalar>(_ x: [E], extents: [Int], steps: [Int]) -> [E] {
  var result = repeating(0 as E, count: x.count)
  guard !x.isEmpty, let extent = extents.last, let step = steps.last else { return x }
  var turns = [Int](repeating: 0, count: extents.count)
  let input = x.span
  var output = result.mutableSpan
  var start = 0
  for place in stride(from: 0, to: x.count, by: extent) {
    if step == 1 {
      copyRun(of: extent, input, at: start, to: &output, at: place)
    } else {
      for index in 0..<extent { output[place + index] = input[start + index * step] }
    }
    for axis in extents.indices.dropLast().reversed() {
      turns[axis] += 1
      start += steps[axis]
      if turns[axis] < extents[axis] { break }
      start -= steps[axis] * extents[axis]
      turns[axis] = 0
    }
  }
  return result
}
