import Foundation
import TestSupport
import Testing

@testable import HDF5

/// Names of groups, and files in memory.
@Suite struct TreeTests {
  private static let folder = Repository.fixtures.appending(path: "hdf5")

  @Test func listsNames() throws {
    let root = try File(path: Self.folder.appending(path: "encodings.h5").path).root()
    #expect(
      try root.names() == ["bfloat16", "big", "halves", "little", "shapes", "storage", "texts"])
    #expect(try root.group("texts").names().isEmpty)
    #expect(try root.kind(of: "big") == .group && root.kind(of: "halves") == .dataset)
  }

  @Test func listsLinksWithoutFollowingThem() throws {
    let path = Self.folder.appending(path: "hostile.h5").path
    let root = try File(path: path).root()
    let names = try root.names()
    #expect(names.contains("soft") && names.contains("external") && names.contains("a_type"))
    #expect(try root.kind(of: "a_type") == .other)
    #expect(throws: HDF5Error.refused(HDF5Location(file: path, object: "/soft"), .softLink)) {
      _ = try root.kind(of: "soft")
    }
  }

  @Test func refusesTooManyNames() throws {
    let path = Self.folder.appending(path: "encodings.h5").path
    let root = try File(path: path, limits: Limits(groupEntries: 6)).root()
    #expect(
      throws: HDF5Error.refused(
        HDF5Location(file: path), .tooManyEntries(count: 7, limit: 6))
    ) { _ = try root.names() }
  }

  @Test(arguments: ["encodings.h5", "latest.h5"])
  func readsFromMemory(name: String) throws {
    let url = Self.folder.appending(path: name)
    let bytes = try Data(contentsOf: url)
    let inMemory = try File(bytes: Array(bytes), path: "image").root()
    let onDisk = try File(path: url.path).root()
    for dataset in ["little/f4", "storage/all", "storage/compact"] {
      #expect(
        try inMemory.dataset(dataset).read(as: Float.self)
          == onDisk.dataset(dataset).read(as: Float.self))
    }
    #expect(try inMemory.dataset("little/f4").location.file == "image")
  }

  @Test func keepsImagesApart() throws {
    let old = try Data(contentsOf: Self.folder.appending(path: "encodings.h5"))
    let new = try Data(contentsOf: Self.folder.appending(path: "latest.h5"))
    let first = try File(bytes: Array(old), path: "image").root()
    let second = try File(bytes: Array(new), path: "image").root()
    #expect(try first.contains("halves"))
    #expect(try !second.contains("halves"))
  }

  @Test func refusesDamageInMemory() throws {
    #expect(throws: HDF5Error.notHDF5(file: "image")) { _ = try File(bytes: [], path: "image") }
    let bytes = try Data(contentsOf: Self.folder.appending(path: "latest.h5"))
    #expect(throws: HDF5Error.self) {
      let root = try File(bytes: Array(bytes.prefix(5000)), path: "image").root()
      _ = try root.dataset("storage/all").read(as: Float.self)
    }
  }
}
