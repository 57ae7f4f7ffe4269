import Foundation
import TestSupport
import Testing

@testable import Engine

/// Activation functions against real Keras (Tests/Fixtures/scripts/engine_goldens.py).
@Suite struct FunctionTests {
  struct Golden: Decodable {
    struct Curve: Decodable {
      var value: [Double]
      var slope: [Double]
      var bend: [Double]
    }
    var grid: [Double]
    var functions: [String: Curve]
  }

  static func golden() throws -> Golden {
    let file = Repository.fixtures.appending(path: "engine/functions.json")
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
  }

  @Test func noFunctionIsMissing() throws {
    #expect(
      Set(FunctionCase.all.map { FunctionCase.ordinal($0.function) }) == Set(FunctionCase.ordinals))
    #expect(Set(FunctionCase.all.compactMap(\.golden)) == Set(try Self.golden().functions.keys))
  }

  @Test(arguments: FunctionCase.all.filter { $0.golden != nil })
  func equalsKeras(_ functionCase: FunctionCase) throws {
    let golden = try Self.golden()
    let curve = try #require(golden.functions[functionCase.golden ?? ""])
    let x = Tensor(shape: [golden.grid.count], elements: golden.grid)
    let orders: [(CurveOrder, [Double])] = [
      (.value, curve.value), (.slope, curve.slope), (.bend, curve.bend),
    ]
    for (order, expected) in orders {
      let exact = x.mapped(.activation(functionCase.function), order).elements
      let single = x.converted(to: Float.self)
        .mapped(.activation(functionCase.function), order).elements
      // At 0 many functions have a kink, and there is no agreed derivative.
      for (index, point) in golden.grid.enumerated() where order == .value || point != 0 {
        let scale = max(1, abs(expected[index]))
        #expect(
          abs(exact[index] - expected[index]) <= functionCase.tolerance * scale,
          "\(order) at \(point)")
        #expect(
          abs(Double(single[index]) - expected[index]) <= 1e-5 * scale, "\(order) at \(point)")
      }
    }
  }

  /// Far out, formulas must not overflow into NaN, and a NaN must not be hidden.
  @Test(arguments: FunctionCase.all.filter { $0.function.axis == nil })
  func extremesAndNaN(_ functionCase: FunctionCase) {
    let curve = Curve.activation(functionCase.function)
    func check<E: Scalar>(_ large: E) {
      let x = Tensor<E>(shape: [3], elements: [-large, large, .nan])
      for order in [CurveOrder.value, .slope, .bend] {
        let y = x.mapped(curve, order).elements
        #expect(!y[0].isNaN && !y[1].isNaN, "\(order)")
        if order == .value { #expect(y[2].isNaN) }
      }
    }
    check(Float(3e4))
    check(Double(3e4))
  }

  @Test func kinksHaveNoSlope() {
    let zero = Tensor<Float>(zeros: [1])
    #expect(zero.mapped(.activation(.relu()), .slope).elements == [0])
    #expect(zero.mapped(.activation(.relu()), .bend).elements == [0])
    #expect(zero.mapped(.negativePart, .slope).elements == [0])
  }

  /// The engine's own curves have no counterpart in Keras: against differences.
  @Test(arguments: [
    Curve.reciprocal, .logarithm, .inverseSquareRoot(adding: 0.01),
    .inverseSquareRootOfMaximum(0.3),
    .negativePart,
    .clippedLogarithm(epsilon: 0.1), .square, .power(2.5), .power(-0.5), .power(1), .power(0),
    .absolute,
  ])
  func innerCurves(_ curve: Curve) {
    let grid = [0.03, 0.2, 0.5, 0.8, 0.95]
    let step = 1e-6
    func at(_ shift: Double, _ order: CurveOrder) -> [Double] {
      Tensor(shape: [5], elements: grid.map { $0 + shift }).mapped(curve, order).elements
    }
    for (order, next) in [(CurveOrder.value, CurveOrder.slope), (.slope, .bend)] {
      let differences = zip(at(step, order), at(-step, order)).map { ($0 - $1) / (2 * step) }
      for (given, expected) in zip(at(0, next), differences) {
        #expect(abs(given - expected) <= 1e-6 * max(1, abs(expected)))
      }
    }
  }
}
