/// Finds the command that somebody meant.
enum CommandGuess {
  /// The known name nearest to `word`, if it is near enough to be what was meant.
  static func nearest(to word: String, in names: [String]) -> String? {
    let ranked = names.map { (name: $0, distance: distance(word.lowercased(), $0)) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(2, best.name.count / 3) ? best.name : nil
  }

  /// The number of letters to insert, delete, replace or swap with a neighbour (the optimal string
  /// alignment distance).
  ///
  /// - Complexity: O(*n*·*m*)
  static func distance(_ first: String, _ second: String) -> Int {
    let first = Array(first)
    let second = Array(second)
    var rows = [Array(0...second.count)]
    for (i, letter) in first.enumerated() {
      var row = [i + 1]
      for (j, other) in second.enumerated() {
        var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (letter == other ? 0 : 1))
        if i > 0, j > 0, letter == second[j - 1], first[i - 1] == other {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[first.count][second.count]
  }

  /// Whether `word` looks like a command rather than a path.
  static func looksLikeCommand(_ word: String) -> Bool {
    !word.isEmpty && word.allSatisfy { $0.isLetter || $0 == "-" } && !word.hasPrefix("-")
  }
}
