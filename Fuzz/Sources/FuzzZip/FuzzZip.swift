import Archives

/// The directory of a zip archive, and every entry that it lets through.
@c(LLVMFuzzerTestOneInput)
public func fuzzZip(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let limits = ZipLimits(entries: 64, entryBytes: 1 << 20, archiveBytes: 4 << 20)
  guard let zip = try? ZipReader(bytes: bytes, file: "fuzzed.zip", limits: limits) else { return 0 }
  precondition(Set(zip.entries.map(\.name)).count == zip.entries.count, "a name occurs twice")
  for entry in zip.entries {
    let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false)
    precondition(!entry.name.hasPrefix("/") && !parts.contains(".."), "a name leaves the archive")
    guard let content = try? zip.read(entry) else { continue }
    precondition(content.count == entry.size, "another size than the directory says")
  }
  return 0
}
