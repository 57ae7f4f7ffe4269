import Engine
import FairerAudit
import Keras
import Tables

/// Runs a model over labelled rows to find out in which order its features stand.
///
/// A model file does not say what its inputs are made of, but a model that is given its features in
/// another order than it was trained with predicts badly. So orders are compared by the mean log loss
/// of the labels, row by row, and another than the usual one is taken only where it is better beyond
/// doubt.
struct InputTrial {
  /// The most rows that are looked at.
  static let mostRows = 8192
  /// The most times that the model is run over them.
  private static let mostRuns = 1000
  /// The most features that are moved about.
  private static let mostFeatures = 48
  /// How many standard errors the mean of the rows' differences must be away from zero.
  ///
  /// Hundreds of orders are tried, so this is far out.
  private static let doubt = 5.0

  private let model: Model<Float>
  private let inputs: [Tensor<Float>]
  private let score: LabelScore
  private var runs = 0

  /// Reads rows as the proposed spec says; `nil` where there is nothing to be found out.
  init?(_ imported: ImportedModel, spec: AuditSpec) {
    // Training rows are what the model fits best.
    guard imported.preprocessor.layers.isEmpty, let label = spec.label,
      let path = spec.data.train ?? spec.data.test,
      !spec.inputs.contains(where: \.isText)
    else { return nil }
    var request = DatasetRequest(path: path, spec: spec, label: label, groups: [])
    request.rowLimit = Self.mostRows
    request.images = .separateProcesses(threads: RunOptions.availableCores)
    var batches: [[Tensor<Float>]] = []
    // What is wrong with the rows or does not fit is said when the spec is used.
    let dataset = try? Dataset.read(request) { batch throws(TableError) in
      if let tensors = try? imported.tensors(from: batch) { batches.append(tensors) }
    }
    guard let labels = dataset?.labelValues, !batches.isEmpty,
      let score = LabelScore(
        imported, labels: labels, positiveClass: spec.output.positiveClass)
    else { return nil }
    let read = imported.model.inputs.enumerated().map { index, input in
      Tensor(
        shape: [batches.reduce(0) { $0 + $1[index].rowCount }] + input.shape,
        elements: batches.flatMap { $0[index].elements })
    }
    guard read.allSatisfy({ $0.rowCount == score.rows }) else { return nil }
    model = imported.model
    inputs = read
    self.score = score
  }

  /// What the rows tell beside widths and names.
  mutating func findings(_ spec: AuditSpec) -> ProposalFindings {
    var findings = ProposalFindings()
    let usual = Array(spec.inputs.map { Array($0.features.indices) })
    var orders = usual
    let reversed = losses(orders, spec, isReversed: true)
    findings.isReversed = Self.isBetter(reversed, than: losses(orders, spec, isReversed: false))
    for index in spec.inputs.indices {
      let features = spec.inputs[index].features
      guard (2...Self.mostFeatures).contains(features.count), spec.inputs[index].shape == nil
      else { continue }
      let before = losses(orders, spec, isReversed: findings.isReversed)
      let found = search(index, orders, spec, isReversed: findings.isReversed)
      guard found.order != orders[index] else { continue }
      orders[index] = found.order
      findings.orders[spec.inputs[index].name] = ProposalFindings.Order(
        columns: found.order.map { features[$0].column }, rows: score.rows,
        loss: Self.mean(found.losses), usualLoss: Self.mean(before))
    }
    return findings
  }

  /// From the best of the orders that people choose, one feature after the other moves elsewhere as
  /// long as that is better beyond doubt.
  private mutating func search(
    _ input: Int, _ orders: [[Int]], _ spec: AuditSpec, isReversed: Bool
  ) -> (order: [Int], losses: [Double]) {
    let features = spec.inputs[input].features
    func with(_ order: [Int]) -> [[Int]] {
      var orders = orders
      orders[input] = order
      return orders
    }
    var best = (order: orders[input], losses: losses(orders, spec, isReversed: isReversed))
    let isNumber = features.map { $0.encoding.vocabulary == nil }
    let byName = features.indices.sorted { features[$0].column < features[$1].column }
    let usual = orders[input]
    for start in [
      usual.filter { !isNumber[$0] } + usual.filter { isNumber[$0] }, byName,
      byName.filter { isNumber[$0] } + byName.filter { !isNumber[$0] },
      byName.filter { !isNumber[$0] } + byName.filter { isNumber[$0] },
    ] where start != usual {
      let found = losses(with(start), spec, isReversed: isReversed)
      if Self.isBetter(found, than: best.losses) { best = (start, found) }
    }
    while true {
      var next: (order: [Int], losses: [Double])?
      for from in features.indices {
        for to in features.indices where to != from && to != from - 1 {
          guard runs < Self.mostRuns else { return best }
          var order = best.order
          order.insert(order.remove(at: from), at: to)
          let found = losses(with(order), spec, isReversed: isReversed)
          guard Self.mean(found) < Self.mean(next?.losses ?? best.losses) else { continue }
          if Self.isBetter(found, than: best.losses) { next = (order, found) }
        }
      }
      guard let next else { return best }
      best = next
    }
  }

  /// The loss of every row with the features of each input in some order.
  private mutating func losses(
    _ orders: [[Int]], _ spec: AuditSpec, isReversed: Bool
  ) -> [Double] {
    runs += 1
    let tensors = zip(inputs, zip(spec.inputs, orders)).map { tensor, pair in
      pair.1 == Array(pair.0.features.indices)
        ? tensor : tensor.reordered(pair.0.features.map(\.width), pair.1)
    }
    return score.losses(model.predict(tensors)[score.output], isReversed: isReversed)
  }

  /// Whether losses are lower beyond doubt, row by row.
  static func isBetter(_ losses: [Double], than others: [Double]) -> Bool {
    let differences = zip(others, losses).map { $0 - $1 }
    let center = mean(differences)
    guard center > 0, differences.count > 1 else { return false }
    let squares = differences.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    let error = (squares / Double(differences.count - 1) / Double(differences.count)).squareRoot()
    return center > doubt * error
  }

  private static func mean(_ numbers: [Double]) -> Double {
    numbers.reduce(0, +) / Double(max(1, numbers.count))
  }
}

extension Tensor<Float> {
  /// The rows with blocks of columns of some widths in another order.
  fileprivate func reordered(_ widths: [Int], _ order: [Int]) -> Tensor {
    var starts: [Int] = []
    var width = 0
    for extent in widths {
      starts.append(width)
      width += extent
    }
    let columns = order.flatMap { starts[$0]..<starts[$0] + widths[$0] }
    var result: [Float] = []
    result.reserveCapacity(elements.count)
    for row in stride(from: 0, to: elements.count, by: width) {
      for column in columns { result.append(elements[row + column]) }
    }
    return Tensor(shape: shape, elements: result)
  }
}
