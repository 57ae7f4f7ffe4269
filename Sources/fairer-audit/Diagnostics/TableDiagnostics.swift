import Tables

extension TableError: Diagnosable {
  var diagnostic: Diagnostic {
    if case .unreadable(let error) = self { return error.diagnostic }
    if case .unreadableArrays(let error) = self { return error.diagnostic }
    return Diagnostic(.input, sentence, hint: remedy)
  }

  private var sentence: String {
    switch self {
    case .unreadable(let error): error.diagnostic.message
    case .unreadableArrays(let error): error.diagnostic.message
    case .arrayRows(let file, let array, let expected, let found):
      "\(file): array '\(array)': expected \(expected) rows as in the others, found \(found)"
    case .malformed(let file, let line, let problem): "\(file):\(line): \(problem.sentence)"
    case .missingColumn(let file, let column, let nearest, _):
      "\(file): there is no column '\(column)'"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .noRows(let file): "\(file): there are no rows below the header"
    case .missingValue(let file, let line, let column):
      "\(file):\(line): column '\(column)' is empty"
    case .notANumber(let file, let line, let column, let found):
      "\(file):\(line): column '\(column)': expected a number, found '\(found)'"
    case .outOfRange(let file, let line, let column, let found):
      "\(file):\(line): column '\(column)': '\(found)' is too large once encoded"
    case .unknownValue(let file, let line, let column, let found):
      "\(file):\(line): column '\(column)': '\(found)' is not in the vocabulary"
    case .labelValues(let file, let column, let positive, let negative, let found, let more):
      "\(file): label column '\(column)': expected '\(positive)' and "
        + (negative.map { "'\($0)'" } ?? "one other value")
        + ", found \(quoted(found, more: more))"
    case .positiveAbsent(let file, let column, let positive, let found):
      "\(file): label column '\(column)': no row holds the positive value '\(positive)', found "
        + quoted(found)
    case .labelClasses(let file, let column, let known, let found, let more):
      "\(file): label column '\(column)': expected "
        + (known.map { "the classes \(quoted($0))" } ?? "2 to 1000 different values")
        + ", found \(quoted(found, more: more))"
    case .foreign(let file, let kind):
      "\(file): expected a table of text, found: \(kind.rawValue)"
    case .tooManyUnknown(let file, let column, let rows, let count, let limit, let found):
      "\(file): column '\(column)': \(rows) of \(count) rows hold values outside the vocabulary, \(limit < 1 ? "more than the limit of \(limit)" : "so the columns may be in disorder"): \(quoted(found))"
    case .arrayWidth(let file, let column, let expected, let found):
      "\(file): array '\(column)': expected \(expected) columns, found \(found)"
    case .weight(let file, let line, let column, let found):
      "\(file):\(line): column '\(column)': '\(found)' is not a weight"
    case .allWeightsZero(let file, let column):
      "\(file): column '\(column)': all weights are zero"
    case .notAProbability(let file, let line, let column, let found):
      "\(file):\(line): column '\(column)': '\(found)' is not a probability"
    case .predictedLabels(let file, let column):
      "\(file): column '\(column)' holds predicted labels, but no label of categories was read"
    case .predictionRows(let file, let expected, let found):
      "\(file): expected a prediction for each of the \(expected) data rows, found \(found)"
    case .groupNameTaken(let file, let attribute, let value, let name):
      "\(file): attribute '\(attribute)': '\(value)' is renamed to '\(name)', which other rows hold already"
    case .image(let file, let line, let column, let path, let problem):
      "\(file):\(line): column '\(column)': \(path): \(problem.sentence)"
    case .tooManyGroups(let file, let attribute, let limit):
      "\(file): attribute '\(attribute)' has more than \(limit) groups"
    case .tooManyIntersections(let found, let limit):
      "the group columns make \(found) crossings; at most \(limit) are audited"
    }
  }

  /// What to do where a column is missing among others.
  private static func remedy(columns: [String]) -> String {
    if columns.isEmpty {
      return
        "the file holds no array of those that the audit spec names; give the data with --data FILE"
    }
    if columns.count == 1, let only = columns.first,
      let separator = [";", "\t", "|", ","].first(where: { only.contains($0) })
    {
      let name = separator == "\t" ? "tab" : "\"\(separator)\""
      return
        "the columns seem to be separated otherwise: write 'separator: \(name)' under 'data' in the audit spec"
    }
    return
      "correct the name in the audit spec or the command, or the file; its columns are \(quoted(columns))"
  }

