/// How a file of an image becomes the numbers of a model's input.
public struct ImageEncoding: Sendable, Hashable, Codable {
  /// Which colours a picture has.
  public enum Color: String, Sendable, Hashable, CaseIterable, Codable {
    /// Red, green, blue.
    case rgb
    /// Blue, green, red.
    case bgr
    /// One channel.
    case gray

    /// How many numbers a pixel has.
    public var channels: Int { self == .gray ? 1 : 3 }
  }

  /// Where the channels stand.
  public enum Layout: String, Sendable, Hashable, CaseIterable, Codable {
    /// A pixel's channels side by side: rows, columns, channels.
    case channelsLast = "channels_last"
    /// One picture for each channel: channels, rows, columns.
    case channelsFirst = "channels_first"
  }

  /// How many rows of pixels the model takes.
  public var height: Int
  /// How many columns of pixels the model takes.
  public var width: Int
  /// Which colours.
  public var color: Color
  /// How pictures of other sizes are brought to this one; the sides' ratio is not kept.
  public var resize: ResizeMethod
  /// What 0 and 255 become.
  public var low: Double
  /// What 255 becomes.
  public var high: Double
  /// What is then subtracted from each channel, in the order of ``color``; empty for nothing.
  public var mean: [Double]
  /// What each channel is then divided by; empty for nothing.
  public var std: [Double]
  /// Where the channels stand.
  public var layout: Layout

  /// Creates an encoding.
  public init(
    height: Int, width: Int, color: Color = .rgb, resize: ResizeMethod = .bilinear,
    low: Double = 0, high: Double = 1, mean: [Double] = [], std: [Double] = [],
    layout: Layout = .channelsLast
  ) {
    self.height = height
    self.width = width
    self.color = color
    self.resize = resize
    self.low = low
    self.high = high
    self.mean = mean
    self.std = std
    self.layout = layout
  }

  /// The shape of one picture.
  public var shape: [Int] {
    layout == .channelsLast
      ? [height, width, color.channels] : [color.channels, height, width]
  }

  /// How many numbers a picture becomes.
  public var count: Int { height * width * color.channels }

  /// The numbers of a PNG or JPEG file.
  ///
  /// Values are scaled in double precision and rounded to single once.
  public func numbers(of bytes: [UInt8]) throws(ImageError) -> [Float] {
    let channels = color.channels
    let picture = try Picture(decoding: bytes).converted(channels: channels)
    let values = picture.resized(width: width, height: height, by: resize)
    let means = mean.isEmpty ? Array(repeating: 0, count: channels) : mean
    let deviations = std.isEmpty ? Array(repeating: 1, count: channels) : std
    var numbers = [Float](repeating: 0, count: count)
    for pixel in 0..<height * width {
      for channel in 0..<channels {
        let source = color == .bgr ? 2 - channel : channel
        let value = Double(values[pixel * channels + source])
        let scaled = low + (high - low) * value / 255
        let place =
          layout == .channelsLast
          ? pixel * channels + channel : channel * height * width + pixel
        numbers[place] = Float((scaled - means[channel]) / deviations[channel])
      }
    }
    return numbers
  }
}
