import Testing

@testable import HDF5

/// New files hold what was put in.
@Suite struct FileBuilderTests {
  private static let types: [(String, [Double])] = [
    ("float16", [0, -1.5, 65_504, 0x1p-24]), ("float32", [0, -1.5, 0x1.fffffep127, 0.1]),
    ("float64", [0, -1.5, 1e300, 0.1]), ("bfloat16", [0, -1.5, 0x1p100, 1.0078125]),
    ("int8", [0, -128, 127, 1]), ("uint8", [0, 255, 1, 2]), ("int16", [0, -32_768, 1, 2]),
    ("uint16", [0, 65_535, 1, 2]), ("int32", [0, -2_147_483_648, 1, 2]),
    ("uint32", [0, 4_294_967_295, 1, 2]), ("int64", [0, -9_007_199_254_740_992, 1, 2]),
    ("uint64", [0, 9_007_199_254_740_992, 1, 2]),
  ]

  @Test(arguments: types)
  func keepsNumbers(name: String, numbers: [Double]) throws {
    let type = try #require(ElementType(numpyName: name))
    let builder = try FileBuilder(path: "new")
    try builder.addDataset("/a/b/c", shape: [2, 2], type: type, elements: numbers)
    try builder.addDataset("/a/scalar", shape: [], type: type, elements: [1])
    try builder.addDataset("/a/none", shape: [0, 3], type: type, elements: [])
    let root = try File(bytes: builder.finish(), path: "new").root()
    let dataset = try root.dataset("a/b/c")
    #expect(dataset.shape == [2, 2])
    let isBrain = name == "bfloat16"
    #expect(dataset.type == (isBrain ? .opaque(bytes: 2) : type))
    let found = try dataset.read(as: Double.self)
    // 0.1 is rounded to what the type holds.
    for (found, number) in zip(found, numbers) {
      #expect(found == (name == "float32" ? Double(Float(number)) : number))
    }
    #expect(try root.dataset("a/scalar").shape == [])
    #expect(try root.dataset("a/none").shape == [0, 3])
  }

  @Test func keepsTexts() throws {
    let long = String(repeating: "ü", count: 100_000)
    let many = (0..<3_000).map { "a name of some length, number \($0 % 7)" + ($0 < 9 ? "" : "x") }
    let builder = try FileBuilder(path: "new")
    try builder.setText(long, named: "long", of: "/")
    try builder.setText("", named: "empty", of: "group/inner")
    try builder.setList(["a", "", "bü"], named: "list", of: "group")
    try builder.setList([], named: "nothing", of: "group")
    try builder.setList(many, named: "many", of: "group")
    let root = try File(bytes: builder.finish(), path: "new").root()
    #expect(try root.attribute("long").string() == long)
    #expect(try root.group("group/inner").attribute("empty").string() == "")
    let group = try root.group("group")
    #expect(try group.attribute("list").strings() == ["a", "", "bü"])
    #expect(try group.attribute("nothing").strings() == [])
    #expect(try !group.hasAttribute("many"))
    let parts = try (0..<2).map { try group.attribute("many\($0)").strings() }
    #expect(Array(parts.joined()) == many)
    #expect(try !group.hasAttribute("many2"))
  }

  @Test func refuses() throws {
    let builder = try FileBuilder(path: "new")
    #expect(
      throws: HDF5Error.refused(
        HDF5Location(file: "new", object: "/w"), .elementCount(expected: 4, found: 1))
    ) {
      try builder.addDataset(
        "/w", shape: [2, 2], type: .float(bits: 32, exponentBits: 8), elements: [1])
    }
    #expect(
      throws: HDF5Error.refused(
        HDF5Location(file: "new", object: "/w"), .elementType(.string(bytes: nil)))
    ) { try builder.addDataset("/w", shape: [], type: .string(bytes: nil), elements: [1]) }
    let float = ElementType.float(bits: 32, exponentBits: 8)
    try builder.addDataset("/w", shape: [], type: float, elements: [1])
    // A name is given once, and a dataset holds no others.
    #expect(throws: HDF5Error.self) {
      try builder.addDataset("/w", shape: [], type: float, elements: [1])
    }
    #expect(throws: HDF5Error.self) {
      try builder.addDataset("/w/x", shape: [], type: float, elements: [1])
    }
    #expect(ElementType(numpyName: "complex64") == nil)
  }
}
