import Testing

@testable import Tables

struct NameGuessTests {
  @Test(arguments: [
    ("vocabluary", "vocabulary"), ("colum", "column"), ("Sex", "sex"), ("treshold", "threshold"),
    ("positiv", "positive"),
  ])
  func finds(word: String, name: String) {
    let names = ["vocabulary", "column", "sex", "threshold", "positive"]
    #expect(NameGuess.nearest(to: word, in: names) == name)
  }

  @Test func leavesOutWhatIsFar() {
    #expect(NameGuess.nearest(to: "colour", in: ["sex", "race"]) == nil)
    #expect(NameGuess.nearest(to: "x", in: []) == nil)
  }

  @Test(arguments: [
    ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3),
    ("ca", "abc", 3),
  ])
  func measures(first: String, second: String, distance: Int) {
    #expect(NameGuess.distance(first, second) == distance)
    #expect(NameGuess.distance(second, first) == distance)
  }
}
