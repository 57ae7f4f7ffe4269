extension Dataset {
  /// How many rows of a file stand in another file too.
  ///
  /// Rows are compared cell by cell, as texts, in the columns that both files have, whatever their
  /// order; by 128 bits of hash, so that two different rows count as one in no file that fits a
  /// disk. People who are alike in every column count as the same row. Of files of arrays, `columns`
  /// are compared.
  ///
  /// - Complexity: O(bytes of both files); 16 bytes of memory for each different row of `training`
  public static func sharedRows(
    of path: String, with training: String, data: DataSpec, columns: Set<String> = []
  ) throws(TableError) -> Int {
    var reader = try TableReader(path: path, data: data, wanted: columns)
    var other = try TableReader(path: training, data: data, wanted: columns)
    let mine = Header(file: path, names: Array(reader.header.prefix(reader.width)))
    let theirs = Header(file: training, names: Array(other.header.prefix(other.width)))
    let shared = mine.names.filter(Set(theirs.names).contains)
    if shared.isEmpty { return 0 }
    let indices = try mine.indices(of: shared)
    let otherIndices = try theirs.indices(of: shared)
    var known: Set<UInt128> = []
    try other.forEachRow { (bytes, cells, _) throws(TableError) in
      known.insert(rowHash(bytes, cells, otherIndices))
    }
    var count = 0
    try reader.forEachRow { (bytes, cells, _) throws(TableError) in
      if known.contains(rowHash(bytes, cells, indices)) { count += 1 }
    }
    return count
  }
}

/// FNV-1a in 128 bits over the cells, each followed by a byte that UTF-8 never holds.
private func rowHash(
  _ bytes: Span<UInt8>, _ cells: Span<CSVField>, _ indices: [Int]
) -> UInt128 {
  let prime: UInt128 = (1 << 88) + 0x13b
  var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
  for index in indices {
    for place in cells[index].range { hash = (hash ^ UInt128(bytes[place])) &* prime }
    hash = (hash ^ 0xff) &* prime
  }
  return hash
}
