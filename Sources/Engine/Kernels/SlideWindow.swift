// Windows over pictures (batch, rows, columns, channels) that keep channels apart.

extension Tensor {
  /// The sum of what the window covers at each position; padding counts nothing.
  func windowSums(_ grid: WindowGrid) -> Tensor {
    let channels = shape[3]
    precondition(elements.count == grid.sources * channels, "a picture of another shape")
    return Tensor(
      shape: [grid.batch, grid.rows.output, grid.columns.output, channels],
      elements: sumWindows(elements, grid, channels: channels))
  }

  /// The adjoint of ``windowSums(_:)``: each place gets the sum over the windows that cover it.
  func spreadOverWindows(_ grid: WindowGrid) -> Tensor {
    let channels = shape[3]
    precondition(elements.count == grid.targets * channels, "an output of another shape")
    return Tensor(
      shape: [grid.batch, grid.rows.input, grid.columns.input, channels],
      elements: spreadWindows(elements, grid, channels: channels))
  }

  /// The largest element that the window covers at each position; a NaN is larger than any number.
  func windowMaximum(_ grid: WindowGrid) -> Tensor {
    let channels = shape[3]
    precondition(elements.count == grid.sources * channels, "a picture of another shape")
    return Tensor(
      shape: [grid.batch, grid.rows.output, grid.columns.output, channels],
      elements: maximise(elements, grid, channels: channels))
  }

  /// Where the largest element within the window is at each position: its index among the elements.
  ///
  /// The first of equal elements counts, row by row, and a NaN is larger than any number. A window
  /// over nothing but padding would have no index; no layer makes one.
  func windowMaxima(_ grid: WindowGrid) -> [Int] {
    let channels = shape[3]
    precondition(elements.count == grid.sources * channels, "a picture of another shape")
    return findMaxima(elements, grid, channels: channels)
  }

  /// The elements at indices, in another shape.
  func gathered(_ indices: [Int], shape: [Int]) -> Tensor {
    Tensor(shape: shape, elements: gatherElements(elements, indices))
  }

  /// The adjoint of ``gathered(_:shape:)``: a tensor of zeros to which each element is added at its
  /// index, in order.
  func scattered(_ indices: [Int], shape: [Int]) -> Tensor {
    Tensor(shape: shape, elements: scatterElements(elements, indices, count: shape.elementCount))
  }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func sumWindows<E: Scalar>(_ x: [E], _ grid: WindowGrid, channels: Int) -> [E] {
  var result = repeating(0 as E, count: grid.targets * channels)
  let input = x.span
  var sums = result.mutableSpan
  grid.forEachTap { source, _, target in
    let terms = input.extracting(source * channels..<(source + 1) * channels)
    for channel in 0..<channels { sums[target * channels + channel] += terms[channel] }
  }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func spreadWindows<E: Scalar>(_ x: [E], _ grid: WindowGrid, channels: Int) -> [E] {
  var result = repeating(0 as E, count: grid.sources * channels)
  let input = x.span
  var sums = result.mutableSpan
  grid.forEachTap { source, _, target in
    let terms = input.extracting(target * channels..<(target + 1) * channels)
    for channel in 0..<channels { sums[source * channels + channel] += terms[channel] }
  }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func maximise<E: Scalar>(_ x: [E], _ grid: WindowGrid, channels: Int) -> [E] {
  var result = repeating(-E.infinity, count: grid.targets * channels)
  let input = x.span
  var largest = result.mutableSpan
  grid.forEachTap { source, _, target in
    let terms = input.extracting(source * channels..<(source + 1) * channels)
    for channel in 0..<channels {
      let (term, best) = (terms[channel], largest[target * channels + channel])
      largest[target * channels + channel] = term > best || term.isNaN ? term : best
    }
  }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func findMaxima<E: Scalar>(_ x: [E], _ grid: WindowGrid, channels: Int) -> [Int] {
  var result = [Int](repeating: -1, count: grid.targets * channels)
  var values = repeating(-E.infinity, count: grid.targets * channels)
  let input = x.span
  var places = result.mutableSpan
  var largest = values.mutableSpan
  grid.forEachTap { source, _, target in
    let terms = input.extracting(source * channels..<(source + 1) * channels)
    for channel in 0..<channels {
      let (term, place) = (terms[channel], target * channels + channel)
      let best = largest[place]
      if term > best || places[place] < 0 || (term.isNaN && !best.isNaN) {
        largest[place] = term
        places[place] = source * channels + channel
      }
    }
  }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func gatherElements<E: Scalar>(_ x: [E], _ indices: [Int]) -> [E] {
  var result = repeating(0 as E, count: indices.count)
  let (input, places) = (x.span, indices.span)
  var output = result.mutableSpan
  for position in 0..<places.count { output[position] = input[places[position]] }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func scatterElements<E: Scalar>(_ x: [E], _ indices: [Int], count: Int) -> [E] {
  precondition(x.count == indices.count, "\(x.count) elements for \(indices.count) indices")
  var result = repeating(0 as E, count: count)
  let (input, places) = (x.span, indices.span)
  var output = result.mutableSpan
  for position in 0..<places.count { output[places[position]] += input[position] }
  return result
}
