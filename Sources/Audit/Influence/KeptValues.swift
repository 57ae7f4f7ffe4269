import Engine

/// Values of a model for all rows, kept where they take little memory, so that the rows go through the
/// network once for means and for ablations.
struct KeptValues: Sendable {
  /// Rows that run at a time.
  private static let batchRows = 512
  /// Bytes of all values, at most.
  private static let memory = 1 << 26

  private let batches: [Range<Int>]
  /// For each batch the values in the order of ``places``.
  private let tensors: [[Tensor<Float>]]
  /// Where a value stands.
  private let places: [ValueID: Int]
  /// For each row its batch.
  private let batchOf: [Int32]

  /// Runs the rows; `nil` where the values would take too much memory.
  ///
  /// - Parameters:
  ///   - study: The model and its rows.
  ///   - values: The values.
  init?(_ study: InfluenceStudy, values: [ValueID]) {
    let rows = study.inputs.first?.rowCount ?? 0
    let numbers = values.reduce(0) { $0 + study.model.shape(of: $1).reduce(1, *) }
    guard rows > 0, numbers <= Self.memory / MemoryLayout<Float>.stride / rows else { return nil }
    let batches = evenParts(of: rows, most: Self.batchRows)
    tensors = parallelMap(count: batches.count, threads: study.options.threads) { index in
      study.model.values(
        values, inputs: study.inputs.map { $0.gatheringRows(batches[index]) },
        options: RunOptions(threads: 1, batchSize: batches[index].count))
    }
    self.batches = batches
    places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
    batchOf = batches.enumerated().flatMap { index, batch in batch.map { _ in Int32(index) } }
  }

  /// Whether a value is among them.
  func contains(_ value: ValueID) -> Bool { places[value] != nil }

  /// Some rows of a value.
  ///
  /// - Precondition: The value is among them.
  func rows(_ rows: [Int], of value: ValueID) -> Tensor<Float> {
    guard let place = places[value] else { preconditionFailure("value \(value) was not kept") }
    let shape = tensors[0][place].shape.dropFirst()
    let size = shape.reduce(1, *)
    var elements: [Float] = []
    elements.reserveCapacity(rows.count * size)
    for row in rows {
      let batch = Int(batchOf[row])
      let start = (row - batches[batch].lowerBound) * size
      elements += tensors[batch][place].elements[start..<start + size]
    }
    return Tensor(shape: [rows.count] + shape, elements: elements)
  }

  /// Each batch of a value.
  func batches(of value: ValueID) -> [Tensor<Float>]? {
    places[value].map { place in tensors.map { $0[place] } }
  }
}
