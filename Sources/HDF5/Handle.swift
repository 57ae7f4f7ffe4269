import CHDF5

/// An identifier of the library, given back at the end of the value's life.
struct Handle: ~Copyable {
  let id: hid_t
  /// What the identifier stands for, for errors.
  let location: HDF5Location

  /// Takes over the identifier that a call returns.
  init(
    _ action: HDF5Error.Action, _ location: HDF5Location, _ body: () -> hid_t
  ) throws(HDF5Error) {
    id = try Library.call(action, location, body)
    self.location = location
  }

  deinit { Library.release(id) }

  /// Makes a call about what the identifier stands for.
  func call<Result: SignedInteger & Sendable>(
    _ action: HDF5Error.Action, _ body: (hid_t) -> Result
  ) throws(HDF5Error) -> Result {
    try Library.call(action, location) { body(id) }
  }

  /// Opens something that belongs to what the identifier stands for.
  func open(_ body: (hid_t) -> hid_t) throws(HDF5Error) -> Handle {
    try Handle(.openObject, location) { body(id) }
  }

  /// How many bytes an element takes up, where the identifier stands for a type.
  func elementSize() throws(HDF5Error) -> Int {
    try call(.inspect) { H5Tget_size($0) }
  }
}
