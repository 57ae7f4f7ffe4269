import AuditResults
import Engine
import Tables
import Testing

@testable import Audit

@Suite struct ProxyStudyTests {
  /// Rows whose third number is the group with noise and whose others are noise.
  private func request(
    lift: Float, rows: Int = 400, seed: UInt64 = 3
  ) throws -> AuditRequest {
    var random = RandomSource(seed: seed)
    var (numbers, codes, labels) = ([Float](), [Int32](), [UInt8]())
    for _ in 0..<rows {
      let code = Int32(random.below(2))
      codes.append(code)
      labels.append(UInt8(random.below(2)))
      for index in 0..<4 {
        numbers.append(Networks.normal(&random) + (index == 2 && code == 1 ? lift : 0))
      }
    }
    let model = try Networks.dense(
      [4, 6, 1], kernels: [(0..<24).map { _ in Networks.normal(&random) }, [1, 1, 1, 1, 1, 1]],
      biases: [[0, 0, 0, 0, 0, 0], [0]], function: .tanh)
    var dataset = Dataset(
      rows: rows,
      inputs: [Dataset.Input(name: "x", tensor: Tensor(shape: [rows, 4], elements: numbers))],
      labels: labels, positiveLabel: "1", negativeLabel: "0",
      subgroups: [Subgroups(name: "g", columns: ["g"], groups: ["a", "b"], codes: codes)],
      features: [])
    dataset.features = (0..<4).map {
      DataFacts.Feature(
        input: "x", column: "c\($0)", kind: "raw", width: 1, missing: 0, unknown: 0,
        unknownValues: [])
    }
    return AuditRequest(
      tool: ToolFacts(name: "t", version: "0"), model: model, modelFacts: .none, dataset: dataset,
      dataFacts: .none, labelColumn: "y", settings: .quick)
  }

  @Test func theInputThatTellsComesFirst() throws {
    let request = try request(lift: 2)
    let screen = try #require(try ProxyStudy(request)).screens(request.dataset.subgroups)[0]
    #expect(screen.inputs.count == 4 && screen.layers.count == 2 && screen.comparisons == 6)
    let first = try #require(screen.inputs.first)
    #expect(first.name == "c2" && first.predictor == .rank && !first.isAttribute)
    // Φ(2 / √2) = 0.921 for normal numbers two deviations apart.
    #expect(abs((first.area.value ?? 0) - 0.921) < 0.03)
    #expect(first.adjustedP ?? 1 < 1e-6)
    #expect(screen.inputs.dropFirst().allSatisfy { $0.area.value ?? 1 < screen.chance })
    // By the definition: pairs of rows.
    let numbers = request.dataset.inputs[0].tensor.elements
    let codes = request.dataset.subgroups[0].codes
    var (above, pairs) = (0, 0)
    for i in codes.indices where codes[i] == 0 {
      for j in codes.indices where codes[j] == 1 {
        pairs += 1
        if numbers[j * 4 + 2] > numbers[i * 4 + 2] { above += 1 }
      }
    }
    #expect(agree(first.area.value, Double(above) / Double(pairs), relative: 1e-12))
    // The hidden layer holds what its inputs tell.
    let hidden = try #require(screen.layers.first)
    #expect(hidden.predictor == .ridge && hidden.area.value ?? 0 > 0.8)
  }

  /// Where nothing tells the group, hardly anything seems to.
  @Test func chanceIsSeldomTakenForMore() throws {
    var alarms = 0
    for seed in 0..<60 {
      let request = try request(lift: 0, rows: 120, seed: UInt64(seed) + 100)
      let screen = try #require(try ProxyStudy(request)).screens(request.dataset.subgroups)[0]
      let all = screen.inputs + screen.layers
      if all.contains(where: { $0.adjustedP ?? 1 < 0.05 }) { alarms += 1 }
    }
    // 5 % of 60 and three standard errors.
    #expect(alarms <= 8, "\(alarms) of 60")
  }

  /// Against the normal equations of each fold, solved by elimination.
  @Test func ridgeScoresAreThoseOfTheNormalEquations() throws {
    var random = RandomSource(seed: 12)
    let (rows, width) = (40, 3)
    let values = (0..<rows * width).map { _ in Networks.normal(&random) }
    let folds = (0..<rows).map { $0 % RidgeScores.folds }
    let isMember = (0..<rows).map { _ in random.below(2) == 1 }
    let scores = try #require(RidgeScores(values, rows: rows, folds: folds)).scores(isMember)
    let columns = (0..<width).map { column in
      Moments((0..<rows).map { Double(values[$0 * width + column]) })
    }
    func numbers(_ row: Int) -> [Double] {
      (0..<width).map {
        (Double(values[row * width + $0]) - columns[$0].mean) / columns[$0].variance.squareRoot()
      } + [1]
    }
    for fold in 0..<RidgeScores.folds {
      var table = [[Double]](repeating: [Double](repeating: 0, count: width + 2), count: width + 1)
      for row in 0..<rows where folds[row] != fold {
        let x = numbers(row)
        for i in 0...width {
          for j in 0...width { table[i][j] += x[i] * x[j] }
          table[i][width + 1] += isMember[row] ? x[i] : 0
        }
      }
      for i in 0..<width { table[i][i] += 0.01 * Double(rows) }
      for i in 0...width {
        for j in 0...width where j != i {
          let factor = table[j][i] / table[i][i]
          for k in 0..<width + 2 { table[j][k] -= factor * table[i][k] }
        }
      }
      let weights = (0...width).map { table[$0][width + 1] / table[$0][$0] }
      for row in 0..<rows where folds[row] == fold {
        let expected = zip(weights, numbers(row)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(agree(scores[row], expected, relative: 1e-9, absolute: 1e-12))
      }
    }
  }

  @Test func constantNumbersTellNothing() {
    #expect(
      RidgeScores([Float](repeating: 3, count: 60), rows: 20, folds: (0..<20).map { $0 % 5 })
        == nil)
  }
}
