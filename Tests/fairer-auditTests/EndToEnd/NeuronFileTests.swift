import Archives
import Foundation
import TestSupport
import Testing

/// The options for what is inside the network.
struct NeuronFileTests {
  @Test func writesEveryNeuronAsArraysAndAsATable() throws {
    let place = try Workplace()
    for name in ["neurons.csv", "neurons.npz"] {
      let run = try place.run(
        "model.h5", "--groups", "team", "--influence", "all", "--neurons", name, "--force")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("wrote \(name)"))
    }
    let lines = String(decoding: try place.read("neurons.csv"), as: UTF8.self)
      .split(separator: "\n")
    let header = "attribute,layer,kernel,neuron,group,taylor,share,gate,ablation,ablation.mean"
    #expect(String(lines[0]) == header)
    let arrays = try NPZ.read([UInt8](try place.read("neurons.npz")), file: "neurons.npz")
    #expect(arrays.map(\.name) == header.split(separator: ",").map(String.init))
    #expect(arrays.allSatisfy { $0.array.shape == [lines.count - 1] } && lines.count > 10)
    guard case .float64(let taylor)? = arrays.first(where: { $0.name == "taylor" })?.array.storage
    else {
      Issue.record("no numbers")
      return
    }
    for (line, number) in zip(lines.dropFirst(), taylor) {
      #expect(Double(line.split(separator: ",", omittingEmptySubsequences: false)[5]) == number)
    }
  }

  @Test func namesThatASpreadsheetWouldRunAreDefused() throws {
    let place = try Workplace()
    let rows = Workplace.rows.map { $0.replacingOccurrences(of: ",B,", with: ",=1+1,") }
    try place.write("rows.csv", rows)
    let run = try place.run("model.h5", "--groups", "team", "--neurons", "n.csv")
    #expect(run.status == 0, "\(run.errors)")
    let text = String(decoding: try place.read("n.csv"), as: UTF8.self)
    #expect(text.contains(",'=1+1,") && !text.contains(",=1+1,"))
  }

  @Test(arguments: [
    (["--influence", "magic"], "--influence"), (["--neurons", "n.txt"], "--neurons"),
  ])
  func refusesWhatItDoesNotKnow(arguments: [String], option: String) throws {
    let place = try Workplace()
    let run = try place.run("model.h5", "--groups", "team", arguments[0], arguments[1])
    #expect(run.status == 2)
    #expect(run.errors.contains("\(option): expected"), "\(run.errors)")
  }

  @Test func leavesOutWhatIsNotWanted() throws {
    let place = try Workplace()
    let run = try place.run(
      "model.h5", "--groups", "team", "--influence", "taylor", "--no-within-classes",
      "--no-causal-check")
    #expect(run.status == 0, "\(run.errors)")
    let json = String(decoding: try place.read("model.audit/audit.json"), as: UTF8.self)
    #expect(!json.contains("\"conditional\"") && !json.contains("\"ablation\""))
    #expect(json.contains("\"withinClasses\""))
  }
}
