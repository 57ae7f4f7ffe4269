/// Writes zip archives of stored entries; the same entries give the same bytes.
public struct ZipWriter {
  private struct Record {
    var name: [UInt8]
    var flags: UInt16
    var checksum: UInt32
    var size: UInt64
    var offset: UInt64
  }

  private var bytes: [UInt8] = []
  private var records: [Record] = []
  private let widest: UInt64

  /// Begins an empty archive.
  public init() {
    self.init(widest: UInt64(UInt32.max) - 1)
  }

  /// Begins an archive that writes sizes and offsets above `widest` as zip64 fields.
  init(widest: UInt64) {
    self.widest = widest
  }

  /// Appends a file, dated 1 January 1980, the earliest date that the format has.
  ///
  /// - Precondition: The name is relative, and no other file has it.
  public mutating func add(name: String, bytes content: [UInt8]) {
    precondition(ZipDirectory.isSafe(name), "unsafe entry name \(name)")
    let rawName = Array(name.utf8)
    precondition(rawName.count <= Int(UInt16.max), "entry name of \(rawName.count) bytes")
    precondition(!records.contains { $0.name == rawName }, "two entries named \(name)")
    let isASCII = rawName.allSatisfy { $0 < 0x80 }
    let record = Record(
      name: rawName, flags: isASCII ? 0 : ZipFormat.utf8Flag, checksum: checksum(content),
      size: UInt64(content.count), offset: UInt64(bytes.count))
    records.append(record)
    let extra = wideFields(record.size, record.size)
    bytes.appendLittleEndian(ZipFormat.localHeader)
    appendCommon(record, extra: extra)
    bytes += rawName
    bytes += extra
    bytes += content
  }

  /// The finished archive.
  public consuming func finish() -> [UInt8] {
    let start = UInt64(bytes.count)
    for record in records { appendCentral(record) }
    let size = UInt64(bytes.count) - start
    let count = UInt64(records.count)
    let needs64 = count >= UInt64(UInt16.max) || size > widest || start > widest
    if needs64 { appendEnd64(count: count, size: size, start: start) }
    let shortCount = UInt16(clamping: count)
    bytes.appendLittleEndian(ZipFormat.endRecord)
    bytes.appendLittleEndian(UInt32(0))  // disks
    bytes.appendLittleEndian(shortCount)
    bytes.appendLittleEndian(shortCount)
    bytes.appendLittleEndian(narrow(size))
    bytes.appendLittleEndian(narrow(start))
    bytes.appendLittleEndian(UInt16(0))  // comment
    return bytes
  }

  /// The fields that local and central header share, from the version needed to the extra length.
  private mutating func appendCommon(_ record: Record, extra: [UInt8]) {
    bytes.appendLittleEndian(extra.isEmpty ? UInt16(20) : 45)  // version needed
    bytes.appendLittleEndian(record.flags)
    bytes.appendLittleEndian(ZipFormat.stored)
    bytes.appendLittleEndian(UInt16(0))  // midnight
    bytes.appendLittleEndian(UInt16(1 << 5 | 1))  // 1 January 1980
    bytes.appendLittleEndian(record.checksum)
    // A local header must hold both sizes in the extra field or neither; they are equal here.
    bytes.appendLittleEndian(narrow(record.size))
    bytes.appendLittleEndian(narrow(record.size))
    bytes.appendLittleEndian(UInt16(record.name.count))
    bytes.appendLittleEndian(UInt16(extra.count))
  }

  private mutating func appendCentral(_ record: Record) {
    let extra = wideFields(record.size, record.size, record.offset)
    bytes.appendLittleEndian(ZipFormat.centralHeader)
    bytes.appendLittleEndian(UInt16(3 << 8 | 45))  // made on Unix
    appendCommon(record, extra: extra)
    bytes.appendLittleEndian(UInt16(0))  // comment
    bytes.appendLittleEndian(UInt16(0))  // disk
    bytes.appendLittleEndian(UInt16(0))  // internal attributes
    bytes.appendLittleEndian(UInt32(0o100644) << 16)
    bytes.appendLittleEndian(narrow(record.offset))
    bytes += record.name
    bytes += extra
  }

  private mutating func appendEnd64(count: UInt64, size: UInt64, start: UInt64) {
    let recordStart = UInt64(bytes.count)
    bytes.appendLittleEndian(ZipFormat.end64Record)
    bytes.appendLittleEndian(UInt64(ZipFormat.end64RecordSize - 12))
    bytes.appendLittleEndian(UInt16(3 << 8 | 45))
    bytes.appendLittleEndian(UInt16(45))
    bytes.appendLittleEndian(UInt64(0))  // disks
    bytes.appendLittleEndian(count)
    bytes.appendLittleEndian(count)
    bytes.appendLittleEndian(size)
    bytes.appendLittleEndian(start)
    bytes.appendLittleEndian(ZipFormat.end64Locator)
    bytes.appendLittleEndian(UInt32(0))
    bytes.appendLittleEndian(recordStart)
    bytes.appendLittleEndian(UInt32(1))
  }

  private func narrow(_ value: UInt64) -> UInt32 {
    value > widest ? ZipFormat.inZip64 : UInt32(truncatingIfNeeded: value)
  }

  /// The zip64 extra field for those of the values that need it; empty where none does.
  private func wideFields(_ values: UInt64...) -> [UInt8] {
    let wide = values.filter { $0 > widest }
    if wide.isEmpty { return [] }
    var extra: [UInt8] = []
    extra.appendLittleEndian(ZipFormat.zip64Extra)
    extra.appendLittleEndian(UInt16(wide.count * 8))
    for value in wide { extra.appendLittleEndian(value) }
    return extra
  }
}
