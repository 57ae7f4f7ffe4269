import AuditResults
import Engine
import Images

/// Builds a data set row by row, and hands the encoded numbers over batch by batch.
struct DatasetBuilder {
  /// Rows of a batch: their numbers stay in a core's cache until they are used.
  static let batchRows = 4096
  /// Numbers of a batch of wide rows, such as images.
  private static let batchNumbers = 8 << 20

  /// Rows of a batch of these inputs.
  private let rowsPerBatch: Int
  private let request: DatasetRequest
  private let file: String
  private let missing: MissingTexts
  private let inputs: [InputSpec]
  /// The features of all inputs in order, each with the number of its input.
  private var features: [(input: Int, encoder: FeatureEncoder)] = []
  /// The features of each input.
  private var featureRanges: [Range<Int>] = []
  /// The encoded rows of each input, of the present batch.
  private var elements: [[Float]]
  /// A row of zeros for each input; none for an input of texts.
  private let zeros: [[Float]]
  private var label: LabelColumn?
  private var groups: [GroupColumn] = []
  private var stratum: GroupColumn?
  private var weight: WeightColumn?
  private var cluster: ClusterColumn?
  private var predictions: PredictionColumns?
  private var watches: [FeatureWatch] = []
  private(set) var rows = 0
  /// The first row of the present batch.
  private var batchStart = 0

  init(_ request: DatasetRequest, header names: [String]) throws(TableError) {
    self.request = request
    let file = request.path
    self.file = file
    let header = Header(file: file, names: names)
    let decimal = request.data.decimal
    missing = MissingTexts(request.data.missing)
    inputs = request.inputs
    elements = Array(repeating: [], count: inputs.count)
    zeros = inputs.map { Array(repeating: 0, count: $0.isText ? 0 : $0.width) }
    let width = zeros.reduce(1) { $0 + $1.count }
    rowsPerBatch = max(1, min(Self.batchRows, Self.batchNumbers / width))
    var watched: Set<Int> = []
    for (number, input) in inputs.enumerated() {
      featureRanges.append(features.count..<features.count + input.features.count)
      for feature in input.features {
        let index = try header.index(of: feature)
        var encoder = FeatureEncoder(
          feature, file: file, input: input.name, columnIndex: index, decimal: decimal)
        for cell in 0..<encoder.cells {
          if let substitution = request.substitutions[names[index + cell]] {
            encoder.substitutions[index + cell] = SubstitutedCells(substitution)
          }
        }
        if case .image(let encoding) = feature.encoding {
          encoder.images = ImageColumn(
            encoding, column: feature.column, dataFile: file, folder: request.data.folder,
            decoder: request.images)
        }
        features.append((number, encoder))
        if feature.columns == nil, watched.insert(index).inserted {
          watches.append(
            FeatureWatch(
              column: feature.column, columnIndex: index, hasLabel: request.label != nil))
        }
      }
    }
    if let spec = request.label {
      label = LabelColumn(
        spec, file: file, columnIndex: try header.index(of: spec.column), decimal: decimal)
    }
    for group in request.groups {
      groups.append(
        GroupColumn(
          group, file: file, columnIndex: try header.index(of: group.column), decimal: decimal))
    }
    if let spec = request.stratum {
      stratum = GroupColumn(
        spec, file: file, columnIndex: try header.index(of: spec.column), decimal: decimal)
    }
    if let column = request.weight {
      weight = WeightColumn(
        column, file: file, columnIndex: try header.index(of: column), decimal: decimal)
    }
    if let column = request.cluster {
      cluster = ClusterColumn(columnIndex: try header.index(of: column))
    }
    if let spec = request.predictions, spec.file == nil {
      predictions = PredictionColumns(
        spec, file: file, columnIndices: try header.indices(of: spec.columns), decimal: decimal)
    }
  }

