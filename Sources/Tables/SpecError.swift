/// Where in an audit spec something stands.
public struct SpecPlace: Hashable, Sendable {
  /// The spec file's path.
  public var file: String
  /// The way to it through keys and positions, such as `inputs[0].features[3].mean`; empty for the
  /// whole.
  public var path: String
  /// Its line, from 1, where known.
  public var line: Int?

  /// Creates a place.
  public init(file: String, path: String, line: Int?) {
    self.file = file
    self.path = path
    self.line = line
  }
}

/// Why an audit spec could not be read.
public enum SpecError: Error, Equatable, Sendable {
  /// The operating system would not open or read the file; `reason` is its own text.
  case unreadable(file: String, reason: String)
  /// The file is larger than any spec.
  case tooLarge(file: String, limit: Int)
  /// The file is not UTF-8 text.
  case notText(file: String)
  /// The file is not YAML; `problem` is the YAML parser's text.
  case syntax(file: String, line: Int?, problem: String)
  /// The file reuses a node by an alias (`*name`), which specs do not need and bombs are made of.
  case alias(file: String, name: String)
  /// A key is absent that must be there.
  case missingKey(SpecPlace, key: String)
  /// A key that must have a value has none.
  case emptyKey(SpecPlace, key: String)
  /// A key that means nothing here; `nearest` may be what was meant.
  case unknownKey(SpecPlace, key: String, nearest: String?, known: [String])
  /// A value of the wrong type.
  case wrongType(SpecPlace, expected: SpecType, found: SpecValue)
  /// A value of the right type that makes no sense; `found` is its text.
  case invalidValue(SpecPlace, expected: SpecExpectation, found: String)
}

/// The types of values in a spec.
public enum SpecType: String, Equatable, Sendable, CaseIterable {
  /// Keys with values.
  case mapping
  /// A list of values.
  case list
  /// Text.
  case text
  /// A finite number.
  case number
  /// A whole number.
  case wholeNumber
  /// `true` or `false`.
  case flag
  /// A column name, or a mapping that describes a group.
  case group
}

/// What stands in a spec where something else was expected.
public enum SpecValue: Equatable, Sendable {
  /// Nothing.
  case nothing
  /// Keys with values.
  case mapping
  /// A list.
  case list
  /// A text or number, as it is written.
  case text(String)
}

/// What a value in a spec must satisfy.
public enum SpecExpectation: Equatable, Sendable {
  /// One of the given words; `nearest` may be what was meant.
  case oneOf([String], nearest: String?)
  /// Greater than zero.
  case positive
  /// Greater than the number at another key.
  case greaterThan(key: String, value: Double)
  /// Between the two numbers, both allowed.
  case between(Double, Double)
  /// Between the two numbers, neither allowed.
  case within(Double, Double)
  /// Numbers that increase strictly.
  case increasing
  /// At least one entry.
  case notEmpty
  /// No entry that occurred before.
  case distinct
  /// Another value than that of another key.
  case differentFrom(key: String)
  /// An entry of the feature's vocabulary.
  case inVocabulary
  /// One character of ASCII, no quote and no line end.
  case separator
  /// At least two entries.
  case atLeastTwo
  /// A number from 0 to 1, the median, or a number for each class.
  case threshold
  /// That many entries.
  case count(Int)
  /// A day, such as `2027-06-30`.
  case day
  /// Extents whose product is the number of the features' numbers.
  case product(Int)
  /// Only features of kind `text`, once there is one.
  case textsAlone
  /// No such key beside another one.
  case absentBeside(String)
  /// No such key in combination with the value of another key.
  case absentUnless(key: String, value: String)
}