  private var remedy: String {
    switch self {
    case .unreadable(let error): error.diagnostic.hint
    case .unreadableArrays(let error): error.diagnostic.hint
    case .arrayRows: "write arrays whose first axes agree"
    case .malformed(_, _, let problem): problem.remedy
    case .missingColumn(_, let column, _, let columns) where columns.contains("\(column)[0]"):
      "'\(column)' is an array of several columns; name one of them, such as '\(column)[0]', or as a feature give 'columns'"
    case .missingColumn(_, _, _, let columns): Self.remedy(columns: columns)
    case .noRows: "give a file with at least one row, with --data FILE"
    case .missingValue:
      "fill the cell, or leave the row out; a feature, and nothing else, may have a 'missing' value in the audit spec"
    case .notANumber(_, _, _, let found) where found.isNumberWithComma:
      "write 'decimal: \",\"' under 'data' in the audit spec if commas mark decimals there, else correct the cell"
    case .notANumber:
      "correct the cell, list the text under data.missing in the audit spec if it means no value, or name another column"
    case .outOfRange: "correct the cell, or the feature's scale in the audit spec"
    case .unknownValue:
      "add the value to the vocabulary the model was trained with, or say what unknown ones become: 'unknown: zeros' of one-hot features, 'unknown: NUMBER' of others"
    case .labelValues(_, _, _, nil, let found, _) where found.count == 1:
      "name the other value as 'negative' under 'label' in the audit spec, or give rows of both"
    case .labelValues: "name the two values under 'label' in the audit spec, and drop other rows"
    case .positiveAbsent: "give --positive VALUE with one of the values found"
    case .labelClasses:
      "list every class under label.classes in the audit spec, in the order of the model's outputs"
    case .foreign(_, .hdf5): "name it .h5, or set data.format to h5 in the audit spec"
    case .foreign(_, .npy): "name it .npy, or set data.format to npy in the audit spec"
    case .foreign: "save the rows as CSV, and name that file with --data"
    case .tooManyUnknown:
      "complete the vocabulary that the model was trained with, or raise data.unknown_limit"
    case .arrayWidth: "correct 'columns' of the feature in the audit spec"
    case .weight: "weights are finite and at least 0; correct the cell"
    case .allWeightsZero: "name another column under 'weight', or none"
    case .notAProbability: "set 'kind: logit' under 'predictions' if the column holds logits"
    case .predictedLabels: "name the label's column and values under 'label' in the audit spec"
    case .predictionRows: "write one prediction for each row of the data, in their order"
    case .groupNameTaken: "use 'merge' in the audit spec to put the values into one group"
    case .image(_, _, _, _, let problem): problem.remedy
    case .tooManyGroups: "cut the column with 'bins' in the audit spec, or audit another one"
    case .tooManyIntersections: "give fewer columns with --groups, or a smaller --intersections"
    }
  }
}

extension CSVProblem {
  fileprivate var sentence: String {
    switch self {
    case .emptyFile: "the file is empty"
    case .noHeader: "the first line is empty; it must name the columns"
    case .duplicateColumn(let name): "the header names column '\(name)' twice"
    case .rowCount(let expected, let found):
      "the first line counts \(expected) rows, the list holds \(found)"
    case .ragged(let expected, let found): "expected \(expected) fields, found \(found)"
    case .unterminatedQuote: "a quoted field opens here and is never closed"
    case .bytesAfterQuote: "text follows a closing quote"
    case .invalidUTF8: "the text is not UTF-8"
    case .utf16: "expected UTF-8 text, found UTF-16"
    case .recordTooLong(let limit): "the record is longer than \(limit) bytes"
    case .tooManyColumns(let limit): "the record has more than \(limit) fields"
    }
  }

  fileprivate var remedy: String {
    switch self {
    case .emptyFile, .noHeader: "give a CSV file whose first line names the columns"
    case .rowCount: "give the whole list, or write the number of its rows into its first line"
    case .duplicateColumn:
      "rename one of the two columns; where the first line is a row of data, put a line of column names above it"
    case .ragged: "check the line, and that data.separator in the audit spec is the file's"
    case .unterminatedQuote, .bytesAfterQuote, .recordTooLong:
      "close every quoted field, and write a quote inside one twice"
    case .invalidUTF8:
      "write 'encoding: latin1' under 'data' in the audit spec if the file is ISO 8859-1, else convert it to UTF-8"
    case .utf16: "save the file as UTF-8; in Excel, as 'CSV UTF-8'"
    case .tooManyColumns: "keep only the columns that the audit spec names"
    }
  }
}

extension String {
  /// Whether digits stand around one comma and nothing else does, as in `38,5`.
  fileprivate var isNumberWithComma: Bool {
    let parts = drop { $0 == "-" || $0 == "+" }.split(
      separator: ",", omittingEmptySubsequences: false)
    return parts.count == 2
      && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }
}

/// The first twenty names in quotes, separated by commas.
func quoted(_ names: [String], more: Bool = false) -> String {
  names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
    + (more || names.count > 20 ? ", …" : "")
}
