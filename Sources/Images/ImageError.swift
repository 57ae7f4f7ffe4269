/// Why an image could not be read.
public enum ImageError: Error, Equatable, Sendable, Codable {
  /// The operating system would not open or read the file; `reason` is its own text.
  case unreadable(reason: String)
  /// The bytes begin like no format that is read.
  case unknownFormat
  /// The file has more bytes than the limit allows.
  case fileTooLarge(limit: Int)
  /// The image has more pixels, or a longer side, than the limits allow.
  case tooLarge(width: Int, height: Int)
  /// The image has colours that are not read, such as the four of print.
  case unsupportedChannels(Int)
  /// The content is damaged; `detail` is the library's own text.
  case damaged(detail: String)
  /// The process that decodes images for this one ended before it was done.
  case decoderEnded
  /// The process that decodes images for this one was killed by the system, or by someone else;
  /// `memoryLimit` is how many bytes it may have taken up.
  case decoderKilled(memoryLimit: Int)
  /// The process that decodes images for this one was ended after as many seconds as it may take.
  case decoderTimedOut(seconds: Int)
}
