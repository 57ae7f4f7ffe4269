import CHDF5
import Synchronization

/// Every call of libhdf5 goes through here, one at a time.
///
/// The library may be built without thread safety, and even where it is not, it runs one call at a
/// time. One lock held per call, and never from one call to the next, makes handles of this module
/// usable from any thread without a rule to remember.
enum Library {
  private static let lock = Mutex(())

  /// Set once: no plug-in is ever loaded, and links into other files have nobody to follow them.
  private static let isPrepared: Bool = {
    let plugins = H5PLset_loading_state(0)
    let links = H5Lunregister(H5L_TYPE_EXTERNAL)
    return plugins >= 0 && links >= 0
  }()

  /// Makes a call and returns its result.
  ///
  /// - Throws: The whole error stack, where the result is negative.
  static func call<Result: SignedInteger & Sendable>(
    _ action: HDF5Error.Action, _ location: HDF5Location, _ body: () -> Result
  ) throws(HDF5Error) -> Result {
    // The result has to be copied out: a lock's closure may not hand out what it captured.
    var result: Result = -1
    let failure = lock.withLock { _ -> [Entry]? in
      _ = isPrepared
      // The setting belongs to the thread where the library is thread-safe, hence at every call.
      _ = H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
      result = body()
      return result < 0 ? errorStack() : nil
    }
    guard let failure else { return result }
    if failure.contains(where: \.isTruncation) { throw .truncated(file: location.file) }
    if failure.contains(where: \.isForeign) { throw .notHDF5(file: location.file) }
    throw .failed(location, doing: action, stack: failure.map(\.frame))
  }

  /// Gives an identifier back; what it stands for is closed with its last identifier.
  static func release(_ identifier: hid_t) {
    lock.withLock { _ in
      _ = H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
      _ = H5Idec_ref(identifier)
    }
  }

  /// Frees what the library allocated in a buffer of variable-length elements.
  static func reclaim(type: hid_t, space: hid_t, buffer: UnsafeMutableRawPointer) {
    lock.withLock { _ in _ = unsafe chdf5_reclaim(type, space, buffer) }
  }

  private struct Entry: Sendable {
    var frame: HDF5Error.Frame
    var isTruncation: Bool
    var isForeign: Bool
  }

  /// The calling thread's error stack, the called function first.
  private static func errorStack() -> [Entry] {
    var entries: [Entry] = []
    unsafe withUnsafeMutablePointer(to: &entries) { target in
      _ = unsafe H5Ewalk2(
        hid_t(H5E_DEFAULT), H5E_WALK_DOWNWARD,
        { _, error, target in
          guard let error = unsafe error?.pointee,
            let entries = unsafe target?.assumingMemoryBound(to: [Entry].self)
          else { return 0 }
          let frame = unsafe HDF5Error.Frame(
            function: text(error.func_name), text: text(error.desc))
          unsafe entries.pointee.append(
            Entry(
              frame: frame, isTruncation: error.min_num == chdf5_minor_truncated(),
              isForeign: error.min_num == chdf5_minor_not_hdf5()))
          return 0
        }, target)
    }
    return entries
  }
}

private func text(_ string: UnsafePointer<CChar>?) -> String {
  guard let string = unsafe string else { return "" }
  return unsafe String(cString: string)
}
