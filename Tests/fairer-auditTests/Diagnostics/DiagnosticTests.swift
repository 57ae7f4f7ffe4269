import ArgumentParser
import Foundation
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

  @Test(arguments: [
    ([], "audit"), (["model.h5", "--x"], "audit"), (["audit", "--x"], "audit"),
    (["finetune", "model.h5"], "finetune"), (["help", "x"], "audit"),
  ])
  func aHintNamesTheHelpThatHasTheOptions(arguments: [String], command: String) {
    #expect(
      FairerAudit.helpHint(arguments)
        == "'fairer-audit help \(command)' shows every option with examples")
  }

  @Test func standardInputGoesByItsName() {
    let folder = FileManager.default.temporaryDirectory.path
    let path = "\(folder)/fairer-audit-\(UUID().uuidString)/stdin"
    #expect(DataInput.told("\(path):1: the file is empty") == "standard input:1: the file is empty")
    let other = "\(folder)/fairer-audit-mine/stdin: cannot be read"
    #expect(DataInput.told(other) == other)
  }

  @Test(arguments: [CompletionShell.bash, .zsh, .fish])
  func completionsKnowWhatAnOptionTakes(shell: CompletionShell) {
    let script = FairerAudit.completionScript(for: shell)
    for value in ["nyc-ll144", "aif360"] {
      // As a value, and, except in bash, in the option's help.
      let places = script.components(separatedBy: value).count - 1
      #expect(places >= (shell == .bash ? 1 : 2), "\(shell.rawValue): \(value)")
    }
  }

  @Test func exitCodesAreTheContract() {
    #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5])
  }
}
