import Testing

@testable import Audit

@Suite struct ProportionTests {
  @Test func wilsonIntervals() throws {
    for row in try Goldens.rows("statistics.json", "wilson") {
      let numbers = row.numbers
      let proportion = Proportion(count: Int(numbers[0]), total: Int(numbers[1]))
      let ends = proportion.wilson(confidence: numbers[2])
      #expect(agree(ends.lowerBound, numbers[3], relative: 1e-12, absolute: 1e-15), "\(row)")
      #expect(agree(ends.upperBound, numbers[4], relative: 1e-12), "\(row)")
    }
  }

  @Test(arguments: ["difference", "ratio"])
  func twoSampleIntervals(_ kind: String) throws {
    for row in try Goldens.rows("statistics.json", kind) {
      let numbers = row.numbers
      let a = Proportion(count: Int(numbers[0]), total: Int(numbers[1]))
      let b = Proportion(count: Int(numbers[2]), total: Int(numbers[3]))
      let ends: ClosedRange<Double>
      if kind == "difference" {
        ends = a.difference(minus: b, confidence: numbers[4])
      } else {
        ends = try #require(a.ratio(over: b, confidence: numbers[4]))
      }
      #expect(agree(ends.lowerBound, numbers[5], relative: 1e-9, absolute: 1e-11), "\(row)")
      #expect(agree(ends.upperBound, numbers[6], relative: 1e-9, absolute: 1e-11), "\(row)")
    }
  }

  @Test func aRatioOverZeroHasNoInterval() {
    let none = Proportion(count: 0, total: 5)
    #expect(Proportion(count: 1, total: 5).ratio(over: none, confidence: 0.95) == nil)
  }

  @Test func intervalsHoldTheirValueForAllSmallCounts() throws {
    for m in 1...6 {
      for x in 0...m {
        let a = Proportion(count: x, total: m)
        #expect(a.wilson(confidence: 0.95).contains(a.value))
        for n in 1...6 {
          for y in 0...n {
            let b = Proportion(count: y, total: n)
            let difference = a.difference(minus: b, confidence: 0.95)
            #expect(difference.contains(a.value - b.value))
            #expect(difference.lowerBound >= -1 - 1e-12 && difference.upperBound <= 1 + 1e-12)
            if y > 0 {
              let ratio = try #require(a.ratio(over: b, confidence: 0.95))
              #expect(ratio.contains(a.value / b.value) && ratio.lowerBound >= 0)
              #expect(ratio.upperBound.isFinite, "\(x)/\(m) over \(y)/\(n)")
            }
          }
        }
      }
    }
  }
}
