import Testing

@testable import fairer_audit

@Suite struct ProgressBarTests {
  @Test(arguments: [
    (0.0, "scores  [------------------------]  0 %"),
    (0.5, "scores  [############------------]  50 %"),
    (1.0, "scores  [########################]  100 %"),
    (7.0, "scores  [########################]  100 %"),
    (-1.0, "scores  [------------------------]  0 %"),
  ])
  func line(fraction: Double, text: String) {
    #expect(ProgressBar.line("scores", fraction: fraction) == text)
  }
}
