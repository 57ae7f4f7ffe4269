import Audit
import AuditResults
import Foundation
import Report
import Tables
import TestSupport
import Testing

@testable import fairer_audit

/// No file that a spreadsheet may open holds a cell that it would run.
struct HostileCellTests {
  /// What begins a formula, or is taken off before one.
  static let leads = ["=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF20}"]

  private static func hostile(_ lead: String) -> String {
    lead + #"HYPERLINK("http://evil.example","a, b")"#
  }

  /// The cells of each row, as RFC 4180 reads them.
  private func rows(_ csv: String) -> [[String]] {
    var rows: [[String]] = [[]]
    var cell = ""
    var isQuoted = false
    var scalars = Array(csv.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"" where isQuoted && scalars.first == "\"":
        cell.append("\"")
        scalars.removeFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        rows[rows.count - 1].append(cell)
        cell = ""
      case "\n" where !isQuoted:
        rows[rows.count - 1].append(cell)
        cell = ""
        rows.append([])
      default: cell.unicodeScalars.append(scalar)
      }
    }
    #expect(!isQuoted && rows.last == [] && cell.isEmpty)
    return rows.dropLast()
  }

  private func expectHarmless(_ csv: String, cells: Int) {
    let rows = rows(csv)
    #expect(rows.count > 1)
    for row in rows {
      #expect(row.count == cells)
      for cell in row where Double(cell) == nil {
        let first = cell.unicodeScalars.first.map(String.init) ?? ""
        #expect(!Self.leads.contains(first), "\(cell)")
      }
    }
  }

  @Test(arguments: leads) func rowsAreHarmless(lead: String) {
    let name = Self.hostile(lead)
    let dataset = Dataset(
      rows: 2, inputs: [], labels: [1, 0], positiveLabel: name, negativeLabel: name + "2",
      subgroups: [Subgroups(name: name, columns: [name], groups: [name, "b"], codes: [0, 1])],
      features: [])
    let predictions = RowPredictions(columns: [(name, [-0.5, 1])], decisions: [name, "b"])
    expectHarmless(RowTable(dataset, predictions).csv, cells: 5)
  }

  @Test(arguments: leads) func outputsAreHarmless(lead: String) {
    expectHarmless(
      CSVText.predictions([(name: Self.hostile(lead), values: [-1, 2])]), cells: 2)
  }

  @Test(arguments: leads) func neuronsAreHarmless(lead: String) throws {
    let name = Self.hostile(lead)
    let bytes = try Data(
      contentsOf: Repository.root.appending(path: "Tests/Snapshots/Report/bare.json"))
    var result = try decodeAuditResult(Array(bytes))
    result.influence = [
      AttributeInfluence(
        attribute: name, groups: [name, "b"], leftOut: [],
        layers: [
          LayerInfluence(
            layer: name, kernel: name, neurons: 2, influence: [[0.1, 0.2], [0.3, 1e-9]],
            parity: [])
        ], network: [], networkSums: [], divergentNeurons: [], testedNeurons: 0)
    ]
    expectHarmless(NeuronTable(result).csv, cells: 7)
  }
}
