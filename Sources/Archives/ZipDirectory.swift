/// Reads and checks the directory of a zip archive; ``ZipReader`` keeps the result.
struct ZipDirectory {
  let bytes: [UInt8]
  let file: String
  let limits: ZipLimits

  /// Where the central directory stands and how many entries it has.
  private struct Extent {
    var entries: UInt64
    var range: Range<Int>
  }

  /// An entry as the central directory describes it.
  struct Record {
    var name: String
    var rawName: ArraySlice<UInt8>
    var flags: UInt16
    var method: UInt16
    var checksum: UInt32
    var storedSize: UInt64
    var size: UInt64
    var localOffset: UInt64
    var mode: UInt32
    var isFolder: Bool { name.hasSuffix("/") }
  }

  mutating func read() throws(ArchiveError) -> [ZipEntry] {
    let extent = try findDirectory()
    guard extent.entries <= UInt64(limits.entries) else {
      throw invalid(
        nil, .tooManyEntries(found: Int(clamping: extent.entries), limit: limits.entries))
    }
    var cursor = ByteCursor(bytes, at: extent.range.lowerBound, end: extent.range.upperBound)
    var records: [Record] = []
    for _ in 0..<extent.entries {
      records.append(try readRecord(&cursor))
    }
    guard cursor.offset == extent.range.upperBound else {
      throw invalid(nil, .malformed(record: "central directory"))
    }
    try checkNames(records)
    try checkSizes(records)
    return try placeEntries(records, before: extent.range.lowerBound)
  }

  // MARK: The end of the archive

  private func findDirectory() throws(ArchiveError) -> Extent {
    let size = ZipFormat.endRecordSize
    guard bytes.count >= size else { throw invalid(nil, .notZip) }
    // The record ends with a comment of up to 65,535 bytes; the record whose comment reaches
    // exactly to the end of the file is the one.
    var start = bytes.count - size
    let first = max(0, start - Int(UInt16.max))
    while start >= first {
      if let extent = try readEnd(at: start) { return extent }
      start -= 1
    }
    throw invalid(nil, .notZip)
  }

  private func readEnd(at start: Int) throws(ArchiveError) -> Extent? {
    var cursor = ByteCursor(bytes, at: start)
    guard cursor.number(UInt32.self) == ZipFormat.endRecord,
      let disk = cursor.number(UInt16.self), let directoryDisk = cursor.number(UInt16.self),
      let here = cursor.number(UInt16.self), let entries = cursor.number(UInt16.self),
      let size = cursor.number(UInt32.self), let offset = cursor.number(UInt32.self),
      let comment = cursor.number(UInt16.self), cursor.offset + Int(comment) == bytes.count
    else { return nil }
    let needs64 =
      here == .max || entries == .max || size == .max || offset == .max || disk == .max
      || directoryDisk == .max
    if needs64, let extent = try readEnd64(before: start) { return extent }
    guard disk == 0, directoryDisk == 0, here == entries else { throw invalid(nil, .severalDisks) }
    return try extent(
      entries: UInt64(entries), offset: UInt64(offset), size: UInt64(size), endingAt: start)
  }

  private func readEnd64(before start: Int) throws(ArchiveError) -> Extent? {
    var locator = ByteCursor(bytes, at: start - ZipFormat.end64LocatorSize)
    guard locator.number(UInt32.self) == ZipFormat.end64Locator else { return nil }
    guard let disk = locator.number(UInt32.self), let offset = locator.number(UInt64.self),
      let disks = locator.number(UInt32.self)
    else { throw invalid(nil, .truncated) }
    guard disk == 0, disks <= 1 else { throw invalid(nil, .severalDisks) }
    let recordStart = start - ZipFormat.end64LocatorSize - ZipFormat.end64RecordSize
    guard UInt64(exactly: recordStart) == offset else {
      throw invalid(nil, .malformed(record: "zip64 end of central directory"))
    }
    var record = ByteCursor(bytes, at: recordStart)
    guard record.number(UInt32.self) == ZipFormat.end64Record,
      record.number(UInt64.self) == UInt64(ZipFormat.end64RecordSize - 12),
      record.take(4) != nil, let recordDisk = record.number(UInt32.self),
      let directoryDisk = record.number(UInt32.self), let here = record.number(UInt64.self),
      let entries = record.number(UInt64.self), let size = record.number(UInt64.self),
      let directory = record.number(UInt64.self)
    else { throw invalid(nil, .malformed(record: "zip64 end of central directory")) }
    guard recordDisk == 0, directoryDisk == 0, here == entries else {
      throw invalid(nil, .severalDisks)
    }
    return try extent(entries: entries, offset: directory, size: size, endingAt: recordStart)
  }

