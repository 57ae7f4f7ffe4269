import AuditResults
import Engine

/// What to read from a data file.
public struct DatasetRequest: Sendable {
  /// The file, in any ``DataFormat``; `-` for standard input.
  public var path: String
  /// How the file is written, and which texts mean a missing value.
  public var data: DataSpec
  /// The model's inputs.
  public var inputs: [InputSpec]
  /// The label; `nil` to read none.
  public var label: LabelSpec?
  /// The audited attributes.
  public var groups: [GroupSpec]
  /// How many attributes are crossed at most; 1 for none.
  public var intersections: Int
  /// Predictions that stand in for the model's.
  public var predictions: PredictionSpec?
  /// The column of sample weights.
  public var weight: String?
  /// The attribute within whose groups conditional metrics compare.
  public var stratum: GroupSpec?
  /// The column that says which rows belong together.
  public var cluster: String?
  /// What decodes the images that rows name.
  public var images = ImageDecoder.inProcess()
  /// How many rows are looked at; `nil` for all.
  public var rowLimit: Int?
  /// Groups with fewer rows are warned of.
  public var minimumGroupSize: Int
  /// What features read in the place of their column's cells, by column; groups and labels read
  /// the cells.
  public var substitutions: [String: Substitution] = [:]

  /// Creates a request from a spec; label, groups and crossings are the command's choice.
  public init(
    path: String, spec: AuditSpec, label: LabelSpec?, groups: [GroupSpec], intersections: Int = 1
  ) {
    self.path = path
    data = spec.data
    inputs = spec.inputs
    self.label = label
    self.groups = groups
    self.intersections = intersections
    predictions = spec.predictions
    weight = spec.weight
    stratum = spec.stratum
    cluster = spec.cluster
    minimumGroupSize = spec.settings.minimumGroupSize
  }
}

extension Dataset {
  /// Reads a data file in one pass: encodes the features, collects labels and groups.
  ///
  /// The text is never held as a whole; memory is that of the encoded numbers.
  ///
  /// - Complexity: O(bytes of the file + numbers that it is encoded in)
  public static func read(_ request: DatasetRequest) throws(TableError) -> Dataset {
    var elements: [[Float]] = Array(repeating: [], count: request.inputs.count)
    var texts: [[String]?] = Array(repeating: nil, count: request.inputs.count)
    var shapes: [[Int]] = Array(repeating: [], count: request.inputs.count)
    var dataset = try read(request) { batch in
      for (index, input) in batch.inputs.enumerated() {
        elements[index] += input.tensor.elements
        shapes[index] = input.tensor.rowShape
        if let more = input.texts { texts[index] = (texts[index] ?? []) + more }
      }
    }
    dataset.inputs = request.inputs.indices.map { index in
      Input(
        name: request.inputs[index].name,
        rows: Tensor(shape: [dataset.rows] + shapes[index], elements: elements[index]),
        texts: texts[index])
    }
    return dataset
  }

  /// Reads a data file in one pass, and hands the encoded rows over batch by batch instead of
  /// keeping them.
  ///
  /// Memory beside that of a batch is that of labels, groups and the like: a few bytes for each row.
  ///
  /// - Returns: The data set without its inputs.
  /// - Complexity: O(bytes of the file + numbers that it is encoded in)
  public static func read(
    _ request: DatasetRequest, _ body: (DatasetBatch) throws(TableError) -> Void
  ) throws(TableError) -> Dataset {
    var reader = try TableReader(
      path: request.path, data: request.data, wanted: request.columns)
    var builder = try DatasetBuilder(request, header: reader.header)
    var scaleWarnings: [DataWarning]?
    func hand(_ batch: DatasetBatch) throws(TableError) {
      if scaleWarnings == nil { scaleWarnings = batch.scaleWarnings(of: request.inputs) }
      try body(batch)
    }
    try reader.forEachRow { (bytes, cells, line) throws(TableError) in
      if let limit = request.rowLimit, builder.rows >= limit { return }
      try builder.append(bytes, cells, line: line)
      if builder.isBatchFull, let batch = try builder.takeBatch() { try hand(batch) }
    }
    if let batch = try builder.takeBatch() { try hand(batch) }
    var dataset = try builder.finish()
    dataset.warnings += scaleWarnings ?? []
    if let predictions = request.predictions, let file = predictions.file {
      dataset.predictions = try dataset.predictions(predictions, in: file, data: request.data)
    }
    return dataset
  }

  /// Reads predictions from a file of their own.
  private func predictions(
    _ spec: PredictionSpec, in file: String, data: DataSpec
  ) throws(TableError) -> Predictions {
    var reader = try TableReader(path: file, data: data, wanted: Set(spec.columns))
    let header = Header(file: file, names: reader.header)
    var columns = PredictionColumns(
      spec, file: file, columnIndices: try header.indices(of: spec.columns), decimal: data.decimal)
    let missing = MissingTexts(data.missing)
    var count = 0
    try reader.forEachRow { (bytes, cells, line) throws(TableError) in
      count += 1
      try columns.append(bytes, cells, missing: missing, line: line)
    }
    guard count == rows else { throw .predictionRows(file: file, expected: rows, found: count) }
    return try columns.finish(
      labels: labelValues, positive: positiveLabel, negative: negativeLabel)
  }
}

extension DatasetRequest {
  /// The columns and arrays that are read.
  var columns: Set<String> {
    var columns = Set(inputs.flatMap(\.features).map(\.column))
    columns.formUnion((groups + [stratum].compactMap(\.self)).map(\.column))
    columns.formUnion([label?.column, weight, cluster].compactMap(\.self))
    if let predictions, predictions.file == nil { columns.formUnion(predictions.columns) }
    return columns
  }
}

/// The column names of a file.
struct Header {
  let file: String
  let names: [String]

  /// Where a column stands.
  func index(of column: String) throws(TableError) -> Int {
    guard let index = names.firstIndex(of: column) else {
      throw .missingColumn(
        file: file, column: column, nearest: NameGuess.nearest(to: column, in: names),
        columns: names)
    }
    return index
  }

  /// Where columns stand.
  func indices(of columns: [String]) throws(TableError) -> [Int] {
    var indices: [Int] = []
    for column in columns { indices.append(try index(of: column)) }
    return indices
  }

  /// Where a feature's first column stands; those of an array follow it.
  func index(of feature: FeatureSpec) throws(TableError) -> Int {
    guard let columns = feature.columns else { return try index(of: feature.column) }
    let first = try index(of: Self.column(feature.column, 0))
    var found = 1
    while first + found < names.count, names[first + found] == Self.column(feature.column, found) {
      found += 1
    }
    guard found == columns else {
      throw .arrayWidth(file: file, column: feature.column, expected: columns, found: found)
    }
    return first
  }

  /// The array that a column of such a name belongs to.
  static func array(of column: String) -> String? {
    guard column.last == "]", let bracket = column.lastIndex(of: "["), bracket > column.startIndex
    else { return nil }
    return String(column[..<bracket])
  }

  /// The name of a column of an array, from 0.
  static func column(_ array: String, _ index: Int) -> String { "\(array)[\(index)]" }
}
