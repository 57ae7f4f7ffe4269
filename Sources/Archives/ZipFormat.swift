/// Signatures and bits of the zip format (PKWARE APPNOTE 6.3.10), as reader and writer need them.
enum ZipFormat {
  static let localHeader: UInt32 = 0x0403_4b50
  static let centralHeader: UInt32 = 0x0201_4b50
  static let endRecord: UInt32 = 0x0605_4b50
  static let end64Record: UInt32 = 0x0606_4b50
  static let end64Locator: UInt32 = 0x0706_4b50

  static let endRecordSize = 22
  static let end64RecordSize = 56
  static let end64LocatorSize = 20

  /// Encrypted, strongly encrypted, or with masked headers.
  static let encryptionFlags: UInt16 = 1 << 0 | 1 << 6 | 1 << 13
  /// Sizes and checksum stand behind the data, so the local header has zeros.
  static let descriptorFlag: UInt16 = 1 << 3
  /// The name is UTF-8.
  static let utf8Flag: UInt16 = 1 << 11

  static let stored: UInt16 = 0
  static let deflated: UInt16 = 8

  /// The id of the extra field that holds 64-bit sizes.
  static let zip64Extra: UInt16 = 1
  /// In a 32-bit field: the value stands in the zip64 extra field.
  static let inZip64 = UInt32.max
}
