import Audit
import AuditResults

extension FineTuneError: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .invalidSetting(let name, let value): return Self.setting(name, value)
    case .model(let error): return error.diagnostic
    case .noRows(let set):
      return Diagnostic(
        .input, "there are no \(set.rawValue) rows",
        hint: "give a file that holds rows, or larger shares with --split")
    case .fewGroups(let groups):
      return Diagnostic(
        .input,
        "the training rows hold \(groups.isEmpty ? "no group" : "one group only: \(quoted(groups))"), and fine-tuning compares two or more",
        hint: "name another column with --groups, or give rows of other groups too")
    case .groupsDiffer(let set, let expected, let found):
      return Diagnostic(
        .input,
        "the \(set.rawValue) rows have the groups \(quoted(found)), the training rows \(quoted(expected))",
        hint: "use files that hold the same groups, or bins in the audit spec that are the same")
    case .emptyCell(let set, let group, let label):
      let kind = label.map { $0 == 1 ? " with the positive label" : " with the negative label" }
      return Diagnostic(
        .input, "no \(set.rawValue) row is of the group '\(group)'\(kind ?? "")",
        hint: "give more rows, or merge small groups in the audit spec")
    case .nothingTrainable:
      return Diagnostic(
        .input, "every layer of the model is frozen, so there is nothing to train",
        hint: "set layer.trainable = True in Keras and save the model again")
    case .nothingAligned:
      return Diagnostic(
        .usage, "no trained layer has two neurons or more, so there is nothing to align",
        hint: "give --method gapreg, or --lambda 0")
    case .mixupNeedsPairs:
      return Diagnostic(
        .usage, "--method mixup goes from one group to another, so it compares pairs",
        hint: "leave out --compare")
    case .mixupNeedsNumbers(let layer):
      return Diagnostic(
        .usage,
        "--method mixup mixes inputs, but the layer '\(layer)' looks them up as indices",
        hint: "give --method gpa or --method gapreg")
    case .noise(let layer, _):
      return Diagnostic(
        .input, "the noise of layer '\(layer)' does not fit what it acts on",
        hint: "give --no-dropout to train without it")
    case .otherState:
      return Diagnostic(
        .input, "the state that was kept is of another run",
        hint: "leave out --resume, or remove the folder 'runs' beside the report")
    case .nonFiniteStart:
      return Diagnostic(
        .input, "the model's scores are not finite numbers, so there is nothing to start from",
        hint: "check the data for extreme values, and the checkpoint for damaged weights")
    }
  }

  /// The options behind the settings, and what they take.
  private static let settings: [String: (option: String, expected: String)] = [
    "epochs": ("--epochs", "0 to 1000000"),
    "steps per epoch": ("--steps", "1 to 1000000000"),
    "batch size": ("--batch-size", "1 to 1000000000"),
    "patience": ("--patience", "1 to 1000000"),
    "first candidate": ("--first-candidate", "0 to the number of epochs"),
    "lambda": ("--lambda", "a number that is not negative"),
    "gap weight": ("--gap-weight", "a number that is not negative"),
    "threshold": ("--threshold", "0 to 1"),
    "learning rate": ("--learning-rate", "a number that is not negative"),
    "weight decay": ("--weight-decay", "a number that is not negative"),
  ]

  private static func setting(_ name: String, _ value: Double) -> Diagnostic {
    let known = settings[name] ?? (name, "a number in its range")
    return UsageError.option(
      name: known.option, expected: known.expected,
      found: shortestText(value)
    ).diagnostic
  }
}
