import Testing

@testable import fairer_audit

@Suite struct CommandGuessTests {
  static let names = ["audit", "inspect", "predict", "render", "help"]

  @Test(arguments: [
    ("inspct", "inspect"), ("Predict", "predict"), ("auidt", "audit"), ("redner", "render"),
    ("hlep", "help"),
  ])
  func findsWhatWasMeant(word: String, name: String) {
    #expect(CommandGuess.nearest(to: word, in: Self.names) == name)
  }

  @Test(arguments: ["quantize", "model", "xx"])
  func guessesNothingFarAway(word: String) {
    #expect(CommandGuess.nearest(to: word, in: Self.names) == nil)
  }

  @Test(arguments: [("model.h5", false), ("./x", false), ("--help", false), ("", false), ("fientune", true)])
  func tellsCommandsFromPaths(word: String, isCommand: Bool) {
    #expect(CommandGuess.looksLikeCommand(word) == isCommand)
  }

  @Test(arguments: [("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("ab", "ba", 1), ("kitten", "sitting", 3)])
  func distance(first: String, second: String, expected: Int) {
    #expect(CommandGuess.distance(first, second) == expected)
    #expect(CommandGuess.distance(second, first) == expected)
  }
}
