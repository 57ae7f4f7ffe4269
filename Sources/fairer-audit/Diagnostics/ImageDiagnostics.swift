import Images

extension ImageError {
  /// What was wrong.
  var sentence: String {
    switch self {
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .unknownFormat: "neither PNG nor JPEG"
    case .fileTooLarge(let limit): "the file is larger than \(limit) bytes"
    case .tooLarge(let width, let height):
      "\(width) × \(height) pixels; at most \(Picture.mostPixels), and \(Picture.longestSide) on a side, are decoded"
    case .unsupportedChannels(let channels): "expected 1 or 3 channels, found \(channels)"
    case .damaged(let detail): "the image is damaged: \(detail)"
    case .decoderEnded: "the process that decodes images ended before it was done"
    case .decoderKilled(let memoryLimit):
      "the process that decodes images was killed (signal 9), as systems do where memory runs out; "
        + "it may take up \(memoryLimit) bytes"
    case .decoderTimedOut(let seconds):
      "decoding it took more than the \(seconds) seconds that are allowed"
    }
  }

  /// What to do about it.
  var remedy: String {
    switch self {
    case .unreadable:
      "check the name, and that data.folder in the audit spec is the folder of the images"
    case .unknownFormat: "convert the file to PNG or JPEG"
    case .fileTooLarge, .tooLarge: "make the image smaller"
    case .unsupportedChannels: "convert the image to gray or RGB"
    case .damaged, .decoderEnded: "replace the file, or leave its row out of the data"
    case .decoderKilled:
      "give the machine or the container more memory, or use fewer --threads, and try again"
    case .decoderTimedOut: "try again when the machine is less busy, or make the image smaller"
    }
  }
}
