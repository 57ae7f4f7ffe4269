/// How to walk through a tensor alongside two others that broadcast to its shape.
///
/// Adjacent axes that are walked alike count as one, so that common cases become one or two loops.
/// In the innermost loop an operand either moves along element by element or stays where it is.
struct BroadcastWalk {
  /// One loop: its length and how far each operand moves at each turn.
  struct Axis {
    var extent: Int
    var left: Int
    var right: Int
  }

  /// The loops, innermost first; at least one.
  var axes: [Axis]
  /// How many elements the result holds.
  var count: Int

  /// - Precondition: `left` and `right` broadcast to `shape`.
  init(_ shape: [Int], _ left: [Int], _ right: [Int]) {
    precondition(
      shape.broadcast(with: left) == shape && shape.broadcast(with: right) == shape,
      "shapes \(left) and \(right) do not broadcast to \(shape)")
    count = shape.elementCount
    axes = []
    var (leftStride, rightStride) = (1, 1)
    for depth in 1...max(1, shape.count) where depth <= shape.count {
      let extent = shape[shape.count - depth]
      let leftExtent = depth <= left.count ? left[left.count - depth] : 1
      let rightExtent = depth <= right.count ? right[right.count - depth] : 1
      if extent != 1 {
        let axis = Axis(
          extent: extent, left: leftExtent == 1 ? 0 : leftStride,
          right: rightExtent == 1 ? 0 : rightStride)
        if let inner = axes.last, axis.left == inner.left * inner.extent,
          axis.right == inner.right * inner.extent
        {
          axes[axes.count - 1].extent *= extent
        } else {
          axes.append(axis)
        }
      }
      leftStride *= leftExtent
      rightStride *= rightExtent
    }
    if axes.isEmpty { axes = [Axis(extent: 1, left: 1, right: 1)] }
  }

  /// Calls `body` with the offsets at which each innermost loop starts: of the result and of both
  /// operands.
  @inline(__always)
  func forEachRun(_ body: (_ result: Int, _ left: Int, _ right: Int) -> Void) {
    guard count > 0 else { return }
    let outer = axes.dropFirst()
    var turns = [Int](repeating: 0, count: axes.count)
    var (result, left, right) = (0, 0, 0)
    while result < count {
      body(result, left, right)
      result += axes[0].extent
      for (index, axis) in zip(outer.indices, outer) {
        turns[index] += 1
        left += axis.left
        right += axis.right
        if turns[index] < axis.extent { break }
        turns[index] = 0
        left -= axis.left * axis.extent
        right -= axis.right * axis.extent
      }
    }
  }
}
