import AuditResults
import Testing

struct RowDecisionsTests {
  @Test(arguments: [0, 1, 3, 4, 5, 8, 13])
  func packsAndUnpacks(rows: Int) {
    let selected = (0..<rows).map { $0 % 3 == 1 }
    let labels = (0..<rows).map { $0 % 2 == 0 }
    let kept = RowDecisions(selected, labels: labels)
    #expect(kept.decisions == selected && kept.positives == labels && kept.rows == rows)
  }

  @Test(arguments: [1, 2, 16, 17, 300])
  func packsGroups(count: Int) {
    let codes = (0..<40).map { Int32($0 % count) }
    let groups = RowDecisions.Groups(
      attribute: "g", names: (0..<count).map { "\($0)" }, unknown: nil, codes: codes)
    #expect(groups.unpacked(rows: 40) == codes)
    #expect(groups.digits == (count <= 16 ? 1 : count <= 256 ? 2 : 3))
    #expect(groups.unpacked(rows: 41) == nil && groups.unpacked(rows: -1) == nil)
  }

  @Test func refusesWhatContradictsItself() {
    var groups = RowDecisions.Groups(
      attribute: "g", names: ["a", "b"], unknown: nil, codes: [0, 1])
    groups.codes = "02"
    #expect(groups.unpacked(rows: 2) == nil)
    groups.codes = "0g"
    #expect(groups.unpacked(rows: 2) == nil)
    groups.digits = 0
    #expect(groups.unpacked(rows: 2) == nil)
    var kept = RowDecisions([true, false])
    kept.selected = "x"
    #expect(kept.decisions == nil && kept.positives == nil)
    kept.rows = -4
    #expect(kept.decisions == nil)
  }
}
