/// What the names of columns tell.
enum NameHints {
  /// The parts of a name, in small letters: `AgeGroup` and `age_group` are `age` and `group`.
  static func words(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var last: Character?
    for letter in name {
      let startsWord = letter.isUppercase && last?.isLowercase == true
      if startsWord || !(letter.isLetter || letter.isNumber), !word.isEmpty {
        words.append(word)
        word = ""
      }
      if letter.isLetter || letter.isNumber { word += letter.lowercased() }
      last = letter
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  /// A name without case and punctuation, and without what Keras adds to an input's.
  static func key(_ name: String) -> String {
    var words = words(name)
    if words.count > 1, words.last == "input" { words.removeLast() }
    return words.joined()
  }

  /// The names of labels, the most telling first.
  private static let labels = [
    "label", "target", "outcome", "y", "income", "class", "two_year_recid", "is_recid",
    "recidivism", "default", "approved", "approval", "hired", "loan_status", "decision", "result",
    "response", "churn", "smiling", "price", "majority", "species",
  ]

  /// How telling a label's name is, from 0 for the most; `nil` for other names.
  static func labelRank(_ name: String) -> Int? {
    // Of arrays that are cut in parts, `y_test` is the `y` of one.
    let parts = words(name)
    let name =
      parts.count > 1 && ["train", "test", "val", "validation"].contains(parts.last)
      ? parts.dropLast().joined() : key(name)
    return labels.firstIndex { key($0) == name }
  }

  /// Words for what the law or research calls sensitive.
  private static let sensitive: Set<String> = [
    "sex", "gender", "race", "racial", "ethnicity", "ethnic", "age", "religion", "nationality",
    "disability", "disabled", "marital", "veteran", "pregnant", "citizenship", "foreign", "birth",
    "skin", "male", "female", "young",
  ]

  static func isSensitive(_ name: String) -> Bool { !sensitive.isDisjoint(with: words(name)) }

  static func isAge(_ name: String) -> Bool { words(name).contains("age") }

  /// Words for what a model computed, rather than takes in.
  private static let scores: Set<String> = [
    "score", "scores", "decile", "pred", "predicted", "prediction", "prob", "probability", "logit",
    "risk",
  ]

  static func isScore(_ name: String) -> Bool { !scores.isDisjoint(with: words(name)) }

  private static let identifiers: Set<String> = ["id", "index", "row", "uuid", "unnamed", "key"]

  static func isIdentifier(_ name: String) -> Bool {
    words(name).isEmpty || !identifiers.isDisjoint(with: words(name))
  }

  /// Values that are mostly the favourable or the detected one.
  private static let positives: Set<String> = [
    "1", "1.0", "yes", "y", "true", "t", "positive", "pos", "good", "approved", "granted",
    "accepted", "hired", "pass", "passed", "paid", "high", ">50k", ">50k.", "+",
  ]

  static func isPositive(_ value: String) -> Bool { positives.contains(value.lowercased()) }
}
