import Audit
public import Engine
public import Keras
public import Tables

extension ImportedModel {
  /// The inputs that the engine's model takes for encoded rows: put into the model's order, by name
  /// where the names agree, else by position, and passed through the checkpoint's own preprocessing
  /// layers where it has any.
  ///
  /// - Throws: `AuditError` or `PreprocessingError` where they do not fit, `ShapeError` where an
  ///   embedding lacks an index.
  public func tensors(from batch: DatasetBatch) throws -> [Tensor<Float>] {
    let tensors: [Tensor<Float>]
    if preprocessor.layers.isEmpty {
      let order = try model.order(ofInputs: batch.inputs.map { ($0.name, $0.tensor.rowShape) })
      tensors = order.map { batch.inputs[$0].tensor }
    } else {
      let byName = preprocessor.inputs.compactMap { input in
        batch.inputs.first { $0.name == input.name }
      }
      let isByName = byName.count == preprocessor.inputs.count
      tensors = try preprocessor.tensors(
        from: (isByName && byName.count == batch.inputs.count ? byName : batch.inputs).map(
          Column.init)
      )
    }
    do throws(ShapeError) {
      try model.check(inputs: tensors)
    } catch {
      guard case .indexOutOfRange(let layer, let row, let count) = error else { throw error }
      throw ShapeError.indexOutOfRange(
        layer: layer, row: batch.rows.lowerBound + row, count: count)
    }
    return tensors
  }

  /// Reads a data file and computes some values of the model for its rows while it is read.
  ///
  /// - Parameters:
  ///   - request: The file, and how its columns become the model's inputs.
  ///   - wanted: The values.
  ///   - keepingRows: Whether the data set gets the encoded rows too, see `RowCollector`.
  ///   - options: Threads.
  /// - Returns: The rows, and each value for all rows.
  /// - Throws: `TableError` for a file that is not as the request says, else as
  ///   ``tensors(from:)`` does.
  public func read(
    _ request: DatasetRequest, computing wanted: [ValueID], keepingRows: Bool,
    options: RunOptions
  ) throws -> (dataset: Dataset, values: [Tensor<Float>]) {
    var collectors = keepingRows ? model.inputs.map { RowCollector(shape: $0.shape) } : []
    let stream = PredictionStream(of: wanted, model: model, options: options)
    var failure: (any Error)?
    var dataset = try Dataset.read(request) { batch throws(TableError) in
      // What is wrong with the file itself is said first, so it is read to its end.
      guard failure == nil else { return }
      let tensors: [Tensor<Float>]
      do {
        tensors = try self.tensors(from: batch)
      } catch {
        failure = error
        return
      }
      for index in collectors.indices { try collectors[index].append(tensors[index]) }
      stream.append(tensors)
    }
    let values = stream.finish()
    if let failure { throw failure }
    dataset.inputs = zip(model.inputs, collectors).map { input, collector in
      Dataset.Input(name: input.name, rows: collector.finish())
    }
    return (dataset, values)
  }
}

extension Column {
  /// The values of one input.
  fileprivate init(_ input: DatasetBatch.Input) {
    let rows = input.tensor.rowCount
    if let texts = input.texts {
      self.init(shape: [rows, texts.count / max(1, rows)], storage: .strings(texts))
    } else {
      self.init(shape: input.tensor.shape, storage: .floats(input.tensor.elements))
    }
  }
}
