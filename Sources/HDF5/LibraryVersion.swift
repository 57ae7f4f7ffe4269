import CHDF5

/// The version of libhdf5 that is loaded, such as `1.10.8`.
public let libraryVersion: String = {
  var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
  let status = unsafe H5get_libversion(&major, &minor, &release)
  return status < 0 ? "unknown" : "\(major).\(minor).\(release)"
}()
