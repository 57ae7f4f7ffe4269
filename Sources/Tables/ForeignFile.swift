import Archives

/// Files that are given for a table of text, and are none.
public enum ForeignFile: String, Sendable, CaseIterable {
  case archive = "zip archive, such as an Excel workbook"
  case oldWorkbook = "workbook of Excel before 2007"
  case parquet = "Parquet file"
  case arrow = "Arrow file"
  case pdf = "PDF"
  case image = "picture"
  case database = "SQLite database"
  case hdf5 = "HDF5 file"
  case npy = "NPY array"

  /// What such files begin with.
  private static let starts: [(start: [UInt8], kind: ForeignFile)] = [
    ([0x50, 0x4B, 0x03, 0x04], .archive), ([0xD0, 0xCF, 0x11, 0xE0], .oldWorkbook),
    (Array("PAR1".utf8), .parquet), (Array("ARROW1".utf8), .arrow), (Array("%PDF".utf8), .pdf),
    ([0x89, 0x50, 0x4E, 0x47], .image), ([0xFF, 0xD8, 0xFF], .image),
    (Array("SQLite format 3".utf8), .database), ([0x89, 0x48, 0x44, 0x46], .hdf5),
    ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], .npy),
  ]

  /// Recognises a file by its first bytes; `nil` for what may be text, compressed or not.
  init?(path: String) {
    guard path != CSVReader.standardInput,
      let start = try? FileBytes(path: path, isPlain: true).read(16),
      let kind = Self.starts.first(where: { start.starts(with: $0.start) })?.kind
    else { return nil }
    self = kind
  }
}
