import Images

/// The files that the rows of a batch name in one column, decoded when the batch is complete.
struct ImageColumn {
  let encoding: ImageEncoding
  private let dataFile: String
  private let column: String
  private let folder: String
  private let decoder: ImageDecoder
  private var paths: [String] = []
  private var lines: [Int] = []

  init(
    _ encoding: ImageEncoding, column: String, dataFile: String, folder: String?,
    decoder: ImageDecoder
  ) {
    self.encoding = encoding
    self.column = column
    self.dataFile = dataFile
    self.decoder = decoder
    // Names are seen from the folder of the data where the spec names none.
    self.folder = folder.map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? Self.folder(of: dataFile)
  }

  private static func folder(of file: String) -> String {
    file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
  }

  mutating func append(
    _ bytes: Span<UInt8>, _ range: Range<Int>, isMissing: Bool, line: Int
  ) throws(TableError) {
    if isMissing { throw .missingValue(file: dataFile, line: line, column: column) }
    var content: [UInt8] = []
    for index in range { content.append(bytes[index]) }
    let name = String(decoding: content, as: UTF8.self)
    paths.append(name.hasPrefix("/") ? name : folder + name)
    lines.append(line)
  }

  /// Writes the numbers of the batch's images: `offset` into each row of `width` numbers.
  mutating func write(
    into numbers: inout [Float], width: Int, offset: Int
  ) throws(TableError) {
    let values: [Float]
    do throws(ImageDecoder.Failure) {
      values = try decoder.numbers(of: paths, encoding)
    } catch {
      let index = error.index
      throw .image(
        file: dataFile, line: lines[index], column: column, path: paths[index],
        problem: error.error)
    }
    precondition(values.count == paths.count * encoding.count, "numbers of other images")
    if width == encoding.count {
      numbers = values
    } else {
      for row in paths.indices {
        for place in 0..<encoding.count {
          numbers[row * width + offset + place] = values[row * encoding.count + place]
        }
      }
    }
    paths.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
  }
}