  private func extent(
    entries: UInt64, offset: UInt64, size: UInt64, endingAt end: Int
  ) throws(ArchiveError) -> Extent {
    // The directory must touch the end record: bytes between or before would shift the offsets.
    guard let start = Int(exactly: offset), let length = Int(exactly: size), start <= end,
      length == end - start
    else { throw invalid(nil, .malformed(record: "end of central directory")) }
    return Extent(entries: entries, range: start..<end)
  }

  // MARK: The central directory

  private func readRecord(_ cursor: inout ByteCursor) throws(ArchiveError) -> Record {
    guard let signature = cursor.number(UInt32.self) else { throw invalid(nil, .truncated) }
    guard signature == ZipFormat.centralHeader else {
      throw invalid(nil, .malformed(record: "central directory"))
    }
    guard cursor.take(4) != nil,  // versions
      let flags = cursor.number(UInt16.self), let method = cursor.number(UInt16.self),
      cursor.take(4) != nil,  // time and date
      let checksum = cursor.number(UInt32.self), let stored = cursor.number(UInt32.self),
      let size = cursor.number(UInt32.self), let nameLength = cursor.number(UInt16.self),
      let extraLength = cursor.number(UInt16.self), let commentLength = cursor.number(UInt16.self),
      let disk = cursor.number(UInt16.self), cursor.take(2) != nil,  // internal attributes
      let attributes = cursor.number(UInt32.self), let offset = cursor.number(UInt32.self),
      let rawName = cursor.take(Int(nameLength)), let extra = cursor.take(Int(extraLength)),
      cursor.take(Int(commentLength)) != nil
    else { throw invalid(nil, .truncated) }
    guard let name = String(validating: rawName, as: UTF8.self) else {
      throw invalid(String(decoding: rawName, as: UTF8.self), .unsafeName)
    }
    guard disk == 0 else { throw invalid(name, .severalDisks) }
    guard
      let wide = zip64Values(extra, of: [size, stored, offset])
    else { throw invalid(name, .malformed(record: "zip64 extra field")) }
    return Record(
      name: name, rawName: rawName, flags: flags, method: method, checksum: checksum,
      storedSize: wide[1], size: wide[0], localOffset: wide[2], mode: attributes >> 16)
  }

  /// The values of 32-bit fields, each taken from the zip64 extra field where it stands there.
  ///
  /// - Returns: `nil` where the extra fields are malformed or a needed value is absent.
  private func zip64Values(_ extra: ArraySlice<UInt8>, of fields: [UInt32]) -> [UInt64]? {
    var cursor = ByteCursor(bytes, at: extra.startIndex, end: extra.endIndex)
    var wide: ByteCursor?
    while cursor.offset < cursor.end {
      guard let id = cursor.number(UInt16.self), let length = cursor.number(UInt16.self),
        let content = cursor.take(Int(length))
      else { return nil }
      if id == ZipFormat.zip64Extra {
        guard wide == nil else { return nil }
        wide = ByteCursor(bytes, at: content.startIndex, end: content.endIndex)
      }
    }
    var values: [UInt64] = []
    for field in fields {
      guard field == ZipFormat.inZip64 else {
        values.append(UInt64(field))
        continue
      }
      guard let value = wide?.number(UInt64.self) else { return nil }
      values.append(value)
    }
    return values
  }

  // MARK: Checks

  private func checkNames(_ records: [Record]) throws(ArchiveError) {
    // Strings compare by canonical equivalence: two spellings of one accented name are duplicates.
    var names: Set<String> = []
    for record in records {
      guard Self.isSafe(record.name) else { throw invalid(record.name, .unsafeName) }
      guard names.insert(record.name).inserted else { throw invalid(record.name, .duplicateName) }
    }
  }

  static func isSafe(_ name: String) -> Bool {
    let letters = name.utf8
    if letters.isEmpty || letters.contains(where: { $0 == 0 || $0 == UInt8(ascii: "\\") }) {
      return false
    }
    if letters.first == UInt8(ascii: "/") || letters.dropFirst().first == UInt8(ascii: ":") {
      return false
    }
    return !letters.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
  }

