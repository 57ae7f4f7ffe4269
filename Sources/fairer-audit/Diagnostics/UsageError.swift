/// What was wrong with how the program was called.
enum UsageError: Error, Equatable {
  /// The first word is neither a command nor a file.
  case unknownCommand(String, nearest: String?, all: [String])
  /// An option's value is out of its range.
  case option(name: String, expected: String, found: String)
  /// Two options exclude or need each other.
  case combination(String, remedy: String)
  /// No spec was named and none lies beside the model.
  case noSpec(model: String, looked: [String])
  /// What was given as the model is text, such as data, and no checkpoint.
  case notAModel(file: String)
  /// Neither `--data` nor the spec names the data.
  case noData(spec: String)
  /// Neither `--groups` nor the spec names a group column.
  case noGroups(spec: String)
  /// A group is made of the label itself, whose rates say nothing.
  case labelAsGroup(group: String, column: String)
  /// Neither the options nor the spec name the label.
  case noLabel(spec: String)
  /// The spec's threshold is of a kind that no audit measures by.
  case threshold(spec: String)
  /// The spec asks for something that fine-tuning would leave out; `key` says where it stands.
  case notTrained(spec: String, key: String, what: String)
  /// No model was named, and there is no spec, or the one that is names no predictions.
  case noModel(spec: String?)
}

extension UsageError: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .unknownCommand(let word, let nearest?, _):
      Diagnostic(
        .usage, "'\(word)' is neither a command nor a file; did you mean '\(nearest)'?",
        hint: "fairer-audit \(nearest) --help shows how to call it")
    case .unknownCommand(let word, nil, let all):
      Diagnostic(
        .usage, "'\(word)' is neither a command nor a file",
        hint: "the commands are \(all.joined(separator: ", ")); a model is a path such as model.h5")
    case .option(let name, let expected, let found):
      Diagnostic(
        .usage, "\(name): expected \(expected), found '\(found)'",
        hint: FairerAudit.helpHint())
    case .combination(let problem, let remedy):
      Diagnostic(.usage, problem, hint: remedy)
    case .noSpec(let model, let looked):
      Diagnostic(
        .usage, "\(model): no audit spec was named, and none lies beside the model",
        hint:
          "'fairer-audit init \(model) --data FILE' proposes \(looked.first ?? "one"); or name one with --spec FILE"
      )
    case .notAModel(let file):
      Diagnostic(
        .input, "\(file): expected a Keras checkpoint, found a text file",
        hint:
          "name the model first and the rows after --data: fairer-audit model.h5 --data rows.csv")
    case .noData(let spec):
      Diagnostic(
        .usage, "\(spec): the spec names no data under data.test",
        hint: "add 'data: { test: FILE.csv }' to the spec, or give --data FILE")
    case .noGroups(let spec):
      Diagnostic(
        .usage, "\(spec): no group column is named",
        hint: "give --groups COLUMN[,COLUMN], or add 'groups: [COLUMN]' to the spec")
    case .labelAsGroup(let group, let column):
      Diagnostic(
        .usage,
        "group '\(group)': expected a column that tells people apart, found the label '\(column)'",
        hint: "name the column of a subgroup, such as sex, in --groups or in the spec")
    case .noLabel(let spec):
      Diagnostic(
        .usage, "\(spec): no label column is named",
        hint: "give --label COLUMN --positive VALUE, or add 'label: { column: …, positive: … }'")
    case .threshold(let spec):
      Diagnostic(
        .usage, "\(spec): threshold: fine-tuning takes one number",
        hint: "give --threshold NUMBER, or write a number from 0 to 1 in the spec")
    case .notTrained(let spec, let key, let what):
      Diagnostic(
        .usage, "\(spec): \(key): fine-tuning does not take \(what)",
        hint: "remove '\(key)' from a copy of the spec, and give that with --spec")
    case .noModel(let spec?):
      Diagnostic(
        .usage, "\(spec): no model was named, and the spec names no predictions",
        hint:
          "name the model, or add 'predictions: COLUMN' to the spec to audit what was predicted elsewhere"
      )
    case .noModel(nil):
      Diagnostic(
        .usage, "no model was named, and no spec that could do without one",
        hint:
          "fairer-audit MODEL --groups COLUMN; or --spec FILE with 'predictions' for what was predicted elsewhere"
      )
    }
  }
}
