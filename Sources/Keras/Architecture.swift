import Archives

/// A model's configuration in JSON, as `model.to_json()` gives it.
struct Architecture: Sendable {
  /// Files larger than this are no configurations.
  static let byteLimit = 64 << 20

  var config: JSONValue
  /// ``config`` as the file spells it.
  var text: String
  var kerasVersion: String?
  var backend: String?

  /// Reads a file.
  init(path: String) throws(CheckpointError) {
    let bytes = try Self.content(path: path)
    var value = try Self.parse(bytes, object: "the file", file: path)
    self.text = String(decoding: bytes, as: UTF8.self)
    // `json.dump(model.to_json(), file)` makes a text of the text.
    if let text = value.string {
      value = try Self.parse(text, object: "the text", file: path)
      self.text = text
    }
    guard value["class_name"].string != nil else {
      throw .malformed(file: path, object: "the architecture", expected: .key("class_name"))
    }
    config = value
    kerasVersion = value["keras_version"].string
    backend = value["backend"].string
  }

  /// The JSON value in a file.
  static func json(path: String) throws(CheckpointError) -> JSONValue {
    try parse(content(path: path), object: "the file", file: path)
  }

  private static func content(path: String) throws(CheckpointError) -> [UInt8] {
    var bytes: [UInt8] = []
    do throws(ArchiveError) {
      let file = try FileBytes(path: path, isPlain: true)
      while bytes.count <= byteLimit, try file.read(1 << 20, appendingTo: &bytes) > 0 {}
    } catch {
      throw .archive(error)
    }
    return bytes
  }

  /// The JSON value that bytes hold; `object` names them in errors.
  static func parse(
    _ bytes: [UInt8], object: String, file: String
  ) throws(CheckpointError) -> JSONValue {
    guard bytes.count <= byteLimit else {
      throw .malformed(
        file: file, object: object,
        expected: .json(offset: 0, found: .tooLong(bytes: bytes.count, limit: byteLimit)))
    }
    do throws(JSONFailure) {
      return try JSONParser.parse(bytes)
    } catch {
      throw .malformed(
        file: file, object: object, expected: .json(offset: error.offset, found: error.problem))
    }
  }

  /// The same for text.
  static func parse(
    _ text: String, object: String, file: String
  ) throws(CheckpointError) -> JSONValue {
    try parse(Array(text.utf8), object: object, file: file)
  }
}
