import Archives
import AuditResults
import Engine
import Foundation
import TestSupport
import Testing

@testable import Tables

/// Files of arrays.
struct TableReaderTests {
  private let spec = """
    inputs:
      - { name: image, shape: [2, 2], features: [{ column: x, kind: minmax, min: 0, max: 2, columns: 4 }] }
      - { name: extra, features: [{ column: count, kind: raw, missing: -1 }] }
    label: { column: y, positive: 1 }
    groups: [g]
    """

  private func read(_ path: String, spec text: String? = nil) throws -> Dataset {
    let spec = try AuditSpec.parse(text ?? spec, path: "a.yaml")
    do throws(TableError) {
      return try Dataset.read(
        DatasetRequest(path: path, spec: spec, label: spec.label, groups: spec.groups))
    } catch {
      throw Unnamed(error: error, folder: (path as NSString).deletingLastPathComponent)
    }
  }

  /// The other extents of an array without rows are not bounded by the file.
  @Test(arguments: [[0, 1 << 40, 1 << 40], [0, 1 << 40]])
  func anArrayWithoutRowsMayBeWide(shape: [Int]) throws {
    try write([("x", NumPyArray(shape: shape, storage: .float32([])))]) { path in
      #expect(throws: Unnamed(.noRows(file: "a.npz"))) {
        try read(path, spec: "label: { column: \"x[0]\", positive: 1 }\npredictions: \"x[1]\"")
      }
      #expect(throws: TableError.noRows(file: path)) { try TableProfile.read(path: path) }
    }
  }

  private func write(
    _ arrays: [(name: String, array: NumPyArray)], _ body: (String) throws -> Void
  ) throws {
    let folder = try TemporaryFolder()
    try Data(NPZ.encode(arrays)).write(to: folder.url.appending(path: "a.npz"))
    try body(folder.path("a.npz"))
  }

  private var arrays: [(name: String, array: NumPyArray)] {
    [
      ("x", NumPyArray(shape: [3, 2, 2], storage: .float32((0..<12).map { Float($0) * 0.1 }))),
      ("count", NumPyArray(shape: [3], storage: .float64([1e300 * 0, .nan, 2.5]))),
      ("y", NumPyArray(shape: [3], storage: .boolean([true, false, true]))),
      ("g", NumPyArray(shape: [3], storage: .string(["a, b", "\"", ""]))),
      ("other", NumPyArray(shape: [7], storage: .integer(Array(0..<7)))),
    ]
  }

  /// A survey takes the arrays with as many rows as most have, columns by themselves.
  @Test func surveysArrays() throws {
    try write(arrays) { path in
      let found = try TableProfile.read(path: path)
      #expect(found.rows == 3)
      #expect(found.columns.map(\.name) == ["count", "y", "g"])
      #expect(found.columns.map(\.isNumeric) == [true, true, false])
      #expect(found.columns.map(\.missing) == [1, 0, 1])
      #expect(found.arrays == [ArrayOutline(name: "x", rowShape: [2, 2])])
    }
    let hdf5 = Repository.fixtures.appending(path: "tables/arrays.h5").path
    let found = try TableProfile.read(path: hdf5)
    #expect(found.rows > 0 && !found.columns.isEmpty)
  }

  /// What `init` makes of arrays is a spec that reads them.
  @Test func proposesArrays() throws {
    try write(arrays) { path in
      let proposal = SpecProposal.propose(
        model: ModelOutline(
          name: "m",
          inputs: [.init(name: "image", shape: [2, 2]), .init(name: "count", shape: [1])],
          outputs: [.init(name: "p", width: 1, head: .sigmoid)]),
        data: try TableProfile.read(path: path), testPath: "a.npz")
      #expect(proposal.notes.contains(.array(input: "image", array: "x")))
      #expect(proposal.notes.contains(.label(column: "y", positive: "1")))
      let data = try read(
        path, spec: proposal.text.replacingOccurrences(of: "groups: []", with: "groups: [g]"))
      #expect(data.inputs[0].tensor.shape == [3, 2, 2])
      #expect(data.inputs[0].tensor.elements == (0..<12).map { Float($0) * 0.1 })
      #expect(data.labels == [1, 0, 1])
    }
  }

  @Test func readsNPZ() throws {
    try write(arrays) { path in
      let data = try read(path)
      #expect(data.inputs[0].tensor.shape == [3, 2, 2])
      #expect(
        data.inputs[0].tensor.elements
          == (0..<12).map { Float(Double(Float($0) * 0.1) / 2) })
      #expect(data.inputs[1].tensor.elements == [0, -1, 2.5])
      #expect(data.labels == [1, 0, 1])
      #expect(data.subgroups[0].groups == ["\"", "a, b", "unknown"])
      #expect(data.subgroups[0].codes == [1, 0, 2])
    }
  }

  @Test func numbersAreReadBackAsTheyAre() {
    var numbers = [
      0.1, -1e-300, 1e15, 1e16, 123456789.125, .leastNonzeroMagnitude, .pi, -0.5,
      .greatestFiniteMagnitude, -9_007_199_254_740_991, Double(Float(0.1)),
    ]
    var bits: UInt64 = 0x3ff1_2345_6789_abcd
    for _ in 0..<500 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1
      let number = Double(bitPattern: bits)
      if number.isFinite { numbers.append(number) }
    }
    #expect(numbers.allSatisfy { SpecNode.number(in: shortestText($0)) == $0 })
  }

  @Test func takesSingleColumnsOfArrays() throws {
    try write(arrays) { path in
      let data = try read(
        path,
        spec:
          "inputs: [{ name: i, features: [{ column: \"x[3]\", kind: raw }] }]\ngroups: [\"x[0]\"]")
      #expect(data.inputs[0].tensor.elements == [3, 7, 11].map { Float($0) * 0.1 })
      #expect(data.subgroups[0].groups.count == 3)
      #expect(try Dataset.sharedRows(of: path, with: path, data: DataSpec(), columns: ["x"]) == 3)
      #expect(try Dataset.sharedRows(of: path, with: path, data: DataSpec()) == 0)
    }
  }

  @Test func namesArraysThatDoNotFit() throws {
    try write(arrays) { path in
      #expect(
        throws: Unnamed(.arrayWidth(file: "a.npz", column: "x", expected: 3, found: 4))
      ) {
        try read(
          path, spec: "inputs: [{ name: i, features: [{ column: x, kind: raw, columns: 3 }] }]")
      }
      #expect(
        throws: Unnamed(.arrayRows(file: "a.npz", array: "other", expected: 3, found: 7))
      ) {
        try read(
          path,
          spec: "inputs: [{ name: i, features: [{ column: count, kind: raw }] }]\ngroups: [other]")
      }
      #expect(
        throws: Unnamed(
          .missingColumn(
            file: "a.npz", column: "counts", nearest: "count",
            columns: ["x", "count", "y", "g", "other"]))
      ) {
        try read(path, spec: "inputs: [{ name: i, features: [{ column: counts, kind: raw }] }]")
      }
      #expect(
        throws: Unnamed(.missingValue(file: "a.npz", line: 2, column: "count"))
      ) {
        try read(path, spec: "inputs: [{ name: i, features: [{ column: count, kind: raw }] }]")
      }
    }
  }

  @Test func readsNPY() throws {
    let folder = try TemporaryFolder()
    let array = NumPyArray(shape: [2, 3], storage: .integer([1, 2, 3, 4, 5, 6]))
    try Data(array.npy()).write(to: folder.url.appending(path: "a.npy"))
    let data = try read(
      folder.path("a.npy"),
      spec: "inputs: [{ name: i, features: [{ column: data, kind: raw, columns: 3 }] }]")
    #expect(data.inputs[0].tensor == Tensor(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6]))
  }

  /// The file is written by h5py: `x` (4, 2) single precision, `y` (4) whole, `s` (4) texts.
  @Test func readsHDF5() throws {
    let path = Repository.fixtures.appending(path: "tables/arrays.h5").path
    let data = try read(
      path,
      spec: """
        inputs: [{ name: i, features: [{ column: x, kind: raw, columns: 2 }] }]
        label: { column: y, positive: 1 }
        groups: [y]
        """)
    #expect(data.inputs[0].tensor.shape == [4, 2])
    #expect(data.inputs[0].tensor.elements == [0.5, -1, 0.1, 2, 1e-7, 3, 7, -4])
    #expect(data.labels == [1, 0, 0, 1])
    #expect(throws: Unnamed.self) {
      try read(
        path,
        spec: "inputs: [{ name: i, features: [{ column: x, kind: raw, columns: 2 }] }]\ngroups: [s]"
      )
    }
  }

  @Test(arguments: [
    ("a.npz", DataFormat.npz), ("A.NPY", .npy), ("a.h5", .hdf5), ("a.hdf5", .hdf5), ("a", .csv),
    ("a.tsv.gz", .gzippedTSV), ("a.csv.gz", .csv), ("npz", .csv),
  ])
  func namesTellFormats(name: String, format: DataFormat) {
    #expect(DataFormat(path: name) == format)
  }
}
