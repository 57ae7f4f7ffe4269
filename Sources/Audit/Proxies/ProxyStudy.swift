import AuditResults
import Engine
import Tables

/// How well each input alone, and each layer's values, tell the groups of an attribute.
///
/// One number ranks the rows itself; several, and codes of categories, do so by ridge regression
/// (``RidgeScores``). Nothing here says that an input is used, or that it should not be.
struct ProxyStudy {
  /// Rows that are looked at.
  static let mostRows = 2000
  /// Numbers of a layer that are looked at; of wider ones as many random sums.
  static let mostNumbers = 64
  /// Codes up to which a number that stands for a category is spread out.
  static let mostCodes = 128
  /// Groups that are told from the others, those with the most rows.
  static let mostGroups = 8
  /// Entries of inputs that are kept.
  static let mostEntries = 40
  /// Rows times numbers of all layers up to which it is done unasked.
  static let affordable = 100_000_000

  let request: AuditRequest
  private let model: Model<Float>
  private let inputs: [any RowSource<Float>]
  private let layers: [(name: String, value: ValueID)]
  private let rows: [Int]
  private let folds: [Int]

  /// Prepares the rows; `nil` where there is no model to look at, or it was not wanted.
  init?(_ request: AuditRequest) throws(AuditError) {
    guard let model = request.model, request.dataset.predictions == nil,
      request.settings.proxyScreen != false
    else { return nil }
    self.request = request
    self.model = model
    inputs = try request.modelInputs()
    let source = try ScoreSource(choosing: request.output, in: model)
    layers = model.namedLayers(to: model.outputs[source.output].value)
    var random = RandomSource(seed: request.settings.seed, purpose: "proxies")
    var order = Array(0..<request.dataset.rows)
    let count = min(order.count, Self.mostRows)
    random.shuffle(&order, first: count)
    rows = Array(order.prefix(count))
    folds = rows.indices.map { $0 % RidgeScores.folds }
  }

  /// Whether the layers are so small that it is done unasked.
  var isAffordable: Bool {
    let numbers = layers.reduce(0) { $0 + model.shape(of: $1.value).reduce(1, *) }
    return numbers * rows.count <= Self.affordable
  }

  /// Looks at every input and layer once for all attributes.
  func screens(_ attributes: [Subgroups]) -> [ProxyScreen] {
    let tables = attributes.map { attribute in
      Membership(attribute, rows: rows, most: Self.mostGroups)
    }
    var inputEntries: [[ProxyScreen.Entry]] = attributes.map { _ in [] }
    var layerEntries: [[ProxyScreen.Entry]] = attributes.map { _ in [] }
    for feature in features() {
      for (index, table) in tables.enumerated() {
        inputEntries[index] += entries(feature, table, isLayer: false)
      }
    }
    for (name, value) in layers {
      let feature = self.layer(name, value)
      for (index, table) in tables.enumerated() {
        layerEntries[index] += entries(feature, table, isLayer: true)
      }
    }
    return attributes.indices.map { screen(inputEntries[$0], layerEntries[$0], tables[$0]) }
  }

  private func screen(
    _ inputs: [ProxyScreen.Entry], _ layers: [ProxyScreen.Entry], _ table: Membership
  ) -> ProxyScreen {
    var all = inputs + layers
    let tested = all.indices.filter { all[$0].test != nil }
    for (index, p) in zip(tested, holm(tested.compactMap { all[$0].test?.pValue })) {
      all[index].adjustedP = p
    }
    let confidence = request.settings.confidence
    let tail = (1 - confidence) / Double(max(1, all.count))
    let widest = table.groups.map { rankError($0.count, table.known - $0.count) }.max() ?? 0
    let sorted = all.prefix(inputs.count).enumerated().sorted {
      let (a, b) = ($0.element.area.value ?? 0, $1.element.area.value ?? 0)
      return a == b ? $0.offset < $1.offset : a > b
    }
    return ProxyScreen(
      rows: table.known, comparisons: all.count,
      chance: min(1, 0.5 - Normal.quantile(tail / 2) * widest),
      inputs: sorted.prefix(Self.mostEntries).map(\.element),
      layers: Array(all.dropFirst(inputs.count)))
  }

  private func entries(
    _ feature: Feature, _ table: Membership, isLayer: Bool
  ) -> [ProxyScreen.Entry] {
    table.groups.compactMap { group in
      let scores: [Double]
      let predictor: ProxyScreen.Predictor
      if let ridge = feature.ridge {
        (scores, predictor) = (ridge.scores(group.isMember), .ridge)
      } else if let number = feature.number {
        (scores, predictor) = (number, .rank)
      } else {
        return nil
      }
      let members = table.places.filter { group.isMember[$0] }.map { scores[$0] }.sorted()
      let others = table.places.filter { !group.isMember[$0] }.map { scores[$0] }.sorted()
      guard let found = ROCArea(positives: members, negatives: others) else { return nil }
      var area = found
      // A number tells a group by being low just as well.
      if predictor == .rank, area.value < 0.5 { area.value = 1 - area.value }
      let z = (area.value - 0.5) / rankError(members.count, others.count)
      let p = predictor == .rank ? 2 * Normal.cdf(-abs(z)) : Normal.cdf(-z)
      let confidence = request.settings.confidence
      let interval = area.interval(confidence: confidence)
      return ProxyScreen.Entry(
        name: feature.name, isLayer: isLayer,
        isAttribute: !isLayer && table.columns == [feature.name], group: group.name,
        predictor: predictor, width: feature.width,
        area: Estimate(
          area.value,
          interval: Interval(interval.ends, confidence: confidence, method: interval.method)),
        test: TestResult(method: Method.rankTest.rawValue, pValue: min(1, p), statistic: z))
    }
  }

