import AuditResults
import Engine
import Tables
import Testing

@testable import Audit

/// Every kind of influence against TensorFlow in float64.
@Suite struct InfluenceKindTests {
  private static let all = Set(InfluenceKind.allCases)

  @Test(arguments: [InfluenceKind.gate, .ablation, .meanAblation])
  func influencesAreThoseOfTensorFlow(kind: InfluenceKind) throws {
    let (golden, found) = try InfluenceParityTests.found(kinds: [kind])
    for (index, layer) in found.layers.enumerated() {
      let entry = try #require(layer.kinds?.first)
      #expect(layer.kinds?.count == 1 && entry.kind == kind.rawValue)
      for group in 0..<3 {
        let expected = golden["influence"][kind.rawValue][group][index].numbers
        #expect(expected.count == layer.neurons && entry.influence[group].count == layer.neurons)
        for (value, expected) in zip(entry.influence[group], expected) {
          #expect(agree(value, expected, relative: 1e-4, absolute: 1e-12))
        }
      }
      guard layer.neurons > 1 else { continue }
      for (position, pair) in entry.parity.enumerated() {
        let cosine = golden["parity"][kind.rawValue][index][position].number
        #expect(agree(pair.cosine.value, cosine, relative: 0, absolute: 1e-4))
        #expect(pair.null != nil && pair.ceiling != nil && pair.cosine.interval != nil)
      }
      for (group, agreement) in entry.agreement.enumerated() {
        let rank = golden["agreement"][kind.rawValue][index][group].number
        #expect(agree(agreement.value, rank, relative: 0, absolute: 1e-9))
      }
    }
  }

  @Test func kindsAreExplained() throws {
    let (_, found) = try InfluenceParityTests.found(kinds: Self.all)
    #expect(found.kinds?.map(\.id) == InfluenceKind.allCases.map(\.rawValue))
    for layer in found.layers {
      #expect(layer.kinds?.map(\.kind) == ["gate", "ablation", "ablation.mean"])
      #expect(layer.parameterParity != nil)
    }
  }

  @Test func otherKindsLeaveTheTaylorInfluenceAlone() throws {
    let plain = try InfluenceParityTests.found(kinds: []).result
    let full = try InfluenceParityTests.found(kinds: Self.all).result
    #expect(plain.layers.map(\.influence) == full.layers.map(\.influence))
    #expect(plain.layers.map(\.parity) == full.layers.map(\.parity))
  }

  /// A kernel used twice, an offset behind it, and a second way around it: nothing of it can go by
  /// the short way, and all of it has to be the loss's change.
  @Test func anyGraphIsAblatedExactly() throws {
    var random = RandomSource(seed: 3)
    func tensor(_ shape: [Int]) -> Tensor<Float> {
      Tensor(
        shape: shape,
        elements: (0..<shape.reduce(1, *)).map { _ in Networks.normal(&random) })
    }
    var model = Model<Float>()
    let x = model.addInput(name: "x", shape: [3])
    func weights(_ name: String, _ sizes: (Int, Int)) -> [Int] {
      [
        model.addWeight(
          Weight(
            path: "\(name)/kernel", tensor: tensor([sizes.0, sizes.1]), role: .kernel(.last))),
        model.addWeight(Weight(path: "\(name)/bias", tensor: tensor([sizes.1]), role: .bias)),
      ]
    }
    let shared = weights("shared", (3, 3))
    let first = try model.add(Dense(units: 3), name: "shared", inputs: [x], weights: shared)
    let active = try model.add(Activation(.tanh), name: "shared", inputs: [first])
    let second = try model.add(Dense(units: 3), name: "shared", inputs: [active], weights: shared)
    let again = try model.add(Activation(.tanh), name: "shared", inputs: [second])
    let wide = weights("wide", (3, 4))
    let hidden = try model.add(Dense(units: 4), name: "wide", inputs: [again], weights: wide)
    let relu = try model.add(Activation(.relu()), name: "wide", inputs: [hidden])
    let both = try model.add(Concatenate(axis: -1), name: "join", inputs: [relu, active])
    let last = try model.add(
      Dense(units: 1), name: "score", inputs: [both], weights: weights("score", (7, 1)))
    let score = try model.add(Activation(.sigmoid), name: "score", inputs: [last])
    model.addOutput(name: "score", value: score)

    let rows = (0..<60).flatMap { _ in (0..<3).map { _ in Networks.normal(&random) } }
    let labels = (0..<60).map { UInt8($0 % 3 == 0 ? 1 : 0) }
    var study = try Networks.study(model, rows: rows, labels: labels)
    study.kinds = [.ablation, .meanAblation]
    let found = try study.influence(
      of: Subgroups(
        name: "g", columns: ["g"], groups: ["a", "b"], codes: (0..<60).map { Int32($0 % 2) }))
    #expect(found.layers.map(\.neurons) == [3, 4, 1])

    func loss(_ model: Model<Float>, _ rows: [Int]) -> Double {
      let value = model.values([last], inputs: study.inputs)[0].gatheringRows(rows)
      return study.loss.rowLosses(of: value, targets: study.targets, rows: rows, of: 60)
        .reduce(0, +) / Double(rows.count)
    }
    for layer in model.influenceLayers {
      let site = model.site(of: layer, end: last)
      let entry = try #require(
        found.layers.first { $0.layer == layer.name }?.kinds?.first { $0.kind == "ablation" })
      for neuron in 0..<layer.neurons {
        var cut = model
        for (index, tensor) in model.silenced([neuron], at: site) {
          cut.setWeight(index, to: tensor)
        }
        for group in 0..<2 {
          let rows = (0..<60).filter { $0 % 2 == group }
          let change = loss(cut, rows) - loss(model, rows)
          #expect(
            agree(
              entry.influence[group][neuron], change * change, relative: 1e-4, absolute: 1e-12))
        }
      }
    }
    // The mean of a layer that is used twice is not one number.
    #expect(found.layers[0].kinds?.map(\.kind) == ["ablation"])
    #expect(found.layers[1].kinds?.map(\.kind) == ["ablation", "ablation.mean"])
  }
}
