public import Engine

/// Something that the caller of an imported model provides.
public struct ModelInput: Sendable, Equatable {
  /// The name of the input layer.
  public var name: String
  /// The shape without the rows' axis.
  public var shape: [Int]
  /// What the elements are.
  public var kind: ColumnKind
}

/// Turns what a caller provides into the inputs of the engine's model.
public struct Preprocessor: Sendable {
  /// What the caller provides, in order.
  public let inputs: [ModelInput]
  /// The preprocessing layers by name, in the order in which they run; empty for most models.
  public var layers: [String] { plan.steps.map(\.name) }
  private let plan: PrefixPlan

  init(inputs: [ModelInput], plan: PrefixPlan) {
    self.inputs = inputs
    self.plan = plan
  }

  /// The inputs of the engine's model for some rows.
  ///
  /// - Parameter columns: One for each of ``inputs``, in order. Numbers are converted to the kind that
  ///   the input is of.
  /// - Returns: One tensor for each input of the model.
  /// - Throws: ``PreprocessingError`` where a column does not fit its input, or a value cannot be
  ///   encoded.
  public func tensors(from columns: [Column]) throws(PreprocessingError) -> [Tensor<Float>] {
    guard columns.count == inputs.count else {
      throw .count(expected: inputs.map(\.name), found: columns.count)
    }
    var values: [Column] = []
    for (column, input) in zip(columns, inputs) {
      guard let converted = column.converted(to: input.kind) else {
        throw .kind(input: input.name, expected: input.kind, found: column.kind)
      }
      guard !column.shape.isEmpty, Array(column.shape.dropFirst()) == input.shape else {
        throw .shape(
          input: input.name, expected: input.shape, found: Array(column.shape.dropFirst()))
      }
      values.append(converted)
    }
    let rows = Set(values.map { $0.shape[0] })
    guard rows.count <= 1 else { throw .rows(found: values.map { $0.shape[0] }) }
    for step in plan.steps {
      do throws(ColumnProblem) {
        values.append(try step.transform.apply(step.inputs.map { values[$0] }))
      } catch {
        throw .layer(step.name, error)
      }
    }
    return plan.boundary.compactMap { values[$0].tensor }
  }
}

/// Why columns cannot become a model's inputs.
public enum PreprocessingError: Error, Equatable, Sendable {
  /// There is another number of columns than the model has inputs.
  case count(expected: [String], found: Int)
  /// Text stands where numbers are expected, or the other way round.
  case kind(input: String, expected: ColumnKind, found: ColumnKind)
  /// A column has another shape, without rows, than its input.
  case shape(input: String, expected: [Int], found: [Int])
  /// Columns have different numbers of rows.
  case rows(found: [Int])
  /// A preprocessing layer cannot encode a value.
  case layer(String, ColumnProblem)
}