  /// The standard error of the area where both kinds of rows score alike (Mann and Whitney 1947).
  private func rankError(_ m: Int, _ n: Int) -> Double {
    guard m > 0, n > 0 else { return 0 }
    return (Double(m + n + 1) / (12 * Double(m) * Double(n))).squareRoot()
  }
}

extension ProxyStudy {
  /// Numbers that tell groups.
  struct Feature {
    var name: String
    var width: Int
    /// The one number of each row.
    var number: [Double]?
    /// Fits on several.
    var ridge: RidgeScores?
  }

  /// Rows that are in each group.
  struct Membership {
    var columns: [String]
    /// Places of the rows whose group is known.
    var places: [Int]
    var groups: [(name: String, count: Int, isMember: [Bool])]
    var known: Int { places.count }

    init(_ attribute: Subgroups, rows: [Int], most: Int) {
      columns = attribute.columns
      let codes = rows.map { Int(attribute.codes[$0]) }
      let places = codes.indices.filter { codes[$0] != attribute.unknownIndex }
      self.places = places
      var counts = [Int](repeating: 0, count: attribute.groups.count)
      for place in places { counts[codes[place]] += 1 }
      var order = counts.indices.filter { counts[$0] > 0 && counts[$0] < places.count }
        .sorted { (counts[$1], $0) < (counts[$0], $1) }
      // Of two groups one is what the other is not.
      order = order.count == 2 ? [order.min() ?? 0] : order.prefix(most).sorted()
      groups = order.map { code in (attribute.groups[code], counts[code], codes.map { $0 == code })
      }
    }
  }

  /// The columns of the data that the model takes; without names, the numbers of its inputs.
  private func features() -> [Feature] {
    zip(model.inputs, inputs).flatMap { input, source -> [Feature] in
      let width = source.rowShape.reduce(1, *)
      let values = source.gatheringRows(rows).elements
      let own = request.dataset.features.filter { $0.input == input.name }
      let chosen =
        own.isEmpty && model.inputs.count == 1 ? request.dataset.features : own
      guard chosen.reduce(0, { $0 + $1.width }) == width else {
        return width <= Self.mostNumbers
          ? (0..<width).map {
            column("\(input.name)[\($0)]", values, width, $0..<$0 + 1, isCode: false)
          } : []
      }
      var start = 0
      return chosen.map { feature in
        let range = start..<start + feature.width
        start = range.upperBound
        let isCode = ["index", "label-encoded", "bin"].contains(feature.kind)
        return column(feature.column, values, width, range, isCode: isCode)
      }
    }
  }

  private func column(
    _ name: String, _ values: [Float], _ width: Int, _ range: Range<Int>, isCode: Bool
  ) -> Feature {
    var feature = Feature(name: name, width: range.count)
    if range.count == 1 {
      let numbers = rows.indices.map { values[$0 * width + range.lowerBound] }
      let codes = Set(numbers).sorted()
      if isCode, codes.count <= Self.mostCodes {
        feature.width = codes.count
        feature.ridge = RidgeScores(
          numbers.flatMap { number in codes.map { $0 == number ? 1 : 0 } }, rows: rows.count,
          folds: folds)
      } else {
        feature.number = numbers.map(Double.init)
      }
    } else {
      let part = rows.indices.flatMap { row in
        values[row * width + range.lowerBound..<row * width + range.upperBound]
      }
      (feature.ridge, feature.width) = ridge(part, width: range.count, name: name)
    }
    return feature
  }

  private func layer(_ name: String, _ value: ValueID) -> Feature {
    let width = model.shape(of: value).reduce(1, *)
    let values = model.values(
      [value], inputs: inputs.map { $0.gatheringRows(rows) }, options: request.options)[0]
    var feature = Feature(name: name, width: width)
    if width == 1 {
      feature.number = values.elements.map(Double.init)
    } else {
      (feature.ridge, feature.width) = ridge(values.elements, width: width, name: name)
    }
    return feature
  }

  /// Fits on the numbers, or on random sums of many (Johnson and Lindenstrauss 1984).
  private func ridge(_ values: [Float], width: Int, name: String) -> (RidgeScores?, Int) {
    guard width > Self.mostNumbers else {
      return (RidgeScores(values, rows: rows.count, folds: folds), width)
    }
    var random = RandomSource(seed: request.settings.seed, purpose: "projection", name)
    var sums = [Float](repeating: 0, count: rows.count * Self.mostNumbers)
    var signs = [Float](repeating: 0, count: Self.mostNumbers)
    for place in 0..<width {
      let bits = random.next()
      for index in signs.indices { signs[index] = bits >> UInt64(index) & 1 == 0 ? 1 : -1 }
      for row in rows.indices {
        let value = values[row * width + place]
        guard value != 0 else { continue }
        for index in signs.indices {
          sums[row * Self.mostNumbers + index] += signs[index] * value
        }
      }
    }
    return (RidgeScores(sums, rows: rows.count, folds: folds), width)
  }
}
