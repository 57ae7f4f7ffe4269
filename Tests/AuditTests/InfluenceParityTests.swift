import AuditResults
import Engine
import Foundation
import Tables
import Testing

@testable import Audit

/// Parities of single weights, against all others and within classes, against NumPy and SciPy.
@Suite struct InfluenceParityTests {
  static func found(
    kinds: Set<InfluenceKind> = [.parameter], conditional: Bool = false
  ) throws -> (golden: JSON, result: AttributeInfluence) {
    let source = try Goldens.read("network.json")
    // The tests run unoptimised as well: a few replicates are enough to see that there are some.
    var settings = SettingsFacts()
    settings.permutations = 60
    settings.splitHalves = 40
    var study = try Networks.golden(source, settings: settings)
    study.kinds = kinds
    if conditional {
      study.classes = LabelClasses(
        names: ["no", "yes"], values: source["labels"].numbers.map { UInt8($0) })
    }
    return (
      try Goldens.read("../influence/network.json"),
      try study.influence(
        of: Subgroups(
          name: "g", columns: ["g"], groups: ["a", "b", "c"],
          codes: source["groups"].numbers.map { Int32($0) }))
    )
  }

  @Test func singleWeightsHaveTheirParity() throws {
    let (golden, found) = try Self.found()
    for (index, layer) in found.layers.enumerated() {
      let pairs = try #require(layer.parameterParity)
      #expect(pairs.map { "\($0.first)\($0.second)" } == ["ab", "ac", "bc"])
      for (position, pair) in pairs.enumerated() {
        let expected = golden["parity"]["parameter"][index][position].number
        #expect(agree(pair.cosine.value, expected, relative: 0, absolute: 1e-5))
        let rank = golden["parameter_spearman"][index][position].number
        #expect(agree(pair.spearman, rank, relative: 0, absolute: 1e-3))
        let interval = try #require(pair.cosine.interval)
        #expect(interval.lower <= pair.cosine.value ?? -1)
        #expect(pair.null?.replicates == 60)
        #expect(pair.ceiling?.replicates == 40)
      }
    }
    // The layer of one neuron has seven weights, and so a parity of these.
    let mean = golden["parity"]["parameter"].list.compactMap { $0[1].number }.reduce(0, +) / 3
    #expect(
      agree(found.networkParameters?[1].cosine.value, mean, relative: 0, absolute: 1e-5))
  }

  @Test func eachGroupAgainstAllOthers() throws {
    let (golden, found) = try Self.found()
    for index in 0..<2 {
      let rests = try #require(found.layers[index].againstRest)
      #expect(rests.map(\.first) == ["a", "b", "c"])
      for (position, pair) in rests.enumerated() {
        #expect(pair.second == PairParity.allOthers)
        let expected = golden["rest"][index][position].number
        #expect(agree(pair.cosine.value, expected, relative: 0, absolute: 1e-5))
        #expect(pair.null != nil && pair.ceiling != nil && pair.pValue != nil)
      }
    }
    #expect(found.layers[2].againstRest?[0].cosine.reason == .oneNeuron)
    #expect(found.networkAgainstRest?.count == 3)
  }

  @Test func twoGroupsHaveNoOthers() throws {
    let (model, rows, labels, codes) = try Networks.planted(rowsPerGroup: 40, seed: 5)
    let found = try Networks.study(model, rows: rows, labels: labels).influence(
      of: Subgroups(name: "g", columns: ["g"], groups: ["loud", "quiet"], codes: codes))
    #expect(found.networkAgainstRest == nil && found.layers[0].againstRest == nil)
    #expect(found.networkParameters == nil && found.layers[0].parameterParity == nil)
    #expect(found.conditional == nil)
  }

  @Test func parityWithinEachClass() throws {
    let (golden, found) = try Self.found(conditional: true)
    let classes = try #require(found.conditional)
    #expect(classes.map(\.label) == ["no", "yes"] && classes.map(\.isPositive) == [false, true])
    var compared = 0
    for (label, part) in classes.enumerated() {
      for (index, layer) in part.layers.dropLast().enumerated() {
        for pair in layer.parity {
          let position = ["ab", "ac", "bc"].firstIndex(of: pair.first + pair.second)
          let expected = golden["conditional"][label][index][try #require(position)].number
          #expect(agree(pair.cosine.value, expected, relative: 0, absolute: 1e-5))
          compared += 1
        }
      }
    }
    #expect(compared >= 8)
  }

  @Test(
    arguments: [
      (0.5, 0.6, 0.01, Alignment.unaligned), (0.5, 0.6, 0.2, .withinNoise),
      (0.7, 0.6, 0.01, .withinNoise), (0.6, 0.6, 0.01, .withinNoise),
    ] as [(Double, Double, Double, Alignment)])
  func unalignedIsBelowTheCeilingOnly(
    value: Double, lower: Double, p: Double, expected: Alignment
  ) {
    let band = Band(lower: lower, median: 0.8, upper: 0.9, level: 0.95, replicates: 100)
    #expect(Alignment(value, ceiling: band, p: p, confidence: 0.95) == expected)
  }

  @Test func withoutCeilingNothingIsSaid() {
    #expect(Alignment(0.1, ceiling: nil, p: 0.001, confidence: 0.95) == .notAssessed)
  }

  @Test func aPlantedNeuronUnalignsItsLayer() throws {
    let (model, rows, labels, codes) = try Networks.planted(rowsPerGroup: 400, seed: 1)
    var study = try Networks.study(model, rows: rows, labels: labels)
    study.kinds = [.parameter]
    let found = try study.influence(
      of: Subgroups(name: "g", columns: ["g"], groups: ["loud", "quiet"], codes: codes))
    #expect(found.layers[0].parity[0].alignment == .unaligned)
    #expect(found.layers[0].parameterParity?[0].alignment == .unaligned)
    #expect(found.layers[1].parity[0].alignment == .notAssessed)
    let listed = try #require(found.divergentNeurons.first)
    let total = found.layers[0].influence[0].reduce(0, +)
    #expect(agree(listed.firstShare, listed.firstInfluence / total, relative: 1e-12))
    #expect(listed.secondShare == 0)
  }

  /// What older audits wrote is still read.
  @Test func newFieldsAreOptional() throws {
    let old = """
      {"attribute": "g", "groups": ["a", "b"], "leftOut": [], "network": [], "networkSums": [],
       "divergentNeurons": [], "testedNeurons": 0, "layers": [
         {"layer": "d", "kernel": "d/kernel", "neurons": 2, "influence": [[1, 2], [2, 1]],
          "parity": [{"first": "a", "second": "b", "cosine": {"value": 0.8}}]}]}
      """
    let decoded = try JSONDecoder().decode(AttributeInfluence.self, from: Data(old.utf8))
    #expect(decoded.layers[0].parity[0].alignment == nil && decoded.causal == nil)
  }
}
