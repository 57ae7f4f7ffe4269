import Testing

@testable import fairer_audit

@Suite struct DiagnosticTests {
  @Test func aMissedLimitCountsBeforeAnOpenOne() {
    let (success, missed, open) = (
      ExitStatus.success, ExitStatus.belowLimit, ExitStatus.inconclusive
    )
    for (one, other, worse) in [
      (success, success, success), (success, open, open), (open, success, open),
      (open, missed, missed), (missed, open, missed), (missed, success, missed),
      (success, missed, missed),
    ] {
      #expect(one.worse(other) == worse)
    }
  }

  @Test func staysOnOneLineAndHarmless() {
    let hostile = "col\u{1B}[31m\n\u{202E}x\u{0007}"
    let diagnostic = Diagnostic(.input, hostile, hint: String(repeating: "y", count: 10_000))
    #expect(diagnostic.message == "col [31m  x ")
    #expect(diagnostic.hint.count == 2_001)
  }

  @Test func showsColorOnlyWhereAskedFor() {
    let diagnostic = Diagnostic(.usage, "a", hint: "b")
    let plain = Terminal(hasColor: false, isInteractive: false)
    #expect(diagnostic.rendered(for: plain) == "error: a\nhint: b")
    let colored = Terminal(hasColor: true, isInteractive: true)
    #expect(diagnostic.rendered(for: colored).contains("\u{1B}[31merror:\u{1B}[0m a"))
  }

  @Test func exitCodesAreTheContract() {
    #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5])
  }
}
