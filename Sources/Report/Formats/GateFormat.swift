public import AuditResults

/// The forms that the gates of an audit can be written in for other programs, on request.
public enum GateFormat: String, CaseIterable, Sendable {
  /// Test results for build servers: a suite for each attribute, a case for each gate.
  case junit
  /// Findings for code scanning (SARIF 2.1.0).
  case sarif
  /// A short page for the summary of a build step, in Markdown.
  case summary
  /// An unsigned in-toto statement of test results, for the organisation to sign.
  case attestation

  /// The gates as text that ends in a newline; equal results give equal bytes.
  ///
  /// - Throws: ``ReportError`` where a number is not finite or the result contradicts itself.
  public func render(_ result: AuditResult) throws(ReportError) -> String {
    try validate(result)
    return switch self {
    case .junit: JUnitFormat.render(result)
    case .sarif: try SARIFFormat.render(result)
    case .summary: SummaryFormat.render(result)
    case .attestation: try AttestationFormat.render(result)
    }
  }
}

/// The most groups that a sentence names.
private let mostNames = 12

/// Names of groups in a sentence, the first of many and how many more there are.
func someNames(_ names: [String]) -> Text {
  let shown = names.prefix(mostNames).map { Text.name($0) }.joined(", ")
  let rest = names.count - mostNames
  return rest > 0 ? "\(shown) and \(Numbers.count(rest)) more" : shown
}

extension AuditResult {
  /// A gate's id, or what stands for it in results of older versions.
  func id(of gate: GateOutcome) -> String { gate.id ?? "\(gate.attribute).\(gate.metric)" }

  /// What a gate demands and what was found, in one line without markup.
  func sentence(_ gate: GateOutcome) -> String {
    let quantity = Quantity.of(metric: gate.metric)
    let bound = gate.higherIsBetter ? "at least" : "at most"
    let ofClass = gate.ofClass.map { ", class \(clean($0))" } ?? ""
    let against = gate.against.map { ", against \(clean($0))" } ?? ""
    let observed = quantity.text(gate.observed, near: gate.limit).string
    var sentence =
      "\(gate.status.words): \(metricTitle(gate.metric)) of \(clean(gate.attribute))\(ofClass)\(against) is "
      + "\(observed); the limit is \(bound) \(quantity.withUnit(gate.limit))."
    if let power = gate.power {
      sentence += power.sentence(of: quantity, from: "the limit").string
    }
    if let regression = gate.regression {
      sentence += " \(regressionWords(regression, of: quantity).string)"
    }
    if let small = gate.smallGroups {
      sentence += " Too small to be judged: \(someNames(small).string)."
    }
    return sentence
  }
}
