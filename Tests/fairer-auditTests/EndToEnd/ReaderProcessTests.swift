import Foundation
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

  @Test func theReaderAnswersOnStandardOutputAlone() throws {
    let place = try Workplace()
    let run = try place.run("--read-hdf5-from-standard-input", "x.h5")
    // Without a file on standard input there is nothing to parse, which is an answer too.
    #expect(run.status == 0)
    #expect(run.output.contains("notHDF5"))
    #expect(try place.names() == ["model.audit.yaml", "model.h5", "rows.csv"])
  }
}
