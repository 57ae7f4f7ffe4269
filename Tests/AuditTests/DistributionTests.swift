import Testing

@testable import Audit

@Suite struct DistributionTests {
  @Test func normalQuantiles() throws {
    for row in try Goldens.rows("statistics.json", "normal_quantile") {
      let (p, expected) = (row.numbers[0], row.numbers[1])
      #expect(agree(Normal.quantile(p), expected, relative: 4e-15, absolute: 1e-16), "p = \(p)")
    }
    #expect(Normal.quantile(0) == -.infinity && Normal.quantile(1) == .infinity)
    #expect(Normal.criticalValue(confidence: 0.95) == -Normal.quantile((1 - 0.95) / 2))
  }

  @Test func normalProbabilities() throws {
    for row in try Goldens.rows("statistics.json", "normal_cdf") {
      #expect(agree(Normal.cdf(row.numbers[0]), row.numbers[1], relative: 2e-13))
    }
  }

  @Test func studentCriticalValues() throws {
    for row in try Goldens.rows("statistics.json", "t_critical") {
      let (confidence, degrees, expected) = (row.numbers[0], row.numbers[1], row.numbers[2])
      let found = StudentT.criticalValue(confidence: confidence, degrees: degrees)
      #expect(agree(found, expected, relative: 1e-10), "\(confidence), \(degrees): \(found)")
    }
  }

  @Test func studentProbabilities() throws {
    for row in try Goldens.rows("statistics.json", "t_two_sided") {
      let (t, degrees, expected) = (row.numbers[0], row.numbers[1], row.numbers[2])
      let found = StudentT.twoSidedP(t, degrees: degrees)
      #expect(
        agree(found, expected, relative: 1e-9, absolute: 1e-300), "\(t), \(degrees): \(found)")
    }
    #expect(StudentT.twoSidedP(.infinity, degrees: 3) == 0)
  }

  @Test func criticalValuesInvertProbabilities() {
    for degrees in [1, 2, 6, 40, 999.0] {
      for confidence in [0.1, 0.5, 0.95, 0.9999] {
        let t = StudentT.criticalValue(confidence: confidence, degrees: degrees)
        #expect(
          agree(StudentT.twoSidedP(t, degrees: degrees), 1 - confidence, relative: 1e-11))
      }
    }
  }
}
