import Foundation
import HDF5
import TestSupport
import Testing

/// A model file that makes the library misbehave costs one error, never the tool.
struct ReaderProcessTests {
  @Test func everyTruncationAndManyByteFlipsEndInADocumentedWay() throws {
    let place = try Workplace()
    let bytes = try place.read("model.h5")
    for step in 0..<24 {
      var damaged = bytes
      for index in 0..<4 { damaged[(step * 577 + index * 131) % bytes.count] ^= 0xA5 }
      try damaged.write(to: place.url.appending(path: "damaged.h5"))
      let run = try place.run("inspect", "damaged.h5")
      #expect([0, 4].contains(run.status), "step \(step): \(run.status) \(run.errors)")
      if run.status == 4 { #expect(run.errors.hasPrefix("error: ")) }
    }
  }

  /// Files that fuzzing found to be the end of a process that gives them to libhdf5 1.10.8.
  static let fuzzed: [String] = {
    let folder = Repository.fixtures.appending(path: "hdf5/fuzzed").path
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }()

  /// Opening a pipe that nobody writes to would wait for ever.
  @Test func aPipeIsNoModel() throws {
    let place = try Workplace()
    let made = unsafe mkfifo(place.url.appending(path: "pipe.h5").path, 0o600)
    #expect(made == 0)
    let run = try place.run("inspect", "pipe.h5")
    #expect(run.status == 4 && run.errors.hasPrefix("error: pipe.h5"), "\(run.errors)")
  }

  @Test func thereAreFuzzedFiles() {
    #expect(Self.fuzzed.count >= 4)
  }

  @Test(arguments: fuzzed)
  func whatFuzzingFoundIsOneError(name: String) throws {
    let place = try Workplace()
    let path = Repository.fixtures.appending(path: "hdf5/fuzzed/\(name)").path
    let run = try place.run("inspect", path)
    // Other builds of the library may survive it, and find fault or none.
    #expect([0, 4].contains(run.status), "\(run.status) \(run.errors)")
    if run.status == 4 {
      #expect(run.errors.hasPrefix("error: ") && run.errors.contains(name), "\(run.errors)")
    }
  }

  /// A data file is no more to be trusted than a model.
  @Test(arguments: fuzzed)
  func dataFilesEndInOneErrorToo(name: String) throws {
    let place = try Workplace()
    let path = Repository.fixtures.appending(path: "hdf5/fuzzed/\(name)").path
    let run = try place.run("predict", "model.h5", "--data", path, "-o", "scores.csv")
    // Where the library survives it, the columns are not there.
    #expect(run.status == 4, "\(run.status) \(run.errors)")
    #expect(run.errors.hasPrefix("error: ") && run.errors.contains(name), "\(run.errors)")
    #expect(try !place.names().contains("scores.csv"))
  }

  @Test func dataFilesInHDF5GiveWhatTextGives() throws {
    let place = try Workplace()
    let rows = Workplace.rows.prefix(9).map { $0.split(separator: ",").map(String.init) }
    let builder = try FileBuilder(path: "rows.h5")
    for (index, name) in rows[0].enumerated() where name.hasPrefix("x") {
      let values = rows.dropFirst().compactMap { Double($0[index]) }
      try builder.addDataset(
        name, shape: [values.count], type: .float(bits: 64, exponentBits: 11), elements: values)
    }
    try Data(builder.finish()).write(to: place.url.appending(path: "rows.h5"))
    try place.write("rows.csv", Array(Workplace.rows.prefix(9)))
    for data in ["rows.h5", "rows.csv"] {
      let run = try place.run("predict", "model.h5", "--data", data, "-o", data + ".out.csv")
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(try place.read("rows.h5.out.csv") == place.read("rows.csv.out.csv"))
  }

  @Test(arguments: [
    "--read-hdf5-from-standard-input", "--edit-hdf5-from-standard-input",
    "--read-hdf5-arrays-from-standard-input", "--decode-images-from-standard-input",
  ])
  func theReaderWritesIntoNoFile(job: String) throws {
    let place = try Workplace()
    // Standard output is a file here, and even that is closed to a reader: it answers into a pipe.
    let run = try place.run(job, "x.h5")
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(try place.names() == ["model.audit.yaml", "model.h5", "rows.csv"])
  }
}
