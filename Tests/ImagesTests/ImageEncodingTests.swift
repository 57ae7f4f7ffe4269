import Testing

@testable import Images

struct ImageEncodingTests {
  private static let size = (height: 23, width: 31)

  /// The scalings of `keras.applications`, by its names for them.
  @Test(arguments: [
    ("unit", ImageEncoding(height: 23, width: 31)),
    ("tf", ImageEncoding(height: 23, width: 31, low: -1)),
    (
      "torch",
      ImageEncoding(
        height: 23, width: 31, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225])
    ),
    (
      "caffe",
      ImageEncoding(
        height: 23, width: 31, color: .bgr, high: 255, mean: [103.939, 116.779, 123.68])
    ),
  ])
  func scalesAsKeras(name: String, encoding: ImageEncoding) throws {
    let found = try encoding.numbers(of: Goldens.bytes("rgb.png"))
    let expected = try Goldens.array("scale/" + name).elements
    #expect(encoding.shape == [23, 31, 3] && encoding.count == found.count)
    // Keras rounds after each step, this once.
    #expect(distance(found, expected) <= (name == "caffe" ? 2e-5 : name == "unit" ? 0 : 3e-7))
  }

  @Test func putsChannelsFirst() throws {
    let bytes = try Goldens.bytes("rgb.png")
    var encoding = ImageEncoding(height: 5, width: 4)
    let last = try encoding.numbers(of: bytes)
    encoding.layout = .channelsFirst
    let first = try encoding.numbers(of: bytes)
    #expect(encoding.shape == [3, 5, 4])
    for pixel in 0..<20 {
      for channel in 0..<3 {
        #expect(first[channel * 20 + pixel] == last[pixel * 3 + channel])
      }
    }
  }

  @Test func makesGray() throws {
    let encoding = ImageEncoding(height: 23, width: 31, color: .gray, high: 255)
    let found = try encoding.numbers(of: Goldens.bytes("rgb.png"))
    #expect(encoding.shape == [23, 31, 1])
    #expect(try distance(found, Goldens.array("rgb.png/gray").elements) == 0)
  }
}
