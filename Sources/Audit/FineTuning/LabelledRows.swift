public import Engine
public import Tables

/// Rows that a model is trained or measured on.
public struct LabelledRows: Sendable {
  /// The values for each input of the model, in the model's order.
  public var inputs: [any RowSource<Float>]
  /// One label for each row, 1 for the positive one.
  public var labels: [UInt8]
  /// The group of each row, an index into ``groups``; -1 for a row whose group is not known.
  public var codes: [Int32]
  /// The groups' names.
  public var groups: [String]

  /// Creates rows; every array holds one entry for each row.
  public init(
    inputs: [any RowSource<Float>], labels: [UInt8], codes: [Int32], groups: [String]
  ) {
    precondition(labels.count == codes.count, "\(labels.count) labels, \(codes.count) groups")
    self.inputs = inputs
    self.labels = labels
    self.codes = codes
    self.groups = groups
  }

  /// The rows of a data set with one of its attributes; `nil` without labels.
  ///
  /// The data set's inputs stand in the model's order.
  ///
  /// Rows whose value of the attribute is missing are measured but compared with nothing.
  public init?(_ dataset: Dataset, subgroups: Subgroups) {
    guard let labels = dataset.labels else { return nil }
    let unknown = subgroups.unknownIndex
    self.init(
      inputs: dataset.inputs.map(\.rows), labels: labels,
      codes: subgroups.codes.map { Int($0) == unknown ? -1 : $0 },
      groups: subgroups.groups.enumerated().filter { $0.offset != unknown }.map(\.element))
  }

  /// How many rows there are.
  public var count: Int { labels.count }

  /// Throws where rows that were asked for could not be read; see `RowSource`.
  package func checkRead() throws { for input in inputs { try input.checkRead() } }

  /// Some of the rows, in the given order; rows may repeat.
  public func gathering(_ rows: [Int]) -> LabelledRows {
    LabelledRows(
      inputs: inputs.map { RowSelection($0, rows) },
      labels: rows.map { labels[$0] }, codes: rows.map { codes[$0] }, groups: groups)
  }

  /// The same rows with the groups numbered as in a list; as they are where a group is not in it.
  ///
  /// Files name the groups that they hold, so two files of one kind of rows may differ in that.
  public func naming(_ names: [String]) -> LabelledRows {
    let places = groups.map { names.firstIndex(of: $0) }
    guard places.allSatisfy({ $0 != nil }) else { return self }
    var result = self
    result.groups = names
    result.codes = codes.map { code in
      code < 0 ? code : places[Int(code)].map { Int32($0) } ?? -1
    }
    return result
  }

  /// The rows of each cell, `context * groups + group`; see ``FairnessObjective``.
  func cells(_ fairness: FairnessObjective) -> [[Int]] {
    let contexts = fairness == .equalizedOdds ? 2 : 1
    var cells = [[Int]](repeating: [], count: contexts * groups.count)
    for row in 0..<count where codes[row] >= 0 {
      let context = fairness == .equalizedOdds ? Int(labels[row]) : 0
      cells[context * groups.count + Int(codes[row])].append(row)
    }
    return cells
  }

  /// Deals the rows into parts at random, each label of each group in proportion.
  ///
  /// - Returns: For each part its rows, ascending. The shares' rounding goes to the largest
  ///   remainders; the same seed gives the same parts.
  public func split(shares: [Double], seed: UInt64) -> [[Int]] {
    precondition(!shares.isEmpty && shares.allSatisfy { $0 >= 0 }, "shares \(shares)")
    let total = shares.reduce(0, +)
    var random = RandomSource(seed: seed, purpose: "split")
    var parts = [[Int]](repeating: [], count: shares.count)
    var strata = [[Int]](repeating: [], count: 2 * (groups.count + 1))
    for row in 0..<count { strata[2 * (Int(codes[row]) + 1) + Int(labels[row])].append(row) }
    for var stratum in strata where !stratum.isEmpty {
      random.shuffle(&stratum)
      let exact = shares.map { Double(stratum.count) * $0 / total }
      var sizes = exact.map { Int($0) }
      let order = shares.indices.sorted {
        let (a, b) = (exact[$0] - Double(sizes[$0]), exact[$1] - Double(sizes[$1]))
        return a == b ? $0 < $1 : a > b
      }
      for index in order.prefix(stratum.count - sizes.reduce(0, +)) { sizes[index] += 1 }
      var start = 0
      for (part, size) in sizes.enumerated() {
        parts[part] += stratum[start..<start + size]
        start += size
      }
    }
    return parts.map { $0.sorted() }
  }
}
