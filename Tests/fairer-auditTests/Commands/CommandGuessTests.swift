import Testing

@testable import fairer_audit

@Suite struct CommandGuessTests {
  @Test(arguments: [
    ("inspct", "inspect"), ("inti", "init"), ("Predict", "predict"), ("auidt", "audit"),
    ("redner", "render"), ("covnert", "convert"), ("hlep", "help"),
  ])
  func findsWhatWasMeant(word: String, name: String) throws {
    #expect(
      throws: UsageError.unknownCommand(word, nearest: name, all: FairerAudit.commandNames)
    ) { try FairerAudit.checkCommandName([word]) }
  }

  @Test(arguments: [
    ("model.h5", false), ("./x", false), ("--help", false), ("", false), ("fientune", true),
  ])
  func tellsCommandsFromPaths(word: String, isCommand: Bool) {
    #expect(CommandGuess.looksLikeCommand(word) == isCommand)
  }
}
