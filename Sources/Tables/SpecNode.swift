import Yams

/// A value in a spec together with its place, read by type.
///
/// Texts are taken as they are written: `No`, `1` and `~` in a vocabulary are those letters, not
/// a truth value, a number and nothing.
struct SpecNode {
  let node: Node
  let place: SpecPlace

  init(_ node: Node, file: String, path: String) {
    self.node = node
    place = SpecPlace(file: file, path: path, line: node.mark?.line)
  }

  // MARK: Mappings and lists

  /// The value of a key; `nil` where the key is absent or has no value.
  func optional(_ key: String) throws(SpecError) -> SpecNode? {
    for (name, value) in try entries() where name == key {
      return value.isNothing ? nil : value
    }
    return nil
  }

  /// The value of a key.
  func required(_ key: String) throws(SpecError) -> SpecNode {
    if let value = try optional(key) { return value }
    guard let empty = try entries().first(where: { $0.key == key })?.value else {
      throw .missingKey(place, key: key)
    }
    throw .emptyKey(empty.place, key: key)
  }

  /// Checks that every key is one of `known`.
  func allowOnly(_ known: [String]) throws(SpecError) {
    for (name, value) in try entries() where !known.contains(name) {
      var place = place
      place.line = value.place.line ?? place.line
      throw .unknownKey(
        place, key: name, nearest: NameGuess.nearest(to: name, in: known), known: known)
    }
  }

  /// The keys with their values, in order.
  func entries() throws(SpecError) -> [(key: String, value: SpecNode)] {
    guard case .mapping(let mapping) = node else { throw wrongType(.mapping) }
    var entries: [(key: String, value: SpecNode)] = []
    for (key, value) in mapping {
      guard case .scalar(let name) = key else {
        throw .wrongType(place, expected: .text, found: SpecNode.value(of: key))
      }
      let path = place.path.isEmpty ? name.string : "\(place.path).\(name.string)"
      entries.append((name.string, SpecNode(value, file: place.file, path: path)))
    }
    return entries
  }

  /// The entries of a list.
  func list() throws(SpecError) -> [SpecNode] {
    guard case .sequence(let sequence) = node else { throw wrongType(.list) }
    return sequence.enumerated().map { index, value in
      SpecNode(value, file: place.file, path: "\(place.path)[\(index)]")
    }
  }

  // MARK: Single values

  /// Whether nothing is written, or `null` or `~` without quotes.
  var isNothing: Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else {
      return false
    }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  /// The text as it is written, quoted or not; of a value that must be there.
  func text() throws(SpecError) -> String {
    guard case .scalar(let scalar) = node, !isEmptyPlain else { throw wrongType(.text) }
    return scalar.string
  }

  /// A text with at least one letter.
  func name() throws(SpecError) -> String {
    let text = try text()
    if text.isEmpty { throw invalid(.notEmpty) }
    return text
  }

