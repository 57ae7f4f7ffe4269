import Engine

/// How one or more of Keras's layer classes are read: a row of ``LayerDecoder/all``.
struct LayerDecoder: Sendable {
  typealias Decode = @Sendable (inout LayerConfig) throws(LayerProblem) -> DecodedLayer

  /// Keras's names of the class, the current one first.
  let classNames: [String]
  /// What a reader of docs/support.md should know; empty for most.
  let note: String
  private let body: Decode

  init(
    _ classNames: String..., note: String = "", decode: @escaping Decode
  ) {
    self.classNames = classNames
    self.note = note
    body = decode
  }

  /// What becomes of a layer with these options.
  func decode(_ options: LayerConfig) throws(LayerProblem) -> DecodedLayer {
    var config = options
    let layer = try body(&config)
    try config.finish()
    return layer
  }

  /// The row of a class.
  static func named(_ className: String) -> LayerDecoder? { byName[className] }

  private static let byName = Dictionary(
    uniqueKeysWithValues: all.flatMap { row in row.classNames.map { ($0, row) } })
}
