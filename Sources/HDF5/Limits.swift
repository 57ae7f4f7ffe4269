/// How much a file may make the reader allocate.
public struct Limits: Sendable, Equatable {
  /// The most bytes that one dataset may take up in memory.
  public var datasetBytes: UInt64
  /// The most bytes that one attribute may take up in memory.
  public var attributeBytes: UInt64
  /// Datasets up to this size may be compressed at will; larger ones up to ``ratio``.
  public var freelyCompressedBytes: UInt64
  /// The most names that a group may hold to be listed.
  public var groupEntries: Int
  /// How many times larger than in the file a dataset may be in memory.
  ///
  /// Deflate packs trained numbers by a small factor, and can pack zeros by about 1,030.
  public var ratio: UInt64

  /// Creates limits.
  public init(
    datasetBytes: UInt64 = 4 << 30, attributeBytes: UInt64 = 256 << 20,
    freelyCompressedBytes: UInt64 = 16 << 20, ratio: UInt64 = 200,
    groupEntries: Int = 100_000
  ) {
    self.datasetBytes = datasetBytes
    self.attributeBytes = attributeBytes
    self.freelyCompressedBytes = freelyCompressedBytes
    self.ratio = ratio
    self.groupEntries = groupEntries
  }
}
