/// Finds the name that somebody meant.
public enum NameGuess {
  /// The known name nearest to `word`, if it is near enough to be what was meant.
  ///
  /// - Complexity: O(names · letters²)
  public static func nearest(to word: String, in names: [String]) -> String? {
    let ranked = names.map { ($0, distance(word.lowercased(), $0.lowercased())) }
    guard let best = ranked.min(by: { $0.1 < $1.1 }) else { return nil }
    return best.1 <= max(1, best.0.count / 3) ? best.0 : nil
  }

  /// How many letters to insert, delete, replace or swap with a neighbour (the optimal string
  /// alignment distance).
  ///
  /// - Complexity: O(*n*·*m*)
  static func distance(_ first: String, _ second: String) -> Int {
    let first = Array(first)
    let second = Array(second)
    var before = Array(0...second.count)
    var above = before
    for (i, letter) in first.enumerated() {
      var row = [i + 1]
      for (j, other) in second.enumerated() {
        var best = min(above[j + 1] + 1, row[j] + 1, above[j] + (letter == other ? 0 : 1))
        if i > 0, j > 0, letter == second[j - 1], first[i - 1] == other {
          best = min(best, before[j - 1] + 1)
        }
        row.append(best)
      }
      (before, above) = (above, row)
    }
    return above[second.count]
  }
}
