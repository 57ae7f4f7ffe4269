import Foundation
import TestSupport
import Testing

@testable import HDF5

/// Damaged files give typed errors that hold what the library said.
@Suite struct DamageTests {
  private let folder: TemporaryFolder
  private let bytes: Data

  init() throws {
    folder = try TemporaryFolder()
    bytes = try Data(
      contentsOf: Repository.fixtures.appending(path: "hdf5/latest.h5"))
  }

  private func write(_ bytes: Data) throws -> String {
    let path = folder.path("damaged.h5")
    try bytes.write(to: URL(filePath: path))
    return path
  }

  private func readAll(_ path: String) throws {
    let root = try File(path: path).root()
    for name in ["deflate", "fletcher32", "contiguous"] {
      _ = try root.dataset("storage/\(name)").read(as: Float.self)
    }
    _ = try root.group("texts").attribute("variable").strings()
  }

  @Test func readsTheWhole() throws {
    try readAll(try write(bytes))
  }

  @Test(arguments: [9, 100, 1000, 5000])
  func refusesTheStart(count: Int) throws {
    let path = try write(bytes.prefix(count))
    #expect(throws: HDF5Error.self) { try readAll(path) }
  }

  @Test func refusesNothingAtAll() throws {
    let path = try write(Data())
    #expect(throws: HDF5Error.notHDF5(file: path)) { try readAll(path) }
  }

  @Test func refusesAFolder() {
    let error = #expect(throws: HDF5Error.self) { _ = try File(path: folder.url.path) }
    guard case .unreadable(folder.url.path, let reason)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test func keepsTheLibrarysWords() throws {
    // The elements no longer fit their checksum; a chunk is seven wide.
    let needle = Data(
      (0..<7).flatMap { number -> [UInt8] in
        let bits = (Float(number) / 8).bitPattern
        return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      })
    var damaged = bytes
    var start = damaged.startIndex
    while let found = damaged.range(of: needle, in: start..<damaged.endIndex) {
      damaged[found.lowerBound + 4] ^= 0x55
      start = found.upperBound
    }
    #expect(damaged != bytes)
    let path = try write(damaged)
    let dataset = try File(path: path).root().dataset("storage/fletcher32")
    let error = #expect(throws: HDF5Error.self) { _ = try dataset.read(as: Float.self) }
    guard case .failed(let location, doing: .readData, let stack)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(location == HDF5Location(file: path, object: "/storage/fletcher32"))
    #expect(stack.first?.function == "H5Dread")
    #expect(stack.count > 3)
    #expect(stack.contains { $0.text.contains("checksum") })
  }

  @Test func worksFromManyThreads() async throws {
    let path = try write(bytes)
    await withTaskGroup(of: Bool.self) { group in
      for index in 0..<16 {
        group.addTask {
          do {
            let root = try File(path: path).root()
            for _ in 0..<20 {
              if index % 2 == 0 {
                _ = try root.dataset("storage/all").read(as: Float.self)
              } else if (try? root.dataset("nothing")) != nil {
                return false
              }
            }
            return true
          } catch {
            return false
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}
