import Testing

@testable import Tables

struct LayoutSearchTests {
  private func candidate(_ name: String, _ categories: Int?, _ weight: Int = 12)
    -> LayoutSearch.Candidate
  {
    LayoutSearch.Candidate(name: name, categories: categories, weight: weight)
  }

  private var columns: [LayoutSearch.Candidate] {
    [
      candidate("a", nil), candidate("b", 3), candidate("c", 2), candidate("score", nil, 2),
      candidate("made", 4, 4),
    ]
  }

  @Test(arguments: [
    (11, LayoutSearch.Style.onehot, [], false),
    (10, .onehot, ["score"], false),
    (7, .onehot, ["made"], false),
    (6, .onehot, ["score", "made"], false),
    // All but the first category of each: 1 + 2 + 1 + 1 + 3.
    (8, .onehotWithoutFirst, [], false),
    (5, .labelEncoded, [], false),
  ])
  func findsTheLikeliest(
    width: Int, style: LayoutSearch.Style, dropped: [String], isTied: Bool
  ) {
    #expect(
      LayoutSearch.find(width: width, among: columns)
        == LayoutSearch.Layout(style: style, dropped: dropped, isTied: isTied))
  }

  @Test func saysWhatIsAsLikely() {
    let found = LayoutSearch.find(
      width: 1, among: [candidate("a", nil), candidate("b", nil)])
    #expect(found?.dropped.count == 1 && found?.isTied == true)
  }

  @Test func findsNothingWhereNothingFits() {
    #expect(LayoutSearch.find(width: 12, among: columns) == nil)
    #expect(LayoutSearch.find(width: 1, among: [candidate("b", 3)])?.style == .labelEncoded)
    #expect(LayoutSearch.find(width: 5, among: []) == nil)
  }

  /// Against trying every subset.
  @Test func isNoWorseThanTryingAll() {
    var state: UInt64 = 7
    func draw(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1
      return Int((state >> 33) % bound)
    }
    for _ in 0..<200 {
      let columns = (0..<7).map { index in
        candidate("\(index)", draw(3) == 0 ? nil : 2 + draw(4), 1 + draw(6))
      }
      let widths = columns.map { $0.categories ?? 1 }
      let width = 1 + draw(UInt64(widths.reduce(0, +)))
      var best: Int?
      for subset in 0..<128 {
        let kept = columns.indices.filter { subset >> $0 & 1 == 0 }
        guard kept.reduce(0, { $0 + widths[$1] }) == width else { continue }
        let cost = columns.indices.filter { subset >> $0 & 1 == 1 }.reduce(0) {
          $0 + columns[$1].weight
        }
        best = min(best ?? cost, cost)
      }
      let found = LayoutSearch.find(width: width, among: columns)
      guard let best, let found, found.style == .onehot else {
        // Another style may be likelier than dropping much, but not where nothing is dropped.
        #expect(best != 0)
        continue
      }
      let cost = columns.filter { found.dropped.contains($0.name) }.reduce(0) { $0 + $1.weight }
      #expect(cost == best)
    }
  }
}
