import Audit
import Engine
import Foundation
import Testing

/// The Adult protocol of docs/reproduction.md; runs only where its data are named, since it takes
/// minutes for each setting and seed.
@Suite struct AdultProtocolTests {
  private static let folder = ProcessInfo.processInfo.environment["ADULT_PROTOCOL"]

  /// The rows of one part of one seed's split; written by finetune_adult.py.
  private static func rows(_ folder: String, seed: Int, part: String) throws -> LabelledRows {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(seed).\(part).u8")))
    let count = bytes.count / 122
    var elements: [Float] = []
    elements.reserveCapacity(count * 120)
    for row in 0..<count { elements += bytes[row * 122..<row * 122 + 120].map { Float($0) } }
    return LabelledRows(
      inputs: [Tensor(shape: [count, 120], elements: elements)],
      labels: (0..<count).map { bytes[$0 * 122 + 120] },
      codes: (0..<count).map { Int32(bytes[$0 * 122 + 121]) }, groups: ["Female", "Male"])
  }

  /// 120-200-200-1 with ReLU and a sigmoid; the weights are drawn later.
  private static func network() throws -> Model<Float> {
    var model = Model<Float>()
    var value = model.addInput(name: "features", shape: [120])
    for (index, (width, units)) in [(120, 200), (200, 200), (200, 1)].enumerated() {
      let name = "dense_\(index + 1)"
      let kernel = model.addWeight(
        Weight(path: "\(name)/kernel", tensor: Tensor(zeros: [width, units]), role: .kernel(.last)))
      let bias = model.addWeight(
        Weight(path: "\(name)/bias", tensor: Tensor(zeros: [units]), role: .bias))
      value = try model.add(
        Dense(units: units), name: name, inputs: [value], weights: [kernel, bias])
      value = try model.add(
        Activation(index < 2 ? .relu() : .sigmoid), name: name, inputs: [value])
    }
    model.addOutput(name: "score", value: value)
    return model
  }

  /// Prints a line for each setting and seed: epoch, average precision, gap, parities, accuracy,
  /// seconds.
  @Test(.enabled(if: folder != nil, "needs ADULT_PROTOCOL, the folder of the data"))
  func table() throws {
    let folder = try #require(Self.folder)
    let environment = ProcessInfo.processInfo.environment
    let seeds = Int(environment["ADULT_SEEDS"] ?? "") ?? 3
    // Method, fairness, λ and λ₂ of each setting.
    let settings = (environment["ADULT_SETTINGS"] ?? "erm:dp:0:0 gpa:dp:0.01:0.2").split(
      separator: " ")
    for setting in settings {
      let parts = setting.split(separator: ":").map(String.init)
      try #require(parts.count == 4)
      let objective = Objective(
        try #require(Objective.Method(rawValue: parts[0])),
        try #require(FairnessObjective(rawValue: parts[1])),
        alignment: try #require(Double(parts[2])), gapWeight: try #require(Double(parts[3])))
      for seed in 0..<seeds {
        let start = ContinuousClock.now
        let result = try fineTune(
          FineTuneRequest(
            model: Self.network(), training: Self.rows(folder, seed: seed, part: "train"),
            validation: Self.rows(folder, seed: seed, part: "val"),
            test: Self.rows(folder, seed: seed, part: "test"), objective: objective, epochs: 10,
            stepsPerEpoch: 100, batchSize: 500, selection: .minimumGap, firstCandidate: 2,
            initialization: .fanIn, seed: UInt64(seed)))
        let test = try #require(result.test)
        let numbers =
          [test.after.averagePrecision ?? .nan, test.after.gap] + test.parityAfter
          + [test.after.accuracy, start.duration(to: .now) / .seconds(1)]
        print(
          setting, seed, result.epoch,
          numbers.map { String(format: "%.4f", $0) }.joined(separator: " "))
      }
    }
  }
}
