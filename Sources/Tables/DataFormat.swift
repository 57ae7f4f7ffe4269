/// How a data file is written.
public enum DataFormat: String, Sendable, Hashable, CaseIterable {
  /// Text, fields separated by commas.
  case csv
  /// The same, gzipped; whether a file is gzipped shows in its bytes, so both words mean the same.
  case gzippedCSV = "csv.gz"
  /// Text, fields separated by tabs.
  case tsv
  /// The same, gzipped.
  case gzippedTSV = "tsv.gz"
  /// NumPy's archive of named arrays.
  case npz
  /// One NumPy array, called `data`.
  case npy
  /// HDF5 with datasets of numbers at its root.
  case hdf5 = "h5"
  /// A list of files of images with attributes: CSV, or as CelebA has it where it begins with a count.
  case images

  /// The format that a file's name tells; CSV where it tells none.
  public init(path: String) {
    let name = path.lowercased()
    self = Self.suffixes.first { name.hasSuffix($0.suffix) }?.format ?? .csv
  }

  private static let suffixes: [(suffix: String, format: DataFormat)] = [
    (".npz", .npz), (".npy", .npy), (".h5", .hdf5), (".hdf5", .hdf5), (".tsv", .tsv),
    (".tab", .tsv), (".tsv.gz", .gzippedTSV), (".tab.gz", .gzippedTSV),
    ("attr_celeba.txt", .images),
  ]

  /// The byte between fields.
  var separator: UInt8 {
    switch self {
    case .csv, .gzippedCSV, .npz, .npy, .hdf5, .images: UInt8(ascii: ",")
    case .tsv, .gzippedTSV: UInt8(ascii: "\t")
    }
  }
}

extension DataSpec {
  /// How the file at a path is written.
  public func dialect(of path: String) -> CSVDialect {
    let format = format ?? DataFormat(path: path)
    return CSVDialect(separator: separator ?? format.separator, encoding: encoding)
  }
}
