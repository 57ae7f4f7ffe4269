import Archives
import HDF5
import Keras
import Tables

/// What a process that parses a data file in HDF5 sends back: arrays, or why there are none.
///
/// A `MessageFrame`; the elements follow, of all arrays in order, in 64 bits each. Nothing is taken on
/// trust: a hostile file may have taken over the sender.
struct ArrayMessage {
  var result: Result<[HDF5Arrays.Named], HDF5Error>

  private struct Header: Codable {
    struct Array: Codable {
      var name: String
      var shape: [Int]
      var isWhole: Bool
    }

    var arrays: [Array] = []
    var error: HDF5Error?
  }

  /// The message as bytes.
  func encoded() -> [UInt8] {
    var header = Header()
    var arrays: [HDF5Arrays.Named] = []
    switch result {
    case .failure(let error): header.error = error
    case .success(let found): arrays = found
    }
    header.arrays = arrays.map { named in
      if case .integer = named.array.storage {
        .init(name: named.name, shape: named.array.shape, isWhole: true)
      } else {
        .init(name: named.name, shape: named.array.shape, isWhole: false)
      }
    }
    let count = header.arrays.reduce(0) { $0 + $1.shape.reduce(1, *) }
    var bytes = MessageFrame.start(header, payloadBytes: 8 * count)
    for (_, array) in arrays {
      switch array.storage {
      case .integer(let values): bytes.append(values)
      case .float64(let values): bytes.append(values)
      case .float32, .boolean, .string: preconditionFailure("HDF5 gives numbers of 64 bits")
      }
    }
    return bytes
  }

  init(_ result: Result<[HDF5Arrays.Named], HDF5Error>) {
    self.result = result
  }

  /// Reads a message; `nil` where the bytes are none.
  init?(_ bytes: [UInt8]) {
    guard let frame = MessageFrame<Header>(bytes) else { return nil }
    if let error = frame.header.error {
      result = .failure(error)
      return
    }
    var payload = frame.payload
    var arrays: [HDF5Arrays.Named] = []
    for array in frame.header.arrays {
      guard let count = array.shape.checkedProduct else { return nil }
      if array.isWhole {
        guard let values = payload.takeIntegers(count) else { return nil }
        arrays.append((array.name, NumPyArray(shape: array.shape, storage: .integer(values))))
      } else {
        guard let values = payload.takeDoubles(count) else { return nil }
        arrays.append((array.name, NumPyArray(shape: array.shape, storage: .float64(values))))
      }
    }
    guard payload.isEmpty else { return nil }
    result = .success(arrays)
  }
}

extension HDF5Arrays {
  /// Parses in a process of its own.
  static let separateProcess = HDF5Arrays(reading: { path, names throws(HDF5Error) in
    try ReaderProcess.arrays(names, of: path)
  })
}
