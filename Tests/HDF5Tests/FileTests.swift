import Foundation
import HDF5
import TestSupport
import Testing

@Suite struct FileTests {
  let sample = Repository.samples.appending(path: "adult/model.h5").path

  @Test func readsAttributesAndDatasets() throws {
    let file = try File(path: sample)
    let root = try file.root()
    #expect(try root.attribute("keras_version").string().hasPrefix("3."))
    let weights = try root.group("model_weights")
    let layers = try weights.attribute("layer_names").strings()
    #expect(layers.contains("fc1"))
    let layer = try weights.group("fc1")
    let paths = try layer.attribute("weight_names").strings()
    let kernel = try layer.dataset(try #require(paths.first))
    #expect(kernel.shape == [104, 200])
    #expect(try kernel.read(as: Float.self).count == 104 * 200)
  }

  @Test func refusesAMissingFile() {
    #expect(throws: HDF5Error.self) { _ = try File(path: "/no/such/file.h5") }
  }

  @Test func refusesAnotherFormat() throws {
    let folder = try TemporaryFolder()
    try "age,sex\n".write(toFile: folder.path("x.h5"), atomically: true, encoding: .utf8)
    #expect(throws: HDF5Error.notHDF5(file: folder.path("x.h5"))) {
      _ = try File(path: folder.path("x.h5"))
    }
  }

  @Test func refusesATruncatedFile() throws {
    let folder = try TemporaryFolder()
    let bytes = try Data(contentsOf: URL(filePath: sample))
    try bytes.prefix(20_000).write(to: URL(filePath: folder.path("x.h5")))
    #expect(throws: HDF5Error.truncated(file: folder.path("x.h5"))) {
      _ = try File(path: folder.path("x.h5"))
    }
  }

  @Test func namesAMissingObject() throws {
    let file = try File(path: sample)
    let root = try file.root()
    #expect(throws: HDF5Error.self) { _ = try root.group("nothing") }
  }
}
