import Engine
import Testing

@testable import Audit

@Suite struct ObjectiveStepTests {
  /// The largest difference to the golden gradients, relative to the largest of each weight.
  static func distance<E: Scalar>(_ gradient: [Tensor<E>], _ golden: ObjectiveGolden) -> Double {
    guard gradient.count == golden.gradients.count else { return .infinity }
    let largest = golden.gradients.joined().reduce(0) { max($0, abs($1)) }
    return zip(gradient, golden.gradients).reduce(0) { worst, pair in
      guard pair.0.elements.count == pair.1.count else { return .infinity }
      let size = pair.1.reduce(0) { max($0, abs($1)) }
      // A bias in front of a normalisation by rows has no gradient, and what is left of it is rounding.
      let isNothing = golden.byRows == true && size <= 1e-10 * largest
      let scale = isNothing ? largest : max(size, 1e-12)
      return zip(pair.0.elements, pair.1).reduce(worst) {
        let difference = abs(Double($1.0) - $1.1) / scale
        return difference.isNaN ? .infinity : max($0, difference)
      }
    }
  }

  @Test func goldensAreThere() {
    #expect(ObjectiveGolden.all.count == 58)
    #expect(Set(ObjectiveGolden.all.map(\.method)).count == Objective.Method.allCases.count)
    #expect(ObjectiveGolden.all.allSatisfy { $0.gradients.count >= 4 })
  }

  @Test(arguments: ObjectiveGolden.all)
  func gradientsEqualAutograd(_ golden: ObjectiveGolden) throws {
    let (terms, gradient) = try golden.evaluate(Double.self)
    #expect(agree(terms.loss, golden.terms.loss, relative: 1e-12))
    #expect(agree(terms.gap, golden.terms.gap, relative: 1e-10, absolute: 1e-14))
    #expect(agree(terms.objective, golden.terms.objective, relative: 1e-12))
    #expect(agree(terms.parity ?? 0, golden.terms.parity, relative: 1e-12))
    #expect(agree(terms.path ?? 0, golden.terms.path, relative: 1e-11))
    #expect(Self.distance(gradient, golden) < 1e-10)
  }

  @Test(arguments: ObjectiveGolden.all)
  func singlePrecisionIsCloseEnough(_ golden: ObjectiveGolden) throws {
    let (terms, gradient) = try golden.evaluate(Float.self)
    #expect(agree(terms.objective, golden.terms.objective, relative: 1e-5))
    // Fair-Mixup's mean slope is a sum of both signs: single precision keeps fewer of its digits.
    let bound = golden.method == "mixup" && golden.convolved ? 3e-4 : 1e-5
    #expect(Self.distance(gradient, golden) < bound)
  }

  @Test(arguments: ObjectiveGolden.all.filter { $0.method != "erm" })
  func threadsDoNotMatter(_ golden: ObjectiveGolden) throws {
    let (one, two) = (
      try golden.evaluate(Float.self, threads: 1), try golden.evaluate(Float.self, threads: 2)
    )
    #expect(one.terms == two.terms)
    #expect(one.gradient == two.gradient)
  }

  /// A group whose loss has no gradient, here behind dead units, has no influence: cosine 0, and
  /// nothing is divided by its norm.
  @Test func groupWithoutInfluenceIsGuarded() throws {
    var golden = try #require(ObjectiveGolden.all.first { $0.name == "dp" })
    // A bias this low keeps every unit of the first layer at 0, so both layers behind it starve.
    golden.weights[1].elements = golden.weights[1].elements.map { _ in -1000 }
    let (terms, gradient) = try golden.evaluate(Double.self)
    #expect(terms.parity == 0)
    #expect(terms.isFinite)
    #expect(gradient.allSatisfy { $0.elements.allSatisfy(\.isFinite) })
  }

  @Test func emptyCellIsLeftOut() throws {
    for name in ["dp", "dp method=mixup", "dp method=gapreg", "dp groups=3 comparison=againstRest"]
    {
      var golden = try #require(ObjectiveGolden.all.first { $0.name == name })
      golden.cells[1] = []
      let (terms, gradient) = try golden.evaluate(Double.self)
      #expect(terms.isFinite, "\(name)")
      if golden.groups == 2 { #expect(terms.gap == 0, "\(name)") }
      #expect(gradient.allSatisfy { $0.elements.allSatisfy(\.isFinite) }, "\(name)")
    }
  }

  /// A kernel whose neurons lie in runs gives the numbers of its transposed matrix, moved.
  @Test func neuronsInRuns() throws {
    var random = RandomSource(seed: 4)
    let (run, neurons, turns) = (3, 4, 2)
    let shape = [turns, neurons, run]
    let numbers: [[Double]] = (0..<3).map { _ in
      (0..<24).map { _ in Double(Networks.normal(&random)) }
    }
    // Element (turn, neuron, place) goes to (turn, place, neuron).
    let order = (0..<24).map { element in
      let (turn, rest) = element.quotientAndRemainder(dividingBy: neurons * run)
      return turn * 12 + rest % neurons * run + rest / neurons
    }
    let tensors = numbers.map { Tensor(shape: shape, elements: $0) }
    let moved = numbers.map { values in
      Tensor(shape: [turns * run, neurons], elements: order.map { values[$0] })
    }
    let runs = try #require(
      LayerAlignment(
        weights: [tensors[0]], first: [tensors[1]], second: [tensors[2]], neurons: neurons,
        runs: [Neurons.lastButOne.run(in: shape)]))
    let plain = try #require(
      LayerAlignment(
        weights: [moved[0]], first: [moved[1]], second: [moved[2]], neurons: neurons,
        runs: [Neurons.last.run(in: [turns * run, neurons])]))
    #expect(agree(runs.cosine, plain.cosine, relative: 1e-12))
    for (a, b) in [
      (runs.explicit, plain.explicit), (runs.throughFirst, plain.throughFirst),
      (runs.throughSecond, plain.throughSecond),
    ] {
      for (element, source) in order.enumerated() {
        #expect(agree(a[0].elements[source], b[0].elements[element], relative: 1e-10))
      }
    }
  }
}
