import AuditResults
import Tables

extension SpecError: Diagnosable {
  var diagnostic: Diagnostic { Diagnostic(.usage, sentence, hint: remedy) }

  private var sentence: String {
    switch self {
    case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
    case .tooLarge(let file, let limit): "\(file): larger than the \(limit) bytes of any audit spec"
    case .notText(let file): "\(file): not UTF-8 text"
    case .syntax(let file, let line, let problem):
      "\(file)\(line.map { ":\($0)" } ?? ""): not YAML: \(problem)"
    case .alias(let file, let name): "\(file): the alias '*\(name)' is not read"
    case .missingKey(let place, let key): "\(place.text): the key '\(key)' is missing"
    case .emptyKey(let place, _): "\(place.text): there is no value yet"
    case .unknownKey(let place, let key, let nearest, _):
      "\(place.text): unknown key '\(key)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .wrongType(let place, let expected, let found):
      "\(place.text): expected \(expected.phrase), found \(found.phrase)"
    case .invalidValue(let place, let expected, let found):
      "\(place.text): expected \(expected.phrase), found \(found.isEmpty ? "nothing" : "'\(found)'")"
    }
  }

  private var remedy: String {
    switch self {
    case .unreadable: "check the path; it must lead to a file that you may read"
    case .tooLarge, .notText:
      "name a YAML text file: an audit spec with --spec, a list of limits with --gates"
    case .syntax: "correct the YAML at that line; keys and lists are indented with spaces"
    case .alias: "write the value out where the alias stands"
    case .missingKey(_, let key): "add '\(key): …' there"
    case .emptyKey(_, let key):
      "write the value of '\(key)' there; in a proposed spec, lines marked FILL IN say what is wanted"
    case .unknownKey(_, _, let nearest?, _): "write '\(nearest)', or remove the key"
    case .unknownKey(_, _, nil, let known): "the keys known there are \(quoted(known))"
    case .wrongType(let place, _, _) where place.path.isEmpty:
      "name a YAML text file: an audit spec with --spec, a list of limits with --gates"
    case .wrongType(_, let expected, _): "write \(expected.phrase) there"
    case .invalidValue(_, .oneOf(_, let nearest?), _): "did you mean '\(nearest)'?"
    case .invalidValue: "correct the value in the audit spec"
    }
  }
}

extension SpecPlace {
  fileprivate var text: String {
    file + (line.map { ":\($0)" } ?? "") + (path.isEmpty ? "" : ": \(path)")
  }
}

extension SpecType {
  fileprivate var phrase: String {
    switch self {
    case .mapping: "keys with values"
    case .list: "a list"
    case .text: "text"
    case .number: "a number"
    case .wholeNumber: "a whole number"
    case .flag: "true or false"
    case .group: "a column name, or keys that describe a group"
    }
  }
}

extension SpecValue {
  fileprivate var phrase: String {
    switch self {
    case .nothing: "nothing"
    case .mapping: "keys with values"
    case .list: "a list"
    case .text(let text): "'\(text)'"
    }
  }
}

extension SpecExpectation {
  fileprivate var phrase: String {
    switch self {
    case .oneOf(let words, _): "one of \(quoted(words))"
    case .positive: "a number greater than 0"
    case .greaterThan(let key, let value):
      "a number greater than '\(key)' (\(shortestText(value)))"
    case .between(let low, let high):
      "a number from \(shortestText(low)) to \(shortestText(high))"
    case .within(let low, let high):
      "a number between \(shortestText(low)) and \(shortestText(high)), neither included"
    case .increasing: "numbers that increase"
    case .notEmpty: "at least one entry"
    case .distinct: "entries that differ"
    case .differentFrom(let key): "another value than that of '\(key)'"
    case .inVocabulary: "an entry of the vocabulary"
    case .separator: "one ASCII character, no quote and no line end"
    case .atLeastTwo: "at least two entries"
    case .threshold: "a number from 0 to 1, median, or one number for each class"
    case .count(let count): "\(count) \(count == 1 ? "entry" : "entries")"
    case .day: "a day such as 2027-06-30"
    case .product(let width): "extents whose product is \(width), the numbers of the features"
    case .textsAlone: "no other features beside those of kind 'text'"
    case .absentBeside(let key): "no such key beside '\(key)'"
    case .absentUnless(let key, let value): "no such key unless '\(key)' is '\(value)'"
    }
  }
}
