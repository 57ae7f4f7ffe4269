import Testing

@testable import Engine

@Suite struct TensorTests {
  @Test func rows() {
    let x = Tensor<Float>(shape: [3, 2], elements: [0, 1, 2, 3, 4, 5])
    #expect(x.gatheringRows([2, 0, 2]) == Tensor(shape: [3, 2], elements: [4, 5, 0, 1, 4, 5]))
    #expect(x.gatheringRows(1..<3) == Tensor(shape: [2, 2], elements: [2, 3, 4, 5]))
    #expect(x.gatheringRows(0..<3) == x)
    #expect(x.gatheringRows([]) == Tensor(zeros: [0, 2]))
    let single = Tensor<Float>(shape: [2], elements: [7, 8])
    #expect(single.gatheringRows([1]) == Tensor(shape: [1], elements: [8]))
  }

  /// Every pair of shapes that broadcasts, against a lookup by index.
  @Test func broadcasting() {
    let shapes: [[Int]] = [
      [], [1], [3], [1, 3], [2, 1], [2, 3], [4, 1, 1], [4, 2, 1], [4, 1, 3], [4, 2, 3], [1, 2, 3],
    ]
    var numbers = Numbers(seed: 1)
    func lookUp(_ x: Tensor<Double>, _ index: [Int]) -> Double {
      var flat = 0
      for (extent, place) in zip(x.shape, index.suffix(x.shape.count)) {
        flat = flat * extent + (extent == 1 ? 0 : place)
      }
      return x.elements[flat]
    }
    func indices(_ shape: [Int]) -> [[Int]] {
      shape.reduce([[]]) { heads, extent in
        heads.flatMap { head in (0..<extent).map { head + [$0] } }
      }
    }
    var count = 0
    for left in shapes {
      for right in shapes {
        guard let common = left.broadcast(with: right) else { continue }
        count += 1
        let (a, b): (Tensor<Double>, Tensor<Double>) = (numbers.tensor(left), numbers.tensor(right))
        #expect(
          a.combined(.sum, with: b).elements
            == indices(common).map { lookUp(a, $0) + lookUp(b, $0) })
        #expect(
          a.combined(.isAtLeast, with: b).elements
            == indices(common).map { lookUp(a, $0) >= lookUp(b, $0) ? 1 : 0 })
        #expect(a.broadcast(to: common).elements == indices(common).map { lookUp(a, $0) })
        // Summing is the adjoint of broadcasting: ⟨B a, c⟩ = ⟨a, Bᵀ c⟩.
        let c: Tensor<Double> = numbers.tensor(common)
        #expect(abs(dot(a.broadcast(to: common), c) - dot(a, c.summed(to: left))) < 1e-12)
      }
    }
    #expect(count == 121)
    #expect([2, 3].broadcast(with: [2]) == nil)
  }

  @Test func maximumAlongAxes() {
    let x = Tensor<Float>(shape: [2, 3], elements: [1, 5, 2, 7, -1, 3])
    #expect(x.maximum(along: 1) == Tensor(shape: [2, 1], elements: [5, 7]))
    #expect(x.maximum(along: 0) == Tensor(shape: [1, 3], elements: [7, 5, 3]))
    let broken = Tensor<Float>(shape: [3], elements: [1, .nan, 2])
    #expect(broken.maximum(along: 0).elements[0].isNaN)
  }

  @Test func rearranging() {
    let x = Tensor<Float>(shape: [2, 3], elements: [0, 1, 2, 3, 4, 5])
    #expect(x.permuted([1, 0]) == Tensor(shape: [3, 2], elements: [0, 3, 1, 4, 2, 5]))
    #expect(x.slice(axis: 1, 1..<3) == Tensor(shape: [2, 2], elements: [1, 2, 4, 5]))
    #expect(
      Tensor.concatenate([x, x.slice(axis: 1, 0..<1)], axis: 1).elements == [
        0, 1, 2, 0, 3, 4, 5, 3,
      ])
    var numbers = Numbers(seed: 2)
    let y: Tensor<Double> = numbers.tensor([2, 3, 4, 5])
    let z = y.permuted([2, 0, 3, 1])
    #expect(z.shape == [4, 2, 5, 3])
    // z[1, 0, 2, 1] is y[0, 1, 1, 2].
    let (place, origin) = (1 * 30 + 0 * 15 + 2 * 3 + 1, 0 * 60 + 1 * 20 + 1 * 5 + 2)
    #expect(z.elements[place] == y.elements[origin])
    #expect(z.permuted([1, 3, 0, 2]) == y)
  }

  /// All four layouts, in both precisions, against sums written out.
  @Test(arguments: [(1, 1, 1), (3, 5, 2), (70, 1, 130), (65, 33, 129), (2, 3, 0)])
  func products(_ rows: Int, _ columns: Int, _ inner: Int) {
    var numbers = Numbers(seed: 3)
    let a: Tensor<Double> = numbers.tensor([rows, inner])
    let b: Tensor<Double> = numbers.tensor([inner, columns])
    let start: Tensor<Double> = numbers.tensor([rows, columns])
    var expected = start
    for row in 0..<rows {
      for column in 0..<columns {
        for index in 0..<inner {
          expected.elements[row * columns + column] +=
            a.elements[row * inner + index] * b.elements[index * columns + column]
        }
      }
    }
    for (left, right) in [(false, false), (false, true), (true, false), (true, true)] {
      let (x, y) = (left ? a.permuted([1, 0]) : a, right ? b.permuted([1, 0]) : b)
      let exact = Tensor.product(
        x, y, transposeLeft: left, transposeRight: right, addingTo: start)
      #expect(exact.distance(to: expected) < 1e-14)
      let single = Tensor.product(
        x.converted(to: Float.self), y.converted(to: Float.self), transposeLeft: left,
        transposeRight: right, addingTo: start.converted(to: Float.self))
      #expect(single.converted(to: Double.self).distance(to: expected) < 2e-6)
    }
  }

  @Test func infinityThatIsNotChosenDoesNoHarm() {
    let mask = Tensor<Float>(shape: [2], elements: [1, 0])
    let a = Tensor<Float>(shape: [2], elements: [1, .infinity])
    #expect(Tensor.select(mask, a, mask).elements == [1, 0])
  }
}
