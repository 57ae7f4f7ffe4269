import COneDNN

/// The version of oneDNN that is loaded, such as `2.6.3`.
public let libraryVersion: String = {
  guard let version = unsafe dnnl_version()?.pointee else { return "unknown" }
  return unsafe "\(version.major).\(version.minor).\(version.patch)"
}()
