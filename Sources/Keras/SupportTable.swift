/// What is read, as docs/support.md tells it.
///
/// Made from the tables that the reader itself goes by; a test fails where the file differs.
public enum SupportTable {
  /// The text of docs/support.md.
  public static var markdown: String {
    """
    # What fairer-audit reads

    This file is generated from the reader's own tables. Whatever is not in it is refused with the layer's name, its class and the
    reason; nothing is run that is not fully understood.

    ## Files

    | format | |
    |---|---|
    \(rows(CheckpointFormat.allCases.map { [$0.description, $0.support] }))

    Weights are matched by order and by path; where the two disagree the file is refused. Numbers may be stored as float16, bfloat16,
    float32, float64 or integers, in either byte order, contiguous or chunked, with deflate, shuffle and fletcher32. LZF and other
    filters, links other than hard ones, external storage and virtual datasets are refused.

    ## Models

    Sequential and Functional models, one in another, called once or several times, with several inputs and outputs, as lists or
    dictionaries. Extents of the inputs other than the batch must be fixed.

    ## Layers

    | class | |
    |---|---|
    | `InputLayer` | |
    | `Sequential`, `Functional`, `Model` | as layers of other models too |
    \(rows(LayerDecoder.all.map { [code($0.classNames), $0.note] }))

    Refused because they hold or call Python code: \(code(LayerDecoder.pythonClasses.sorted())), and every class that is registered \
    by its author or a subclass of `keras.Model`.

    ## Operations

    Nodes of functional graphs that are no layers but operations of `keras.ops` or operators of Python, as Keras 3 stores them, between
    tensors or with numbers, of all rows: \(code(OperationDecoder.all.map(\.className))).

    ## Activations

    By name: \(code(ActivationNames.table.map(\.name) + ["hard_sigmoid"])). `hard_sigmoid` is `clip(0.2 x + 0.5, 0, 1)` in files of
    Keras 1 and 2 and `relu6(x + 3) / 6` in files of Keras 3, by the file's own version.

    """
  }

  private static func rows(_ rows: [[String]]) -> String {
    rows.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
      .replacing("|  |", with: "| |")
  }

  private static func code(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }
}

extension CheckpointFormat {
  /// What a reader should know about how far the format is read.
  fileprivate var support: String {
    switch self {
    case .kerasTwoFullModel: "`model.save(\"model.h5\")` of Keras 2 and tf-keras"
    case .kerasThreeFullModel: "`model.save(\"model.h5\")` of Keras 3"
    case .archive: "`model.save(\"model.keras\")` of Keras 3 and tf-keras"
    case .weights: "`model.save_weights(\"model.weights.h5\")`, with the architecture in JSON"
    case .shardedWeights:
      "`model.save_weights(\"model.weights.json\", max_shard_size=…)`, with the architecture in JSON"
    case .legacyWeights:
      "`model.save_weights(\"weights.h5\")` of Keras 2, with the architecture in JSON"
    }
  }
}
