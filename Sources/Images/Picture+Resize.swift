extension Picture {
  /// The picture's values at another size, from 0 to 255, rows from the top.
  ///
  /// The picture has the size asked for, or one within ``longestSide``.
  ///
  /// - Complexity: O(pixels of the old and the new picture · what a new pixel covers)
  public func resized(width newWidth: Int, height newHeight: Int, by method: ResizeMethod)
    -> [Float]
  {
    if newWidth == width, newHeight == height { return values.map { Float($0) } }
    if let filter = method.filter {
      var result = values
      // Columns first, then rows, each rounded to 8 bits.
      if newWidth != width {
        result = Resampling(from: width, to: newWidth, filter: filter).apply(
          result, old: width, outer: height, inner: channels)
      }
      if newHeight != height {
        result = Resampling(from: height, to: newHeight, filter: filter).apply(
          result, old: height, outer: 1, inner: newWidth * channels)
      }
      return result.map { Float($0) }
    }
    if method == .nearest {
      let columns = Self.nearest(from: width, to: newWidth)
      return Self.nearest(from: height, to: newHeight).flatMap { row in
        columns.flatMap { column in
          let start = (row * width + column) * channels
          return values[start..<start + channels].map { Float($0) }
        }
      }
    }
    return interpolated(width: newWidth, height: newHeight)
  }

  /// The old pixel in which each new one's centre lies.
  private static func nearest(from old: Int, to new: Int) -> [Int] {
    let step = Double(old) / Double(new)
    var places: [Int] = []
    // Added up as Pillow does, not multiplied: at edges of pixels the two differ.
    var place = step * 0.5
    for _ in 0..<new {
      places.append(min(Int(place), old - 1))
      place += step
    }
    return places
  }

  /// Between four neighbours, in single precision, as TensorFlow computes it.
  private func interpolated(width newWidth: Int, height newHeight: Int) -> [Float] {
    func neighbours(_ old: Int, _ new: Int) -> [(low: Int, high: Int, part: Float)] {
      let scale = Float(old) / Float(new)
      return (0..<new).map { index in
        let place = (Float(index) + 0.5) * scale - 0.5
        let floor = place.rounded(.down)
        return (
          max(0, Int(floor)), min(old - 1, Int(place.rounded(.up))), place - floor
        )
      }
    }
    let columns = neighbours(width, newWidth)
    var result: [Float] = []
    result.reserveCapacity(newWidth * newHeight * channels)
    for row in neighbours(height, newHeight) {
      for column in columns {
        for channel in 0..<channels {
          func value(_ row: Int, _ column: Int) -> Float {
            Float(values[(row * width + column) * channels + channel])
          }
          let (topLeft, topRight) = (value(row.low, column.low), value(row.low, column.high))
          let (lowLeft, lowRight) = (value(row.high, column.low), value(row.high, column.high))
          let top = topLeft + (topRight - topLeft) * column.part
          let low = lowLeft + (lowRight - lowLeft) * column.part
          result.append(top + (low - top) * row.part)
        }
      }
    }
    return result
  }
}
