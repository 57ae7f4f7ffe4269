public import HDF5

/// What becomes different in a copy of an HDF5 file.
public struct HDF5Edit: Sendable, Equatable {
  /// New elements for an array.
  public struct Replacement: Sendable, Equatable {
    /// The array's path from the root.
    public var path: String
    /// As many numbers as the array holds, in row-major order.
    public var elements: [Float]
  }

  /// The arrays that change; their shapes, types and encodings stay.
  public var replacements: [Replacement] = []
  /// Names at the root that go, where they are there.
  public var removals: [String] = []

  /// Creates an edit that changes nothing.
  public init() {}

  /// The edited copy; `name` is what errors call the file.
  public func applied(to image: [UInt8], name: String) throws(HDF5Error) -> [UInt8] {
    let editor = try FileEditor(bytes: image, path: name)
    for replacement in replacements {
      try editor.replace(replacement.path, with: replacement.elements)
    }
    for name in removals { try editor.remove(name) }
    return try editor.finish()
  }
}

// MARK: - Messages

extension HDF5Edit {
  private struct Header: Codable {
    var paths: [String]
    var counts: [Int]
    var removals: [String]
  }

  /// The edit and the file, for a process that does the work.
  public func encoded(for image: [UInt8]) -> [UInt8] {
    let header = Header(
      paths: replacements.map(\.path), counts: replacements.map(\.elements.count),
      removals: removals)
    var bytes = MessageFrame.start(
      header, payloadBytes: 4 * header.counts.reduce(0, +) + image.count)
    for replacement in replacements { bytes.append(replacement.elements) }
    bytes += image
    return bytes
  }

  /// Reads what ``encoded(for:)`` gives; `nil` where the bytes are none.
  public static func decoded(_ bytes: [UInt8]) -> (edit: HDF5Edit, image: [UInt8])? {
    guard let frame = MessageFrame<Header>(bytes),
      frame.header.paths.count == frame.header.counts.count
    else { return nil }
    var edit = HDF5Edit()
    edit.removals = frame.header.removals
    var payload = frame.payload
    for (path, count) in zip(frame.header.paths, frame.header.counts) {
      guard let elements = payload.takeFloats(count) else { return nil }
      edit.replacements.append(Replacement(path: path, elements: elements))
    }
    return (edit, Array(payload))
  }
}

/// What a process that edits HDF5 sends back: the edited file, or why there is none.
public struct HDF5EditMessage: Sendable, Equatable {
  /// The file, or the error.
  public var result: Result<[UInt8], HDF5Error>

  /// Creates a message.
  public init(_ result: Result<[UInt8], HDF5Error>) {
    self.result = result
  }

  private struct Header: Codable {
    var error: HDF5Error?
  }

  /// The message as bytes.
  public func encoded() -> [UInt8] {
    switch result {
    case .failure(let error): MessageFrame.start(Header(error: error), payloadBytes: 0)
    case .success(let image):
      MessageFrame.start(Header(), payloadBytes: image.count) + image
    }
  }

  /// Reads a message; `nil` where the bytes are none.
  public init?(_ bytes: [UInt8]) {
    guard let frame = MessageFrame<Header>(bytes) else { return nil }
    self.init(frame.header.error.map { .failure($0) } ?? .success(Array(frame.payload)))
  }
}
