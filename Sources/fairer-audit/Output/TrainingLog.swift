import AuditResults

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The log of a fine-tuning run, as a table of epochs and as everything there is to know.
struct TrainingLog: Encodable {
  /// The program.
  var tool: ToolFacts
  /// What was asked for and what came of it.
  var fineTuning: FineTuningFacts
  /// When and where; the only part in which two equal runs differ.
  var run: RunFacts

  /// The columns of the table.
  private static let columns: [(name: String, value: @Sendable (FineTuningEpoch) -> Double?)] = [
    ("loss", { $0.training?.loss }), ("parity", { $0.training?.parity }),
    ("gap", { $0.training?.gap }), ("path", { $0.training?.path }),
    ("objective", { $0.training?.objective }),
    ("validation_accuracy", { $0.validation.accuracy }),
    ("validation_ap", { $0.validation.averagePrecision }),
    ("validation_gap", { $0.validation.gap.value }),
    ("validation_gap_lower", { $0.validation.gap.interval?.lower }),
    ("validation_gap_upper", { $0.validation.gap.interval?.upper }),
  ]

  /// One line for each epoch, the start first; empty where a number does not exist.
  var csv: String {
    let header = ["epoch"] + Self.columns.map(\.name) + ["kept"]
    let lines = fineTuning.epochs.map { epoch in
      ["\(epoch.number)"] + Self.columns.map { $0.value(epoch).map { "\($0)" } ?? "" }
        + [epoch.number == fineTuning.keptEpoch ? "1" : "0"]
    }
    return ([header] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  /// The log as JSON with sorted keys.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}
