import CHDF5

/// The shape of a dataset or an attribute.
struct Extent: Sendable, Equatable {
  /// Outermost axis first; empty for a single element, `[0]` where there is no element by type.
  var shape: [Int]
  /// The product of the shape.
  var count: Int

  /// Reads the shape of a data space and checks that it can be counted.
  init(_ space: borrowing Handle) throws(HDF5Error) {
    let kind = try space.call(.inspect) { Int64(H5Sget_simple_extent_type($0).rawValue) }
    if kind == Int64(H5S_NULL.rawValue) {
      (shape, count) = ([0], 0)
      return
    }
    let rank = try space.call(.inspect) { H5Sget_simple_extent_ndims($0) }
    var extents = [hsize_t](repeating: 0, count: Int(rank))
    if rank > 0 {
      _ = try space.call(.inspect) { unsafe H5Sget_simple_extent_dims($0, &extents, nil) }
    }
    var shape: [Int] = []
    // Extents of zero must not hide a product that overflows: the shape is used for other sums.
    var product = 1
    for extent in extents {
      let result = Int(exactly: extent).map { product.multipliedReportingOverflow(by: max($0, 1)) }
      guard let result, !result.overflow else {
        throw .refused(space.location, .shapeOverflow(shape: extents.map { UInt64($0) }))
      }
      product = result.partialValue
      shape.append(Int(extent))
    }
    self.shape = shape
    count = shape.contains(0) ? 0 : product
  }

  /// How many bytes the elements take up.
  func bytes(each size: Int) -> UInt64 {
    let (bytes, overflow) = UInt64(count).multipliedReportingOverflow(by: UInt64(size))
    return overflow ? .max : bytes
  }
}
