import AuditResults
import Testing

@testable import Report

struct ValueDifferencesTests {
  @Test(arguments: Sample.allCases)
  func aResultEqualsItself(sample: Sample) throws {
    let found = try valueDifferences(from: sample.result, to: sample.result, tolerance: 0)
    #expect(found.differences.isEmpty && found.numbers == found.equalNumbers)
    #expect(found.numbers > 10 && found.others > 10)
  }

  @Test func volatileFactsDoNotCount() throws {
    let result = twoGroupResult()
    var other = result
    other.run = nil
    other.contentDigest = "x"
    other.command = ["audit", "elsewhere.h5"]
    other.tool.version = "9"
    #expect(try valueDifferences(from: result, to: other, tolerance: 0).differences.isEmpty)
  }

  /// Changes of one value, whether the default tolerance lets them pass, and where they are.
  @Test(arguments: [
    (path: "attributes[0].groups[0].counts.truePositives", isTolerated: false),
    (path: "overall.metrics[7].estimate.value", isTolerated: true),
    (path: "attributes[0].groups[1].metrics[1].estimate.value", isTolerated: false),
    (path: "decision.positiveLabel", isTolerated: false),
    (path: "gates[0].status", isTolerated: false),
    (path: "attributes[0].groups[0].scores.curve", isTolerated: false),
  ])
  func findsOneChangedValue(path: String, isTolerated: Bool) throws {
    let result = twoGroupResult()
    var other = result
    switch path {
    case "attributes[0].groups[0].counts.truePositives":
      other.attributes[0].groups[0].counts.truePositives += 1
    case "overall.metrics[7].estimate.value": other.overall.metrics[7].estimate.value? *= 1 + 1e-9
    case "attributes[0].groups[1].metrics[1].estimate.value":
      other.attributes[0].groups[1].metrics[1].estimate.value? += 1e-4
    case "decision.positiveLabel": other.decision.positiveLabel = "<=50K"
    case "gates[0].status": other.gates[0].status = .meetsLimit
    default: other.attributes[0].groups[0].scores?.curve = nil
    }
    let found = try valueDifferences(from: result, to: other, tolerance: 1e-6)
    #expect(found.differences.map(\.path) == (isTolerated ? [] : [path]))
    if isTolerated {
      #expect(found.numbers == found.equalNumbers + 1 && found.largestDeviation > 1e-10)
    }
  }
}