  mutating func append(
    _ bytes: Span<UInt8>, _ cells: Span<CSVField>, line: Int
  ) throws(TableError) {
    let row = rows - batchStart
    rows += 1
    for input in zeros.indices {
      elements[input].append(contentsOf: zeros[input])
      try Self.encode(
        bytes, cells, by: &features, featureRanges[input], missing: missing, line: line,
        into: &elements[input], offset: row * zeros[input].count)
    }
    if let index = label?.columnIndex {
      let range = cells[index].range
      let isMissing = missing.contains(bytes, range)
      try label?.append(bytes, range, isMissing: isMissing, line: line)
    }
    for index in groups.indices {
      let range = cells[groups[index].columnIndex].range
      let isMissing = missing.contains(bytes, range)
      try groups[index].append(bytes, range, isMissing: isMissing, line: line)
    }
    if let index = stratum?.columnIndex {
      let range = cells[index].range
      let isMissing = missing.contains(bytes, range)
      try stratum?.append(bytes, range, isMissing: isMissing, line: line)
    }
    if let index = weight?.columnIndex {
      let range = cells[index].range
      let isMissing = missing.contains(bytes, range)
      try weight?.append(bytes, range, isMissing: isMissing, line: line)
    }
    if let index = cluster?.columnIndex {
      let range = cells[index].range
      cluster?.append(bytes, range, isMissing: missing.contains(bytes, range))
    }
    try predictions?.append(bytes, cells, missing: missing, line: line)
    watch(bytes, cells)
  }

  /// Encodes the cells of one input's features side by side, from `offset` on.
  private static func encode(
    _ bytes: Span<UInt8>, _ cells: Span<CSVField>,
    by features: inout [(input: Int, encoder: FeatureEncoder)], _ range: Range<Int>,
    missing: MissingTexts, line: Int, into elements: inout [Float], offset: Int
  ) throws(TableError) {
    // Whether the arrays are shared is asked once a row, and not for every cell.
    var encoders = features.mutableSpan
    var numbers = elements.mutableSpan
    var offset = offset
    for index in range {
      try encoders[index].encoder.encode(
        bytes, row: cells, missing: missing, line: line, into: &numbers, offset: offset)
      offset += encoders[index].encoder.width
    }
  }

  /// Nearly every column is found to vary and to differ from the label within a few rows.
  private mutating func watch(_ bytes: Span<UInt8>, _ cells: Span<CSVField>) {
    guard !watches.isEmpty else { return }
    let label = label.map { cells[$0.columnIndex].range }
    for index in watches.indices {
      watches[index].observe(bytes, cells[watches[index].columnIndex].range, label: label)
    }
    watches.removeAll { !$0.isOpen }
  }

  /// Whether ``takeBatch()`` should be called before the next row.
  var isBatchFull: Bool { rows - batchStart == rowsPerBatch }

  /// The rows since the last batch; `nil` where there are none.
  mutating func takeBatch() throws(TableError) -> DatasetBatch? {
    guard rows > batchStart else { return nil }
    try decodeImages()
    let range = batchStart..<rows
    batchStart = rows
    let batch = DatasetBatch(
      rows: range, inputs: inputs.indices.map { input($0, rows: range.count) })
    for input in elements.indices { elements[input].removeAll(keepingCapacity: true) }
    for index in features.indices { features[index].encoder.forgetTexts() }
    return batch
  }

  private mutating func decodeImages() throws(TableError) {
    var offset = 0
    for index in features.indices {
      let input = features[index].input
      if index == 0 || features[index - 1].input != input { offset = 0 }
      try features[index].encoder.images?.write(
        into: &elements[input], width: zeros[input].count, offset: offset)
      offset += features[index].encoder.width
    }
  }

  /// The data set without its inputs, which went out in batches.
  func finish() throws(TableError) -> Dataset {
    if rows == 0 { throw .noRows(file: file) }
    for feature in features {
      try feature.encoder.check(limit: request.data.unknownLimit, rows: rows)
    }
    let outcome = try label?.finish()
    var attributes: [Subgroups] = []
    var groupValues: [String: [String?]] = [:]
    for group in groups {
      attributes.append(try group.finish())
      if let held = attributes.last?.groups {
        groupValues[group.spec.name] = try group.mostFrequentValues(of: held)
      }
    }
    let crossed = try Subgroups.intersections(
      of: attributes, depth: request.intersections, file: file)
    var dataset = Dataset(
      rows: rows, inputs: [], labels: nil,
      positiveLabel: label?.spec.positive ?? "", negativeLabel: outcome?.negative ?? "",
      subgroups: attributes + crossed, features: features.map(\.encoder.facts))
    dataset.labelValues = outcome?.values
    dataset.groupValues = groupValues
    dataset.strata = try stratum?.finish()
    dataset.weights = try weight?.finish()
    dataset.clusters = cluster?.finish()
    dataset.predictions = try predictions?.finish(
      labels: outcome?.values, positive: dataset.positiveLabel, negative: dataset.negativeLabel)
    dataset.warnings =
      watches.flatMap { $0.warnings(label: label?.spec.column) }
      + groups.flatMap { group in
        group.unusedAliases.map { .unusedGroupValue(attribute: group.spec.name, value: $0) }
      }
    dataset.warnings += dataset.coverageWarnings(
      label: label?.spec, minimumGroupSize: request.minimumGroupSize)
    return dataset
  }

