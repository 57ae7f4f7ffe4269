/// Which rows were selected, in the order of the data file: what a later audit needs to pair rows.
///
/// Written only on request, since it says something about each row of a file that must be known to
/// read it.
public struct RowDecisions: Codable, Sendable, Hashable {
  /// The group of each row, for one attribute.
  public struct Groups: Codable, Sendable, Hashable {
    /// The attribute's name.
    public var attribute: String
    /// The names of its groups.
    public var names: [String]
    /// The name of the group of rows without a value; `nil` where every row has one.
    public var unknown: String?
    /// How many hexadecimal digits each row takes.
    public var digits: Int
    /// For each row, the position of its group in ``names``.
    public var codes: String

    /// Packs codes, each a valid position in `names`.
    public init(attribute: String, names: [String], unknown: String?, codes: [Int32]) {
      self.attribute = attribute
      self.names = names
      self.unknown = unknown
      var digits = 1
      while digits < 7, 1 << (4 * digits) < names.count { digits += 1 }
      self.digits = digits
      var packed: [UInt8] = []
      packed.reserveCapacity(codes.count * digits)
      for code in codes {
        for place in (0..<digits).reversed() {
          packed.append(hexadecimalDigits[Int(code) >> (4 * place) & 15])
        }
      }
      self.codes = String(decoding: packed, as: UTF8.self)
    }

    /// The codes of `rows` rows; `nil` where the digits are not those of as many rows and groups.
    public func unpacked(rows: Int) -> [Int32]? {
      let bytes = Array(codes.utf8)
      guard (1...7).contains(digits), rows >= 0, bytes.count / digits == rows,
        bytes.count.isMultiple(of: digits)
      else { return nil }
      var unpacked: [Int32] = []
      unpacked.reserveCapacity(rows)
      for row in 0..<rows {
        var code = 0
        for place in 0..<digits {
          guard let value = hexadecimalValue(bytes[row * digits + place]) else { return nil }
          code = code << 4 | value
        }
        guard names.indices.contains(code) else { return nil }
        unpacked.append(Int32(code))
      }
      return unpacked
    }
  }

  /// How many rows there are.
  public var rows: Int
  /// One hexadecimal digit for four rows, the first row in the highest bit.
  public var selected: String
  /// Whether the label is positive, packed like ``selected``; `nil` where an older version wrote it.
  public var labels: String?
  /// The group of each row, for each attribute; `nil` where an older version wrote it.
  public var groups: [Groups]?

  /// Packs decisions.
  public init(_ decisions: [Bool], labels: [Bool]? = nil, groups: [Groups]? = nil) {
    rows = decisions.count
    selected = Self.packed(decisions)
    self.labels = labels.map(Self.packed)
    self.groups = groups
  }

  /// The decisions; `nil` where the digits are not those of as many rows.
  public var decisions: [Bool]? { Self.unpacked(selected, rows: rows) }

  /// Whether each row's label is positive; `nil` where that is not kept.
  public var positives: [Bool]? { labels.flatMap { Self.unpacked($0, rows: rows) } }

  private static func packed(_ bits: [Bool]) -> String {
    var packed: [UInt8] = []
    for start in stride(from: 0, to: bits.count, by: 4) {
      var value = 0
      for offset in 0..<4 {
        let row = start + offset
        value = value * 2 + (row < bits.count && bits[row] ? 1 : 0)
      }
      packed.append(hexadecimalDigits[value])
    }
    return String(decoding: packed, as: UTF8.self)
  }

  private static func unpacked(_ digits: String, rows: Int) -> [Bool]? {
    guard rows >= 0, digits.utf8.count == rows / 4 + (rows % 4 == 0 ? 0 : 1) else { return nil }
    var bits: [Bool] = []
    bits.reserveCapacity(rows)
    for digit in digits.utf8 {
      guard let value = hexadecimalValue(digit) else { return nil }
      for bit in (0..<4).reversed() where bits.count < rows { bits.append(value >> bit & 1 == 1) }
    }
    return bits
  }
}
