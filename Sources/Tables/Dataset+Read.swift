import Engine

/// What to read from a data file.
public struct DatasetRequest: Sendable {
  /// The file, CSV or gzipped CSV.
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
  }
}

extension Dataset {
  /// Reads a data file in one pass: encodes the features, collects labels and groups.
  ///
  /// The text is never held as a whole; memory is that of the encoded numbers.
  ///
  /// - Complexity: O(bytes of the file + numbers that it is encoded in)
  public static func read(_ request: DatasetRequest) throws(TableError) -> Dataset {
    var reader = try CSVReader(
      path: request.path, dialect: CSVDialect(separator: request.data.separator))
    var builder = try DatasetBuilder(request, header: reader.header)
    try reader.forEachRow { (bytes, cells, line) throws(TableError) in
      try builder.append(bytes, cells, line: line)
    }
    return try builder.finish()
  }
}

/// Builds a data set row by row.
private struct DatasetBuilder {
  private let file: String
  private let depth: Int
  private let missing: ByteTable
  private let inputs: [InputSpec]
  /// The features of all inputs in order, each with the number of its input.
  private var features: [(input: Int, encoder: FeatureEncoder)] = []
  /// The encoded rows of each input.
  private var elements: [[Float]]
  /// A row of zeros for each input.
  private let zeros: [[Float]]
  private var label: LabelColumn?
  private var groups: [GroupColumn] = []
  private var rows = 0

  init(_ request: DatasetRequest, header: [String]) throws(TableError) {
    file = request.path
    depth = request.intersections
    missing = ByteTable([""] + request.data.missing)
    func find(_ column: String) throws(TableError) -> Int {
      guard let index = header.firstIndex(of: column) else {
        throw .missingColumn(
          file: request.path, column: column,
          nearest: NameGuess.nearest(to: column, in: header), columns: header)
      }
      return index
    }
    inputs = request.inputs
    elements = Array(repeating: [], count: inputs.count)
    zeros = inputs.map { Array(repeating: 0, count: $0.width) }
    for (number, input) in inputs.enumerated() {
      for feature in input.features {
        let index = try find(feature.column)
        features.append(
          (number, FeatureEncoder(feature, file: file, input: input.name, columnIndex: index)))
      }
    }
    if let spec = request.label {
      label = LabelColumn(spec, file: file, columnIndex: try find(spec.column))
    }
    for group in request.groups {
      groups.append(GroupColumn(group, file: file, columnIndex: try find(group.column)))
    }
  }

  mutating func append(
    _ bytes: Span<UInt8>, _ cells: Span<CSVField>, line: Int
  ) throws(TableError) {
    rows += 1
    for input in zeros.indices { elements[input].append(contentsOf: zeros[input]) }
    var input = 0
    var offset = (rows - 1) * (zeros.first?.count ?? 0)
    for index in features.indices {
      if features[index].input != input {
        input = features[index].input
        offset = (rows - 1) * zeros[input].count
      }
      let range = cells[features[index].encoder.columnIndex].range
      let isMissing = isMissing(bytes, range)
      try features[index].encoder.encode(
        bytes, range, isMissing: isMissing, line: line, into: &elements[input], offset: offset)
      offset += features[index].encoder.width
    }
    if let index = label?.columnIndex {
      let range = cells[index].range
      let isMissing = isMissing(bytes, range)
      try label?.append(bytes, range, isMissing: isMissing, line: line)
    }
    for index in groups.indices {
      let range = cells[groups[index].columnIndex].range
      let isMissing = isMissing(bytes, range)
      try groups[index].append(bytes, range, isMissing: isMissing, line: line)
    }
  }

  private func isMissing(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.isEmpty || missing.count > 1 && missing.index(of: bytes, range) != nil
  }

  func finish() throws(TableError) -> Dataset {
    if rows == 0 { throw .noRows(file: file) }
    let outcome = try label?.finish()
    let attributes = groups.map { $0.finish() }
    let crossed = try Subgroups.intersections(of: attributes, depth: depth, file: file)
    return Dataset(
      rows: rows,
      inputs: zip(inputs, elements).map { input, elements in
        Dataset.Input(
          name: input.name, tensor: Tensor(shape: [rows, input.width], elements: elements))
      },
      labels: outcome?.labels, positiveLabel: label?.spec.positive ?? "",
      negativeLabel: outcome?.negative ?? "", subgroups: attributes + crossed,
      features: features.map(\.encoder.facts))
  }
}
