import AuditResults
import Engine
import Tables
import Testing

@testable import Audit

@Suite struct InfluenceTests {
  private func goldenStudy(threads: Int = 2) throws -> (JSON, AttributeInfluence) {
    let golden = try Goldens.read("network.json")
    let study = try Networks.golden(golden, threads: threads)
    let influence = try study.influence(
      of: Subgroups(
        name: "g", columns: ["g"], groups: ["a", "b", "c"],
        codes: golden["groups"].numbers.map { Int32($0) }))
    return (golden, influence)
  }

  @Test func influencesAreThoseOfTheDefinition() throws {
    let (golden, found) = try goldenStudy()
    #expect(found.groups == ["a", "b", "c"])
    #expect(found.layers.map(\.neurons) == [9, 7, 1])
    #expect(found.layers.map(\.kernel) == ["dense_0/kernel", "dense_1/kernel", "dense_2/kernel"])
    for (index, layer) in found.layers.enumerated() {
      for group in 0..<3 {
        let expected = golden["influence"][group][index].numbers
        for (value, expected) in zip(layer.influence[group], expected) {
          #expect(agree(value, expected, relative: 1e-4))
        }
      }
    }
  }

  @Test func parityIsTheCosineOfEveryPair() throws {
    let (golden, found) = try goldenStudy()
    for index in 0..<2 {
      let layer = found.layers[index]
      #expect(layer.parity.map { "\($0.first)\($0.second)" } == ["ab", "ac", "bc"])
      for (pair, (cosine, rank)) in zip(
        layer.parity, zip(golden["parity"][index].numbers, golden["spearman"][index].numbers))
      {
        #expect(agree(pair.cosine.value, cosine, relative: 0, absolute: 1e-5))
        #expect(agree(pair.spearman, rank, relative: 0, absolute: 1e-9))
      }
    }
    let mean = (golden["parity"][0].numbers[1] + golden["parity"][1].numbers[1]) / 2
    #expect(agree(found.network[1].cosine.value, mean, relative: 0, absolute: 1e-5))
    #expect(agree(found.networkSums[1].value, 2 * mean + 1, relative: 0, absolute: 1e-5))
  }

  @Test func oneNeuronHasNoParity() throws {
    let (_, found) = try goldenStudy()
    for pair in found.layers[2].parity {
      #expect(pair.cosine.reason == .oneNeuron)
      #expect(pair.null == nil && pair.ceiling == nil && pair.pValue == nil)
    }
  }

