/// Tells commands from paths.
enum CommandGuess {
  /// Whether `word` looks like a command rather than a path.
  static func looksLikeCommand(_ word: String) -> Bool {
    !word.isEmpty && word.allSatisfy { $0.isLetter || $0 == "-" } && !word.hasPrefix("-")
  }
}
