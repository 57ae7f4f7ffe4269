import Audit
import Engine
import Keras
import Tables

/// The files of a run, by which errors are told that arise where no file is known.
struct RunFiles {
  /// The checkpoint; `nil` for predictions made elsewhere.
  var model: String?
  var spec: String
  /// The rows; for a training those that it is done on.
  var data: String
  /// The declared limits, which know where they stand.
  var gates: [GateSpec] = []
  /// The rows of a training that its epoch is chosen on, where they have a file of their own.
  var validation: String?
  /// The rows that a training is judged on, where they have a file of their own.
  var test: String?

  /// Does some work; an error of it that is about a file is told with that file's name.
  func naming<Value>(_ work: () throws -> Value) throws -> Value {
    do {
      return try work()
    } catch let error as any AboutFile {
      guard let place = error.place(in: self) else { throw error }
      throw ErrorInFile(error: error, place: place)
    }
  }
}

/// An error of values, which came from one of a run's files.
protocol AboutFile: Diagnosable {
  /// The file that has to be changed, with the line where that is known; `nil` where it is an option.
  func place(in files: RunFiles) -> String?
}

/// An error with the file that it is about.
struct ErrorInFile: Diagnosable {
  var error: any AboutFile
  var place: String

  var diagnostic: Diagnostic {
    let told = error.diagnostic
    return Diagnostic(told.status, "\(place): \(told.message)", hint: told.hint)
  }
}

extension AuditError: AboutFile {
  func place(in files: RunFiles) -> String? {
    switch self {
    case .noRows, .nonFiniteScore, .scoreOutOfRange, .nonFiniteGradient: files.data
    case .ambiguousOutput, .outputWidth, .classScoresNeeded: files.model ?? files.spec
    case .unknownMetric(let metric, _): place(in: files) { $0.metric == metric }
    case .incomparable(let metric, let against, _):
      place(in: files) { $0.metric == metric && $0.against == against }
    case .unknownClass(let name, _): place(in: files) { $0.ofClass == name }
    case .noLabels, .inputCount, .inputShape, .unknownOutput, .positiveClassNeeded,
      .positiveClassOutOfRange, .scoreKindMismatch, .scoreKindNeeded, .noModel,
      .predictionMismatch, .thresholdMismatch, .thresholdClasses:
      files.spec
    }
  }

  /// Where the first gate of some kind is declared.
  private func place(in files: RunFiles, where isMeant: (GateSpec) -> Bool) -> String {
    guard let place = files.gates.first(where: isMeant)?.place else { return files.spec }
    return place.file + (place.line.map { ":\($0)" } ?? "")
  }
}

extension ShapeError: AboutFile {
  func place(in files: RunFiles) -> String? {
    if case .indexOutOfRange = self { return files.data }
    return files.spec
  }
}

extension FineTuneError: AboutFile {
  func place(in files: RunFiles) -> String? {
    switch self {
    case .model(let error): error.place(in: files)
    case .noRows(let set), .groupsDiffer(let set, _, _), .emptyCell(let set, _, _):
      switch set {
      case .training: files.data
      case .validation: files.validation ?? files.data
      case .test: files.test ?? files.data
      }
    case .fewGroups, .nonFiniteStart: files.data
    case .nothingTrainable, .noise: files.model
    case .invalidSetting, .nothingAligned, .mixupNeedsPairs, .mixupNeedsNumbers, .otherState: nil
    }
  }
}

extension PreprocessingError: AboutFile {
  func place(in files: RunFiles) -> String? {
    switch self {
    case .layer, .rows: files.data
    case .count, .kind, .shape: files.spec
    }
  }
}
