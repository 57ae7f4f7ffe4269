import AuditResults

/// JUnit's XML as build servers read it: a suite is an attribute, a case is a gate.
///
/// Missed gates of level error are failures, open ones failures of type `inconclusive`, gates that
/// were not assessed are skipped: a server that takes skipped cases for passed ones still gets the
/// exit code 3. What does not change the exit code passes, with its sentence as output.
enum JUnitFormat {
  static func render(_ result: AuditResult) -> String {
    var names: [String] = []
    for gate in result.gates where !names.contains(where: { isSame($0, gate.attribute) }) {
      names.append(gate.attribute)
    }
    var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
    let attributes = counts(result.gates, in: result, ofAll: true)
    lines.append(#"<testsuites name="\#(escape(result.tool.name))" \#(attributes)>"#)
    for name in names {
      let gates = result.gates.filter { isSame($0.attribute, name) }
      lines.append(#"  <testsuite name="\#(escape(name))" \#(counts(gates, in: result))>"#)
      for gate in gates { lines += testCase(gate, in: result) }
      lines.append("  </testsuite>")
    }
    lines.append("</testsuites>")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Jenkins's schema knows skipped cases of a suite, not of all suites.
  private static func counts(
    _ gates: [GateOutcome], in result: AuditResult, ofAll: Bool = false
  ) -> String {
    let verdicts = gates.map { result.verdict($0) }
    let failures = verdicts.count { $0 == .failed || $0 == .open }
    let skipped = verdicts.count { $0 == .notAssessed || $0 == .off }
    let common = #"tests="\#(gates.count)" failures="\#(failures)" errors="0""#
    return ofAll ? common : common + #" skipped="\#(skipped)""#
  }

  private static func testCase(_ gate: GateOutcome, in result: AuditResult) -> [String] {
    let start =
      #"    <testcase classname="\#(escape(gate.attribute))" name="\#(escape(result.id(of: gate)))""#
    let sentence = escape(result.sentence(gate))
    let body: String
    switch result.verdict(gate) {
    case .passed: return [start + "/>"]
    case .failed:
      let type = gate.regression == nil ? "below-limit" : "regression"
      body = #"<failure type="\#(type)" message="\#(sentence)"/>"#
    case .open: body = #"<failure type="inconclusive" message="\#(sentence)"/>"#
    case .notAssessed: body = #"<skipped message="\#(sentence)"/>"#
    case .off: body = #"<skipped message="switched off"/>"#
    case .warned: body = "<system-out>\(sentence)</system-out>"
    }
    return [start + ">", "      " + body, "    </testcase>"]
  }

  /// Text from outside: cleaned of what XML forbids, and escaped.
  private static func escape(_ text: String) -> String { escapeMarkup(clean(text, limit: 2000)) }
}
