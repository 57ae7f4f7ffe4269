import Testing

@testable import Images

struct ResizeTests {
  @Test(arguments: ResizeMethod.allCases, [[8, 8], [23, 10], [40, 50], [1, 1], [7, 31]])
  func resizesAsPillowAndTensorFlow(method: ResizeMethod, size: [Int]) throws {
    let picture = try Picture(decoding: Goldens.bytes("rgb.png"))
    let found = picture.resized(width: size[1], height: size[0], by: method)
    let (shape, elements) = try Goldens.array("resize/\(method.rawValue)/\(size[0])/\(size[1])")
    #expect(shape == [size[0], size[1], 3])
    // TensorFlow may fuse its multiplications and additions.
    #expect(distance(found, elements) <= (method == .tfBilinear ? 1e-4 : 0))
  }

  @Test(arguments: ResizeMethod.allCases)
  func keepsWhatHasTheSize(method: ResizeMethod) throws {
    let picture = try Picture(decoding: Goldens.bytes("rgb.png"))
    let found = picture.resized(width: picture.width, height: picture.height, by: method)
    #expect(found == picture.values.map { Float($0) })
  }
}
