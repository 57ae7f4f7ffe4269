import HDF5
import Keras

/// An HDF5 checkpoint as the reader process walks it, and then what its content becomes.
@c(LLVMFuzzerTestOneInput)
public func fuzzHDF5(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let result = Result { () throws(HDF5Error) in try HDF5Content(image: bytes, name: "fuzzed.h5") }
  let message = HDF5Message(result)
  precondition(HDF5Message(message.encoded()) != nil, "a message that is none")
  if let checkpoint = try? Checkpoint.read(bytes: bytes, file: "fuzzed.h5") {
    _ = try? checkpoint.survey()
  }
  return 0
}