  private func input(_ index: Int, rows: Int) -> DatasetBatch.Input {
    let spec = inputs[index]
    guard spec.isText else {
      return DatasetBatch.Input(
        name: spec.name,
        tensor: Tensor(shape: [rows] + (spec.shape ?? [spec.width]), elements: elements[index]))
    }
    let columns = features.filter { $0.input == index }.map(\.encoder)
    return DatasetBatch.Input(
      name: spec.name, tensor: Tensor(zeros: [rows, 0]),
      texts: (0..<rows).flatMap { row in columns.map { $0.text(ofRow: row) } })
  }
}

extension Dataset {
  /// The share of rows below which a label's value counts as rare.
  private static let rareShare = 0.05
  /// Small groups of an attribute up to which each is named.
  private static let namedGroups = 5

  /// What labels, groups and features say about how well the rows cover them.
  func coverageWarnings(label: LabelSpec?, minimumGroupSize: Int) -> [DataWarning] {
    var warnings: [DataWarning] = []
    for feature in features where feature.unknown > 0 {
      warnings.append(
        .unknownValues(
          column: feature.column, rows: feature.unknown, of: rows,
          values: feature.unknownValues.map(\.value)))
    }
    for (value, count) in labelCounts where Double(count) < Self.rareShare * Double(rows) {
      warnings.append(
        .rareLabel(column: label?.column ?? "", value: value, rows: count, of: rows))
    }
    for attribute in subgroups {
      var counts = Array(repeating: 0, count: attribute.groups.count)
      for code in attribute.codes { counts[Int(code)] += 1 }
      let held = counts.indices.filter { counts[$0] > 0 }
      if held.count == 1, held[0] != attribute.unknownIndex {
        warnings.append(
          .singleGroup(attribute: attribute.name, group: attribute.groups[held[0]]))
      }
      let small = counts.indices.filter {
        $0 != attribute.unknownIndex && counts[$0] < minimumGroupSize
      }
      if small.count > Self.namedGroups {
        warnings.append(
          .smallGroups(
            attribute: attribute.name, count: small.count,
            of: counts.count - (attribute.unknownIndex == nil ? 0 : 1), minimum: minimumGroupSize))
      } else {
        warnings += small.map { index in
          .smallGroup(
            attribute: attribute.name, group: attribute.groups[index], rows: counts[index],
            minimum: minimumGroupSize)
        }
      }
      if let clusters {
        var members = Array(repeating: Set<Int32>(), count: attribute.groups.count)
        for (code, cluster) in zip(attribute.codes, clusters.codes) {
          members[Int(code)].insert(cluster)
        }
        let least = GroupOutcome.fewestClusters
        let few = members.indices.filter { members[$0].count < least }
        // Of many small groups the warning above says as much.
        warnings += few.prefix(Self.namedGroups).map { index in
          .fewClusters(
            attribute: attribute.name, group: attribute.groups[index],
            clusters: members[index].count, minimum: least)
        }
      }
      if let unknown = attribute.unknownIndex {
        warnings.append(.unknownGroup(attribute: attribute.name, rows: counts[unknown], of: rows))
      }
    }
    return warnings
  }

  /// How many rows have each value of a label of categories.
  private var labelCounts: [(value: String, count: Int)] {
    switch labelValues {
    case .binary(let labels):
      let positive = labels.count { $0 == 1 }
      return [(negativeLabel, labels.count - positive), (positiveLabel, positive)]
    case .classes(let classes, let codes):
      var counts = Array(repeating: 0, count: classes.count)
      for code in codes { counts[Int(code)] += 1 }
      return Array(zip(classes, counts))
    case .numbers, nil: return []
    }
  }
}