  /// `true` or `false`, written without quotes.
  func flag() throws(SpecError) -> Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain,
      let flag = ["true": true, "false": false][scalar.string]
    else { throw wrongType(.flag) }
    return flag
  }

  /// A finite number, written without quotes.
  func number() throws(SpecError) -> Double {
    guard case .scalar(let scalar) = node, scalar.style == .plain,
      let number = Self.number(in: scalar.string)
    else { throw wrongType(.number) }
    return number
  }

  /// The number that a text spells as a cell of the data would.
  static func number(in text: String) -> Double? {
    let bytes = Array(text.utf8)
    guard let number = cellNumber(bytes.span, 0..<bytes.count), number.isFinite else { return nil }
    return number
  }

  /// A whole number in a range.
  func wholeNumber(in range: ClosedRange<Int>) throws(SpecError) -> Int {
    guard case .scalar(let scalar) = node, scalar.style == .plain, let number = Int(scalar.string)
    else { throw wrongType(.wholeNumber) }
    guard range.contains(number) else {
      throw invalid(.between(Double(range.lowerBound), Double(range.upperBound)))
    }
    return number
  }

  /// A number from 0 to 1.
  func share() throws(SpecError) -> Double {
    let number = try number()
    guard (0...1).contains(number) else { throw invalid(.between(0, 1)) }
    return number
  }

  /// One character between fields; `tab` names one that is hard to see.
  func separator() throws(SpecError) -> UInt8 {
    let text = try text()
    if text == "tab" { return UInt8(ascii: "\t") }
    guard text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80,
      !"\"\n\r".utf8.contains(byte)
    else { throw invalid(.separator) }
    return byte
  }

  /// Extents whose product is `width`.
  func shape(of width: Int) throws(SpecError) -> [Int] {
    var shape: [Int] = []
    for entry in try list() { shape.append(try entry.wholeNumber(in: 1...1 << 30)) }
    var product = 1
    for extent in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      if overflow { throw invalid(.product(width)) }
      product = next
    }
    guard !shape.isEmpty, product == width else { throw invalid(.product(width)) }
    return shape
  }

  /// One of the values of an enumeration, by its name.
  func choice<T: RawRepresentable & CaseIterable>(
    _ type: T.Type
  ) throws(SpecError) -> T where T.RawValue == String {
    let text = try text()
    guard let value = T(rawValue: text) else {
      let names = T.allCases.map(\.rawValue)
      throw invalid(.oneOf(names, nearest: NameGuess.nearest(to: text, in: names)))
    }
    return value
  }

  /// A list of different texts; a text may be empty where it is quoted.
  func distinctTexts() throws(SpecError) -> [String] {
    var texts: [String] = []
    var seen: Set<[UInt8]> = []
    for entry in try list() {
      let text = try entry.text()
      // Cells are compared byte by byte, so two spellings of an accented letter are different.
      guard seen.insert(Array(text.utf8)).inserted else { throw entry.invalid(.distinct) }
      texts.append(text)
    }
    return texts
  }

  /// A list of at least one number, each greater than the one before.
  func increasingNumbers() throws(SpecError) -> [Double] {
    var numbers: [Double] = []
    for entry in try list() {
      let number = try entry.number()
      if let last = numbers.last, number <= last { throw entry.invalid(.increasing) }
      numbers.append(number)
    }
    if numbers.isEmpty { throw invalid(.notEmpty) }
    return numbers
  }

  /// What stands here.
  var value: SpecValue { Self.value(of: node) }

  // MARK: Errors

  func wrongType(_ expected: SpecType) -> SpecError {
    .wrongType(place, expected: expected, found: value)
  }

  func invalid(_ expected: SpecExpectation) -> SpecError {
    let found =
      switch value {
      case .text(let text): text
      case .list: clipped(listed)
      case .mapping: node.mapping.map { $0.isEmpty ? "" : "{…}" } ?? ""
      case .nothing: ""
      }
    return .invalidValue(place, expected: expected, found: found)
  }

  /// A list as it might stand in one line.
  private var listed: String {
    guard case .sequence(let sequence) = node else { return "" }
    let entries = sequence.map { entry in
      switch entry {
      case .scalar(let scalar): scalar.string
      case .mapping: "{…}"
      case .sequence: "[…]"
      case .alias(let alias): "*\(alias.anchor.rawValue)"
      }
    }
    return "[\(entries.joined(separator: ", "))]"
  }

  private var isEmptyPlain: Bool {
    guard case .scalar(let scalar) = node else { return false }
    return scalar.string.isEmpty && (scalar.style == .plain || scalar.style == .any)
  }

  private static func value(of node: Node) -> SpecValue {
    switch node {
    case .mapping: .mapping
    case .sequence: .list
    case .scalar(let scalar):
      scalar.string.isEmpty && scalar.style == .plain
        ? .nothing : .text(clipped(scalar.string))
    case .alias: .nothing
    }
  }
}

/// The beginning of a text that may be long, for messages and reports: 80 letters, then `…`.
func clipped(_ text: String) -> String {
  text.count <= 80 ? text : text.prefix(80) + "…"
}
