import Testing

@testable import Engine

@Suite struct LossTests {
  static func evaluate(_ loss: Loss, _ x: [Float], _ targets: Targets<Float>, columns: Int = 1)
    -> (losses: [Float], gradient: [Float])
  {
    let result = loss.evaluate(
      Dual(Tensor(shape: [x.count / columns, columns], elements: x)), targets: targets)
    return (result.losses.value.elements, result.gradient.value.elements)
  }

  /// Far from zero nothing overflows, and small losses keep their digits:
  /// log(1 + exp(-30)) = 9.357622968839299e-14.
  @Test func logitsLoseNoDigits() {
    let (losses, gradient) = Self.evaluate(
      .binaryCrossEntropy(logits: 0), [30, -30, 30, -1000], .classes([1, 0, 0, 1]))
    for index in 0..<2 { #expect(abs(losses[index] / 9.357623e-14 - 1) < 1e-5) }
    #expect(losses[2] == 30 && losses[3] == 1000)
    #expect(abs(gradient[0] / -9.357623e-14 - 1) < 1e-5)
    #expect(abs(gradient[1] / 9.357623e-14 - 1) < 1e-5)
    #expect(gradient[2] == 1 && gradient[3] == -1)
  }

  @Test func probabilitiesAreClippedAsKerasDoes() {
    let (losses, gradient) = Self.evaluate(
      .binaryCrossEntropyOfProbabilities(0), [0, 1, 0.25], .classes([1, 1, 1]))
    #expect(abs(losses[0] - 16.118095) < 1e-5)
    #expect(losses[1] < 2e-7)
    #expect(abs(losses[2] - 1.3862944) < 1e-6)
    #expect(gradient[0] == 0 && gradient[1] == 0 && gradient[2] == -4)
  }

  @Test func categories() {
    let (losses, gradient) = Self.evaluate(
      .categoricalCrossEntropy(logits: 0), [1, 1, 1000, 0], .classes([0, 0]), columns: 2)
    #expect(abs(losses[0] - 0.6931472) < 1e-6)
    #expect(losses[1...] == [0, 0, 0])
    #expect(gradient == [-0.5, 0.5, 0, 0])
  }

  @Test func aRowsLossIsItsMean() {
    let (losses, gradient) = Self.evaluate(
      .meanSquaredError(0), [1, 3, 5, 5], .values(Tensor(shape: [2, 2], elements: [0, 0, 5, 1])),
      columns: 2)
    #expect(losses == [0.5, 4.5, 0, 8])
    #expect(gradient == [1, 3, 0, 4])
  }

  @Test func targetsFollowTheirRows() {
    guard
      case .classes(let classes) = Targets<Float>.classes([7, 8, 9]).gathering([2, 0, 2], of: 3)
    else { return #expect(Bool(false)) }
    #expect(classes == [9, 7, 9])
    // Two positions a row.
    guard case .classes(let pairs) = Targets<Float>.classes([1, 2, 3, 4]).gathering([1, 0], of: 2)
    else { return #expect(Bool(false)) }
    #expect(pairs == [3, 4, 1, 2])
  }
}