  @Test func yardsticksAreThere() throws {
    let (_, found) = try goldenStudy()
    for pair in found.layers[0].parity + found.network {
      let interval = try #require(pair.cosine.interval)
      let value = try #require(pair.cosine.value)
      #expect(0 <= interval.lower && interval.lower <= value && value <= interval.upper)
      #expect(interval.upper <= 1 && interval.method == "block.jackknife")
      for band in [pair.null, pair.ceiling] {
        let band = try #require(band)
        #expect(band.lower <= band.median && band.median <= band.upper && band.upper <= 1)
        #expect(band.replicates == 1000)
      }
      let p = try #require(pair.pValue)
      #expect(p >= 1.0 / 1001 && p <= 1)
      if p > 0.05 { #expect(interval.upper == 1) }
    }
  }

  @Test func resultsDoNotDependOnThreads() throws {
    #expect(try goldenStudy(threads: 1).1 == goldenStudy(threads: 5).1)
  }

  @Test func aPlantedNeuronIsFound() throws {
    let (model, rows, labels, codes) = try Networks.planted(rowsPerGroup: 1500, seed: 1)
    let found = try Networks.study(model, rows: rows, labels: labels).influence(
      of: Subgroups(name: "g", columns: ["g"], groups: ["loud", "quiet"], codes: codes))
    let first = try #require(found.divergentNeurons.first)
    #expect(first.layer == "dense_0" && first.neuron == 2)
    #expect(first.firstInfluence > 0 && first.secondInfluence == 0)
    #expect(first.logRatio.reason == .zeroInfluence && first.adjustedP < 1e-6)
    #expect(found.testedNeurons == 7 && found.divergentCount == nil)
    let parity = try #require(found.layers[0].parity.first)
    #expect(parity.pValue == 1.0 / 1001)
    #expect((parity.cosine.value ?? 1) < (parity.null?.lower ?? 0))
  }

  /// With labels of groups that mean nothing, p-values are uniform, and no neuron stands out.
  @Test func shuffledGroupsAreNotTold() throws {
    let (model, rows, labels, codes) = try Networks.planted(rowsPerGroup: 300, seed: 2)
    var settings = SettingsFacts()
    settings.permutations = 99
    settings.splitHalves = 1
    settings.blocks = 32
    var p: [Double] = []
    var discoveries = 0
    for seed in 0..<100 {
      var random = RandomSource(seed: UInt64(seed))
      var shuffled = codes
      random.shuffle(&shuffled)
      settings.seed = UInt64(seed)
      let found = try Networks.study(model, rows: rows, labels: labels, settings: settings)
        .influence(
          of: Subgroups(name: "g", columns: ["g"], groups: ["a", "b"], codes: shuffled))
      p.append(try #require(found.layers[0].parity[0].pValue))
      discoveries += found.divergentNeurons.isEmpty ? 0 : 1
    }
    // The largest distance between the empirical and the uniform distribution, 1 % point of
    // Kolmogorov's test, plus the grid of 1/100.
    let sorted = p.sorted()
    let distance = sorted.indices.map { abs(Double($0 + 1) / 100 - sorted[$0]) }.max() ?? 1
    #expect(distance < 1.63 / 10 + 0.01, "\(sorted)")
    #expect(discoveries <= 10, "\(discoveries) of 100")
  }

  /// Weight decay leaves such numbers in layers that are of no use.
  @Test(arguments: [Float(0), .leastNormalMagnitude / 256])
  func aSilentLayerHasNoParity(weight: Float) throws {
    let model = try Networks.dense(
      [2, 3, 1], kernels: [[Float](repeating: weight, count: 6), [1, 1, 1]],
      biases: [[0, 0, 0], [0]], function: .tanh)
    var random = RandomSource(seed: 8)
    let rows = (0..<80).map { _ in Networks.normal(&random) }
    let found = try Networks.study(
      model, rows: rows, labels: (0..<40).map { UInt8($0 % 3 == 0 ? 1 : 0) }
    ).influence(
      of: Subgroups(
        name: "g", columns: ["g"], groups: ["a", "b"], codes: (0..<40).map { Int32($0 % 2) }))
    #expect(found.layers[0].parity[0].cosine.reason == .zeroInfluence)
    #expect(found.network[0].cosine.reason == .zeroInfluence)
    #expect(found.networkSums[0].value == 1)
    #expect(found.divergentNeurons.isEmpty)
    #expect(found.layers.flatMap(\.influence).joined().allSatisfy { $0.isFinite })
  }

  /// A layer whose neurons all act for one group only: more than are listed.
  @Test func longListsAreCutAndSaySo() throws {
    let neurons = 70
    var random = RandomSource(seed: 21)
    let kernel = (0..<2 * neurons).map { index in
      (index / neurons == 0 ? 1 : 0.5) * (0.5 + Float(random.below(100)) / 100)
    }
    let model = try Networks.dense(
      [2, neurons, 1],
      kernels: [kernel, (0..<neurons).map { _ in 0.1 + Float(random.below(100)) / 1000 }],
      biases: [[Float](repeating: 0, count: neurons), [0]], function: .tanh)
    let codes = (0..<2000).map { Int32($0 % 2) }
    let rows = codes.flatMap { code -> [Float] in
      code == 0 ? [0, 0] : [1 + 0.2 * Networks.normal(&random), 1]
    }
    let found = try Networks.study(
      model, rows: rows, labels: codes.indices.map { UInt8($0 % 7 == 0 ? 1 : 0) }
    ).influence(of: Subgroups(name: "g", columns: ["g"], groups: ["a", "b"], codes: codes))
    #expect(found.divergentNeurons.count == 50)
    // The output's neuron gets nothing from the silent ones either.
    #expect(found.divergentCount == neurons + 1)
    #expect(found.testedNeurons == neurons + 1)
  }

  @Test func groupsThatAreTooSmallAreNamed() throws {
    let (model, rows, labels, _) = try Networks.planted(rowsPerGroup: 50, seed: 3)
    let codes = (0..<100).map { Int32($0 < 3 ? 2 : $0 % 2) }
    let study = try Networks.study(model, rows: rows, labels: labels)
    let found = try study.influence(
      of: Subgroups(name: "g", columns: ["g"], groups: ["a", "b", "c"], codes: codes))
    #expect(found.groups == ["a", "b"] && found.leftOut == ["c"])
    let alone = try study.influence(
      of: Subgroups(
        name: "g", columns: ["g"], groups: ["a"], codes: [Int32](repeating: 0, count: 100)))
    #expect(alone.groups == ["a"] && alone.layers.isEmpty && alone.network.isEmpty)
  }
}
