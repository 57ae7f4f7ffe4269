public import Archives
public import HDF5
public import Images

/// Why a data file could not be read as the audit spec asks.
///
/// Lines count from 1, and a record that spans several lines is named by its first.
public enum TableError: Error, Equatable, Sendable {
  /// The file cannot be read, or its compressed data are damaged.
  case unreadable(ArchiveError)
  /// An HDF5 file or an array in it cannot be read.
  case unreadableArrays(HDF5Error)
  /// An array has another number of rows than the first one.
  case arrayRows(file: String, array: String, expected: Int, found: Int)
  /// The text is not CSV.
  case malformed(file: String, line: Int, problem: CSVProblem)
  /// The header lacks a column that the spec names; `nearest` may be what was meant.
  case missingColumn(file: String, column: String, nearest: String?, columns: [String])
  /// The header is all that the file holds.
  case noRows(file: String)
  /// A cell is empty, and the spec does not say what to read it as.
  case missingValue(file: String, line: Int, column: String)
  /// A cell that must hold a number does not.
  case notANumber(file: String, line: Int, column: String, found: String)
  /// A number is too large for single precision once it is encoded.
  case outOfRange(file: String, line: Int, column: String, found: String)
  /// A cell's value is not in the vocabulary, and the spec says that this is an error.
  case unknownValue(file: String, line: Int, column: String, found: String)
  /// The label does not have exactly two values; `found` lists the first ten, sorted.
  ///
  /// `more` tells whether there are others. One value is enough where the spec names the negative
  /// value too; then a value that is neither of the two is this error.
  case labelValues(
    file: String, column: String, positive: String, negative: String?, found: [String], more: Bool)
  /// The label has two values and neither is the positive one.
  case positiveAbsent(file: String, column: String, positive: String, found: [String])
  /// A label of several classes holds fewer than two, too many, or some that the spec does not list.
  ///
  /// `found` lists the first ten that do not fit, sorted; `known` are the spec's classes.
  case labelClasses(file: String, column: String, known: [String]?, found: [String], more: Bool)
  /// A feature has unknown values in a larger share of rows than the spec allows; `found` lists
  /// the ten most frequent.
  case tooManyUnknown(
    file: String, column: String, rows: Int, of: Int, limit: Double, found: [String])
  /// The file is no table of text.
  case foreign(file: String, ForeignFile)
  /// An array has another number of columns than the spec says.
  case arrayWidth(file: String, column: String, expected: Int, found: Int)
  /// A sample weight is negative or not finite.
  case weight(file: String, line: Int, column: String, found: String)
  /// All sample weights are zero.
  case allWeightsZero(file: String, column: String)
  /// A predicted probability lies outside [0, 1].
  case notAProbability(file: String, line: Int, column: String, found: String)
  /// Predictions are labels, but the data were read without a label of categories.
  case predictedLabels(file: String, column: String)
  /// A file of predictions has another number of rows than the data.
  case predictionRows(file: String, expected: Int, found: Int)
  /// A value is renamed to what another value is called.
  case groupNameTaken(file: String, attribute: String, value: String, name: String)
  /// The file of an image that a cell names cannot be read.
  case image(file: String, line: Int, column: String, path: String, problem: ImageError)
  /// An attribute has more groups than an audit can compare.
  case tooManyGroups(file: String, attribute: String, limit: Int)
  /// Crossing the attributes gives more combinations of attributes than an audit can report.
  case tooManyIntersections(found: Int, limit: Int)
}

/// What is wrong with a CSV file at some line.
public enum CSVProblem: Error, Equatable, Sendable {
  /// The file holds no bytes.
  case emptyFile
  /// The first line, which must name the columns, is empty.
  case noHeader
  /// The list holds another number of rows than its first line says.
  case rowCount(expected: Int, found: Int)
  /// A column name occurs twice in the header.
  case duplicateColumn(String)
  /// A record has more or fewer fields than the header.
  case ragged(expected: Int, found: Int)
  /// A quoted field is not closed; the line is where it opens.
  case unterminatedQuote
  /// A closing quote is followed by something other than a separator or the end of the line.
  case bytesAfterQuote
  /// The record is not UTF-8.
  case invalidUTF8
  /// The file begins as UTF-16 does.
  case utf16
  /// The record is longer than the limit.
  case recordTooLong(limit: Int)
  /// The record has more fields than the limit.
  case tooManyColumns(limit: Int)
}
