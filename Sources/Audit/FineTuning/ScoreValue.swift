import AuditResults
import Engine

/// The probability that a model gives to the positive label, as a value of its graph.
struct ScoreValue: Sendable, Equatable {
  /// The value that holds the probability.
  var value: ValueID
  /// The column of the positive label.
  var column: Int
  /// How many columns the value has.
  var columns: Int
  /// The loss of the labels.
  var loss: Loss

  /// Finds the score's value, and adds a sigmoid where the model ends in a logit.
  init<E: Scalar>(_ source: ScoreSource, in model: inout Model<E>) throws(ShapeError) {
    value = model.outputs[source.output].value
    if source.kind == .logit {
      value = try model.add(Activation(.sigmoid), name: "score", inputs: [value])
    }
    column = source.column
    columns = source.columns
    loss = source.loss
  }

  /// Coefficients that add up rows' scores: one number for each row.
  func coefficients<E: Scalar>(_ factors: [E], shape: [Int]) -> Tensor<E> {
    var elements = [E](repeating: 0, count: factors.count * columns)
    for (row, factor) in factors.enumerated() { elements[row * columns + column] = factor }
    return Tensor(shape: [factors.count] + shape, elements: elements)
  }

  /// What the loss compares the model with.
  func targets<E: Scalar>(_ labels: [UInt8]) -> Targets<E> {
    columns > 1
      ? .classes(labels.map { $0 == 0 ? 1 - column : column })
      : .values(Tensor(shape: [labels.count, 1], elements: labels.map { $0 == 0 ? 0 : 1 }))
  }
}
