import CZlib

/// The version of zlib that is loaded, such as `1.2.13`.
public let libraryVersion: String = unsafe String(cString: zlibVersion())