  private func checkSizes(_ records: [Record]) throws(ArchiveError) {
    var total: UInt64 = 0
    for record in records {
      guard record.size <= UInt64(limits.entryBytes) else {
        throw invalid(
          record.name, .entryTooLarge(bytes: record.size, limit: limits.entryBytes))
      }
      total += record.size
      guard total <= UInt64(limits.archiveBytes) else {
        throw invalid(nil, .archiveTooLarge(bytes: total, limit: limits.archiveBytes))
      }
      let ratio = record.size / max(record.storedSize, 1)
      if record.size > UInt64(limits.ratioExemption), ratio > UInt64(limits.ratio) {
        throw invalid(
          record.name, .ratioTooHigh(ratio: Int(clamping: ratio), limit: limits.ratio))
      }
    }
  }

  private func checkKind(_ record: Record) throws(ArchiveError) {
    guard record.flags & ZipFormat.encryptionFlags == 0 else {
      throw invalid(record.name, .encrypted)
    }
    guard record.method == ZipFormat.stored || record.method == ZipFormat.deflated else {
      throw invalid(record.name, .unsupportedMethod(Int(record.method)))
    }
    // The upper half of the attributes is a Unix mode, or 0: regular file, folder or nothing.
    let kind = record.mode & 0o170000
    guard kind == 0 || kind == (record.isFolder ? 0o040000 : 0o100000) else {
      throw invalid(record.name, .notAFile)
    }
    if record.isFolder, record.size != 0 || record.storedSize != 0 {
      throw invalid(record.name, .notAFile)
    }
    if record.method == ZipFormat.stored, record.size != record.storedSize {
      throw invalid(
        record.name,
        .wrongSize(
          expected: Int(clamping: record.size), found: Int(clamping: record.storedSize)))
    }
  }

  private func placeEntries(
    _ records: [Record], before directory: Int
  ) throws(ArchiveError) -> [ZipEntry] {
    var entries: [ZipEntry] = []
    var places: [(range: Range<Int>, name: String)] = []
    for record in records {
      try checkKind(record)
      let (header, data) = try readLocal(record, before: directory)
      places.append((header..<data.upperBound, record.name))
      if record.isFolder { continue }
      entries.append(
        ZipEntry(
          name: record.name, size: Int(clamping: record.size),
          isDeflated: record.method == ZipFormat.deflated, data: data, checksum: record.checksum))
    }
    places.sort { $0.range.lowerBound < $1.range.lowerBound }
    for (place, next) in zip(places, places.dropFirst())
    where next.range.lowerBound < place.range.upperBound {
      throw invalid(next.name, .overlapping(other: place.name))
    }
    return entries
  }

  /// Where an entry's local header begins and where its data are.
  private func readLocal(
    _ record: Record, before directory: Int
  ) throws(ArchiveError) -> (header: Int, data: Range<Int>) {
    guard let start = Int(exactly: record.localOffset), start < directory else {
      throw invalid(record.name, .truncated)
    }
    var cursor = ByteCursor(bytes, at: start, end: directory)
    guard cursor.number(UInt32.self) == ZipFormat.localHeader else {
      throw invalid(record.name, .malformed(record: "local header"))
    }
    guard cursor.take(2) != nil,
      let flags = cursor.number(UInt16.self), let method = cursor.number(UInt16.self),
      cursor.take(4) != nil, let checksum = cursor.number(UInt32.self),
      let stored = cursor.number(UInt32.self), let size = cursor.number(UInt32.self),
      let nameLength = cursor.number(UInt16.self), let extraLength = cursor.number(UInt16.self),
      let name = cursor.take(Int(nameLength)), let extra = cursor.take(Int(extraLength))
    else { throw invalid(record.name, .truncated) }
    guard let wide = zip64Values(extra, of: [size, stored]) else {
      throw invalid(record.name, .malformed(record: "zip64 extra field"))
    }
    try agree(record, name == record.rawName, "name")
    try agree(record, flags == record.flags, "flags")
    try agree(record, method == record.method, "method")
    let isLater = flags & ZipFormat.descriptorFlag != 0
    try agree(record, checksum == record.checksum || isLater && checksum == 0, "checksum")
    try agree(record, wide[0] == record.size || isLater && wide[0] == 0, "size")
    try agree(record, wide[1] == record.storedSize || isLater && wide[1] == 0, "stored size")
    guard let length = Int(exactly: record.storedSize), cursor.take(length) != nil else {
      throw invalid(record.name, .truncated)
    }
    return (start, cursor.offset - length..<cursor.offset)
  }

  private func agree(_ record: Record, _ holds: Bool, _ field: String) throws(ArchiveError) {
    if !holds { throw invalid(record.name, .headersDisagree(field: field)) }
  }

  private func invalid(_ entry: String?, _ reason: ArchiveError.Reason) -> ArchiveError {
    .invalid(file: file, entry: entry, reason: reason)
  }
}
