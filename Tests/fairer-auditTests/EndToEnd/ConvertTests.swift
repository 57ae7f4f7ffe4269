import Engine
import Foundation
import Keras
import TestSupport
import Testing

/// `convert`: the other format, or nothing at all.
struct ConvertTests {
  @Test(arguments: ["there.keras", "there.h5", "folder/there.HDF5"])
  func writesTheSameModel(output: String) throws {
    let place = try Workplace()
    let run = try place.run("convert", "model.h5", "-o", output)
    #expect(run.status == 0 && run.output.contains(output), "\(run.errors)")
    let original = try Checkpoint.read(path: place.url.appending(path: "model.h5").path).model()
    let written = try Checkpoint.read(path: place.url.appending(path: output).path)
    #expect(written.format == (output.hasSuffix("keras") ? .archive : .kerasThreeFullModel))
    #expect(try written.model().model.weights.map(\.tensor) == original.model.weights.map(\.tensor))
    let folder = (output as NSString).deletingLastPathComponent
    #expect(try place.names(in: folder).allSatisfy { !$0.contains("tmp") })
  }

  @Test func predictsTheSame() throws {
    let place = try Workplace()
    #expect(try place.run("convert", "model.h5", "-o", "b.keras").status == 0)
    #expect(try place.run("predict", "model.h5", "--data", "rows.csv", "-o", "a.csv").status == 0)
    let run = try place.run(
      "predict", "b.keras", "--spec", "model.audit.yaml", "--data", "rows.csv", "-o", "b.csv")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try place.read("a.csv") == place.read("b.csv"))
  }

  @Test(arguments: [
    (["convert", "model.h5", "-o", "model.txt"], 2, "--output"),
    (["convert", "model.h5", "-o", "model.weights.h5"], 2, "--output"),
    (["convert", "model.h5", "-o", "model.h5"], 5, "model.h5"),
    (["convert", "model.h5", "-o", "model.h5", "--force"], 5, "model.h5"),
    (["convert", "none.h5", "-o", "model.keras"], 4, "none.h5"),
  ])
  func refuses(arguments: [String], code: Int32, word: String) throws {
    let place = try Workplace()
    let before = try place.read("model.h5")
    let run = try Tool.run(arguments, in: place.url)
    #expect(run.status == code && run.errors.contains(word), "\(run.errors)")
    #expect(try place.names() == ["model.audit.yaml", "model.h5", "rows.csv"])
    #expect(try place.read("model.h5") == before)
  }

  /// A vocabulary that lies in the archive has no place in HDF5.
  @Test func namesWhatHasNoPlace() throws {
    let place = try Workplace()
    let path = Repository.fixtures.appending(path: "keras/made_k3_lookups/model.keras").path
    let checkpoint = try Checkpoint.read(path: path)
    let asset = try #require(checkpoint.assets.keys.min())
    let run = try place.run("convert", path, "-o", "model.hdf5")
    #expect(run.status == 4 && run.errors.contains(asset), "\(run.errors)")
  }

  /// Where bytes do not fit, none are left.
  @Test func aFullDiskLeavesNothing() throws {
    let place = try Workplace()
    let run = try Tool.run(
      ["convert", "model.h5", "-o", "new.h5"], in: place.url, fileBytes: 4_096)
    #expect(run.status == 5 && run.errors.contains("new.h5"), "\(run.status) \(run.errors)")
    #expect(try place.names() == ["model.audit.yaml", "model.h5", "rows.csv"])
  }
}
