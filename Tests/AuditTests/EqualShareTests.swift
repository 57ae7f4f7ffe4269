import Testing

@testable import Audit

/// The exact test of two shares that intervals heed, against SciPy.
@Suite struct EqualShareTests {
  @Test func probabilitiesOfTables() throws {
    for row in try Goldens.rows("tests.json", "unlikely_tables") {
      let numbers = row.numbers
      let tables = UnlikelyTables(
        m: Int(numbers[0]), n: Int(numbers[1]), z: numbers[5] * (1 - 1e-9))
      #expect(
        agree(tables.probability(share: numbers[4]), numbers[6], relative: 1e-9, absolute: 1e-13),
        "\(row)")
    }
  }

  /// The largest of these over all shares is Barnard's test.
  @Test func barnardsTest() throws {
    for row in try Goldens.rows("tests.json", "barnard") {
      let numbers = row.numbers
      let (a, b) = (
        Proportion(count: Int(numbers[2]), total: Int(numbers[0])),
        Proportion(count: Int(numbers[3]), total: Int(numbers[1]))
      )
      let z = abs(try #require(a.pooledZ(b)))
      let tables = UnlikelyTables(m: a.total, n: b.total, z: z * (1 - 1e-9))
      let largest = (1..<2000).map { tables.probability(share: Double($0) / 2000) }.max()
      #expect(agree(largest, numbers[4], relative: 1e-4), "\(row)")
    }
  }

  /// Summed exactly over all tables: equal shares are found to differ in at most 5 %, where normal theory
  /// finds more.
  @Test(arguments: [(40, 40), (30, 30)])
  func neverMoreThanItsLevel(m: Int, n: Int) {
    var (differs, isApart) = ([[Bool]](), [[Bool]]())
    for x in 0...m {
      let a = Proportion(count: x, total: m)
      let others = (0...n).map { Proportion(count: $0, total: n) }
      differs.append(
        others.map { !a.difference(minus: $0, confidence: 0.95).contains(0) })
      isApart.append(
        others.map {
          !a.effective.scoreDifference(minus: $0.effective, confidence: 0.95).contains(0)
        })
    }
    func chance(_ found: [[Bool]], _ share: Double) -> Double {
      func mass(_ count: Int, of total: Int) -> Double {
        exponential(
          logBinomial(total, count) + Double(count) * logarithm(share)
            + Double(total - count) * logarithmOfOnePlus(-share))
      }
      return (0...m).reduce(0) { sum, x in
        (0...n).reduce(sum) { found[x][$1] ? $0 + mass(x, of: m) * mass($1, of: n) : $0 }
      }
    }
    let shares = (1...19).map { Double($0) / 20 }
    let exact = shares.map { chance(differs, $0) }.max() ?? 1
    let normal = shares.map { chance(isApart, $0) }.max() ?? 0
    #expect(exact <= 0.05 && exact > 0.03, "\(exact)")
    #expect(normal > 0.052, "\(normal): the settings show nothing")
  }

  @Test func whatIsFarApartDiffers() {
    let (a, b) = (Proportion(count: 100, total: 1000), Proportion(count: 300, total: 1000))
    #expect(a.effective.differs(from: b.effective, confidence: 0.999_999))
    #expect(!a.effective.differs(from: a.effective, confidence: 0.5))
    let none = Proportion(count: 0, total: 9).effective
    #expect(!none.differs(from: none, confidence: 0.5))
  }
}
