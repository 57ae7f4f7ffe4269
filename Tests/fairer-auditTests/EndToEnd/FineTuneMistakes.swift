import Foundation

extension MistakeTests {
  private static func mistake(
    _ description: String, _ arguments: String..., code: Int32, names: [String],
    prepare: @escaping @Sendable (Workplace) throws -> Void = { _ in }
  ) -> Mistake {
    Mistake(
      testDescription: "finetune: " + description,
      arguments: ["finetune", "model.h5", "--groups", "team", "--quiet"]
        + (arguments.contains("-o") ? [] : ["-o", "fairer.h5"]) + arguments, code: code,
      names: names, prepare: prepare)
  }

  private static func keepRows(
    _ isKept: @escaping @Sendable (String) -> Bool
  ) -> @Sendable (Workplace) throws -> Void {
    { place in
      try place.write("rows.csv", [Workplace.rows[0]] + Workplace.rows.dropFirst().filter(isKept))
    }
  }

  /// What people get wrong with `finetune`.
  static let fineTuningMistakes: [Mistake] = [
    mistake("negative lambda", "--lambda=-1", code: 2, names: ["--lambda", "-1"]),
    mistake("infinite gap weight", "--gap-weight", "inf", code: 2, names: ["--gap-weight"]),
    mistake("empty batch", "--batch-size", "0", code: 2, names: ["--batch-size", "'0'"]),
    mistake("no steps", "--steps", "0", code: 2, names: ["--steps", "'0'"]),
    mistake(
      "more epochs than a number holds steps", "--epochs", "9223372036854775807", code: 2,
      names: ["--epochs"]),
    mistake(
      "a batch as large as a number", "--batch-size", "9223372036854775807", code: 2,
      names: ["--batch-size"]),
    mistake(
      "negative rate behind a warm-up", "--learning-rate=-0.1", "--warmup", "2", code: 2,
      names: ["--learning-rate"]),
    mistake("no such method", "--method", "magic", code: 2, names: ["magic"]),
    mistake(
      "lambda without parity", "--method", "gapreg", "--lambda", "1", code: 2,
      names: ["--lambda", "gapreg"]),
    mistake(
      "gap weight without gap", "--method", "erm", "--gap-weight", "1", code: 2,
      names: ["--gap-weight", "erm"]),
    mistake("momentum of adam", "--momentum", "0.9", code: 2, names: ["--momentum", "sgd"]),
    mistake(
      "candidate after the end", "--first-candidate", "11", code: 2,
      names: ["--first-candidate", "'11'"]),
    mistake(
      "two floors", "--ap-floor", "0.5", "--accuracy-floor", "0.5", code: 2,
      names: ["--ap-floor", "--accuracy-floor"]),
    mistake(
      "floor without a floor", "--select", "min-gap", "--ap-floor", "0.5", code: 2,
      names: ["--ap-floor", "min-gap"]),
    mistake("floor out of range", "--accuracy-floor", "84", code: 2, names: ["84"]),
    mistake("two shares", "--split", "60,40", code: 2, names: ["--split", "60,40"]),
    mistake(
      "shares without a sum", "--split", "1e308,1e308,1e308", code: 2,
      names: ["--split", "1e308"]),
    mistake("validation alone", "--validation", "rows.csv", code: 2, names: ["--train"]),
    mistake("standard input", "--data", "-", code: 2, names: ["--data", "a file"]),
    mistake("another format", "-o", "fairer.onnx", code: 2, names: ["fairer.onnx", ".keras"]),
    mistake("the model itself", "-o", "model.h5", code: 5, names: ["model.h5"]),
    mistake(
      "one group", code: 4, names: ["rows.csv", "one group only", "'A'"],
      prepare: keepRows { $0.contains(",A,") }),
    mistake(
      "other groups", "--train", "rows.csv", "--data", "others.csv", code: 4,
      names: ["others.csv: ", "test rows", "'A', 'B'", "'C'"]
    ) { place in
      try place.write(
        "others.csv", Workplace.rows.map { $0.replacingOccurrences(of: ",B,", with: ",C,") })
    },
    mistake(
      "no rows of a group in a set", "--train", "rows.csv", "--data", "some.csv", code: 4,
      names: ["no test row", "'B'"]
    ) { place in
      try place.write(
        "some.csv",
        [Workplace.rows[0]] + Workplace.rows.dropFirst().filter { $0.contains(",A,") })
    },
    mistake(
      "no rows of a label of a group", "--objective", "eo", code: 4,
      names: ["no training row", "'B'", "positive label"],
      prepare: keepRows { !$0.hasSuffix(",B,good") }),
    mistake("no rows", code: 4, names: ["rows.csv"], prepare: keepRows { _ in false }),
  ]
}
