import Images

extension ImageEncoding {
  /// The keys of a feature of kind `image`.
  static let keys = ["size", "color", "resize", "range", "mean", "std", "layout"]

  init(_ node: SpecNode) throws(SpecError) {
    let size = try node.required("size")
    var sides: [Int] = []
    for entry in try size.list() {
      sides.append(try entry.wholeNumber(in: 1...4096))
    }
    guard sides.count == 2 else { throw size.invalid(.count(2)) }
    self.init(height: sides[0], width: sides[1])
    if let value = try node.optional("color") { color = try value.choice(Color.self) }
    if let value = try node.optional("resize") { resize = try value.choice(ResizeMethod.self) }
    if let value = try node.optional("layout") { layout = try value.choice(Layout.self) }
    if let value = try node.optional("range") {
      let ends = try value.increasingNumbers()
      guard ends.count == 2 else { throw value.invalid(.count(2)) }
      (low, high) = (ends[0], ends[1])
    }
    mean = try node.optional("mean").map { node throws(SpecError) in try perChannel(node) } ?? []
    if let value = try node.optional("std") {
      std = try perChannel(value)
      if std.contains(where: { $0 <= 0 }) { throw value.invalid(.positive) }
    }
  }

  private func perChannel(_ node: SpecNode) throws(SpecError) -> [Double] {
    var numbers: [Double] = []
    for entry in try node.list() { numbers.append(try entry.number()) }
    guard numbers.count == color.channels else { throw node.invalid(.count(color.channels)) }
    return numbers
  }
}
