public import AuditResults
public import Engine
public import Tables

/// All rows with another group's value in the place of their own, as the model takes them.
public struct FlippedRows: Sendable {
  /// The model's inputs, in its order.
  public var inputs: [any RowSource<Float>]
  /// The scored output.
  public var output: Tensor<Float>

  /// Creates rows.
  public init(inputs: [any RowSource<Float>], output: Tensor<Float>) {
    self.inputs = inputs
    self.output = output
  }
}

/// Gives rows other groups' values and compares what the model makes of both.
///
/// This asks of the model, not of the world: all else about a row stays as it is, whatever would in
/// truth come with the other value. Declared proxies change along.
public struct CounterfactualStudy: Sendable {
  /// More groups than these, those with the most rows, are not flipped.
  public static let mostGroups = 8
  /// Rows times groups up to which it is done unasked.
  public static let affordable = 2_000_000
  /// Rows of a group that distances are measured on.
  static let distanceRows = 256
  /// Relative distances up to this are rounding.
  static let rounding = 1e-6

  private let request: AuditRequest
  private let model: Model<Float>
  private let source: ScoreSource
  private let outcomes: Outcomes
  private let layers: [(name: String, value: ValueID)]
  private let inputs: [any RowSource<Float>]

  /// Prepares to compare with the scores of the rows as they are; `nil` where there is no model, or no
  /// cut-off that scores are held against.
  public init?(_ request: AuditRequest) throws(AuditError) {
    guard let model = request.model, request.dataset.predictions == nil,
      case .binary = request.dataset.labelValues
    else { return nil }
    let labelled = try request.labelSource()
    guard let source = labelled.source else { return nil }
    self.request = request
    self.model = model
    self.source = source
    outcomes = labelled.outcomes
    inputs = try request.modelInputs()
    layers = model.namedLayers(to: model.outputs[source.output].value)
  }

  /// The groups that are flipped, at most ``mostGroups`` with the most rows, and those that are left
  /// out; `values` holds the cell that stands for each group, `nil` for those without.
  public func groups(
    of attribute: Subgroups, values: [String?]
  ) -> (chosen: [Int], omitted: [Int]) {
    let rows = attribute.rowsOfGroups().map(\.count)
    let able = attribute.groups.indices.filter {
      $0 != attribute.unknownIndex && $0 < values.count && values[$0] != nil && rows[$0] > 0
    }
    let order = able.sorted { (rows[$1], $0) < (rows[$0], $1) }
    return (
      order.prefix(Self.mostGroups).sorted(), order.dropFirst(Self.mostGroups).sorted()
    )
  }

  /// Compares every chosen group's rows with what they would be as each other group.
  ///
  /// `flipped` gives all rows with the value of a group; what it throws is thrown on.
  ///
  /// - Complexity: O(groups) calls of `flipped`, O(groups · rows) else.
  public func compare(
    _ attribute: Subgroups, values: [String?], columns: [String], isInput: Bool,
    flipped: (Int) throws -> FlippedRows
  ) throws -> Counterfactual {
    let (chosen, omitted) = groups(of: attribute, values: values)
    var result = Counterfactual(
      columns: columns, isInput: isInput, layers: layers.map(\.name),
      omittedGroups: omitted.isEmpty ? nil : omitted.map { attribute.groups[$0] })
    guard chosen.count > 1 else {
      result.absence = .singleGroup
      return result
    }
    let rows = attribute.rowsOfGroups()
    var flips: [[Counterfactual.Flip]] = chosen.map { _ in [] }
    for target in chosen {
      let other = try flipped(target)
      let scores = try source.scores(in: other.output)
      for (place, group) in chosen.enumerated() where group != target {
        let names = (from: attribute.groups[group], to: attribute.groups[target])
        flips[place].append(
          flip(
            rows[group], names, value: values[target] ?? "", scores: scores, inputs: other.inputs))
      }
      for input in other.inputs { try input.checkRead() }
    }
    result.flips = flips.flatMap(\.self)
    return result
  }

  private func flip(
    _ rows: [Int], _ names: (from: String, to: String), value: String, scores: [Double],
    inputs: [any RowSource<Float>]
  ) -> Counterfactual.Flip {
    let confidence = request.settings.confidence
    let threshold = outcomes.threshold
    func share(_ count: Int) -> Estimate {
      Measurement.share(count, of: rows.count, orElse: .noRows).estimate(confidence: confidence)
    }
    let rises = rows.count { outcomes.scores[$0] < threshold && scores[$0] >= threshold }
    let falls = rows.count { outcomes.scores[$0] >= threshold && scores[$0] < threshold }
    let change = Measurement.mean(
      of: rows.map { scores[$0] - outcomes.scores[$0] }, within: -1...1, orElse: .noRows)
    // Evenly spread over the group's rows.
    let count = min(rows.count, Self.distanceRows)
    let sample = (0..<count).map { rows[$0 * rows.count / count] }
    let distances = distances(sample, to: inputs)
    return Counterfactual.Flip(
      from: names.from, to: names.to, value: value, becomesSelected: share(rises),
      becomesRefused: share(falls), scoreChange: change.estimate(confidence: confidence),
      distances: distances, distanceRows: count,
      firstLayer: distances.firstIndex { $0 > Self.rounding }.map { layers[$0].name })
  }

  /// For each layer the mean over rows of |flipped − own| / |own|, in Euclidean lengths; of rows whose
  /// own values are all zero, 1 where the flipped ones are not.
  private func distances(_ rows: [Int], to other: [any RowSource<Float>]) -> [Double] {
    func values(_ source: [any RowSource<Float>]) -> [Tensor<Float>] {
      model.values(
        layers.map(\.value), inputs: source.map { $0.gatheringRows(rows) },
        options: request.options)
    }
    return zip(values(inputs), values(other)).map { own, flipped in
      let width = own.elements.count / max(1, rows.count)
      let sum = rows.indices.reduce(0.0) { sum, row in
        var (length, distance) = (0.0, 0.0)
        for element in row * width..<(row + 1) * width {
          let (x, y) = (Double(own.elements[element]), Double(flipped.elements[element]))
          length += x * x
          distance += (y - x) * (y - x)
        }
        guard length > 0 else { return sum + (distance > 0 ? 1 : 0) }
        return sum + (distance / length).squareRoot()
      }
      return sum / Double(max(1, rows.count))
    }
  }
}

extension Model {
  /// The layers that a value depends on, in the order in which they run, each with its last value:
  /// the importer makes one node of a layer and another of its activation.
  func namedLayers(to end: ValueID) -> [(name: String, value: ValueID)] {
    var needed: Set<ValueID> = [end]
    for value in stride(from: end, through: inputs.count, by: -1) where needed.contains(value) {
      needed.formUnion(nodes[value - inputs.count].inputs)
    }
    var layers: [(name: String, value: ValueID)] = []
    for index in nodes.indices where needed.contains(inputs.count + index) {
      if let last = layers.indices.last, layers[last].name == nodes[index].name,
        nodes[index].inputs == [layers[last].value]
      {
        layers[last].value = inputs.count + index
      } else {
        layers.append((nodes[index].name, inputs.count + index))
      }
    }
    return layers
  }
}

extension AuditResult {
  /// Lists the methods that this value uses now, after something was added to it.
  public mutating func explainMethods() { methods = methodsUsed.map(\.definition) }
}
