import Images
import Keras

/// Files of images for a process that decodes them.
struct ImageJob {
  private struct Header: Codable {
    var encoding: ImageEncoding
    var sizes: [Int]
  }

  var encoding: ImageEncoding
  var files: [[UInt8]]

  init(encoding: ImageEncoding, files: [[UInt8]]) {
    self.encoding = encoding
    self.files = files
  }

  /// The job as bytes.
  func encoded() -> [UInt8] {
    let sizes = files.map(\.count)
    var bytes = MessageFrame.start(
      Header(encoding: encoding, sizes: sizes), payloadBytes: sizes.reduce(0, +))
    for file in files { bytes += file }
    return bytes
  }

  /// Reads what ``encoded()`` gives; `nil` where the bytes are none.
  init?(_ bytes: [UInt8]) {
    guard let frame = MessageFrame<Header>(bytes) else { return nil }
    encoding = frame.header.encoding
    files = []
    var rest = frame.payload
    for size in frame.header.sizes {
      guard size >= 0, size <= rest.count else { return nil }
      files.append(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
  }
}

/// What a process that decodes images sends back: the numbers of all, or what is wrong with one.
struct ImageAnswer {
  private struct Header: Codable {
    var index: Int?
    var error: ImageError?
  }

  /// The numbers, or the place of the first file that cannot be decoded and its problem.
  var result: Result<[Float], ImageFault>

  /// Does a job.
  init(_ job: ImageJob) {
    var numbers: [Float] = []
    for (index, file) in job.files.enumerated() {
      do throws(ImageError) {
        numbers += try job.encoding.numbers(of: file)
      } catch {
        result = .failure(ImageFault(index: index, error: error))
        return
      }
    }
    result = .success(numbers)
  }

  /// The answer as bytes.
  func encoded() -> [UInt8] {
    switch result {
    case .failure(let fault):
      return MessageFrame.start(Header(index: fault.index, error: fault.error), payloadBytes: 0)
    case .success(let numbers):
      var bytes = MessageFrame.start(Header(), payloadBytes: 4 * numbers.count)
      bytes.append(numbers)
      return bytes
    }
  }

  /// Reads the answer to a job of so many files; `nil` where the bytes are none.
  init?(_ bytes: [UInt8], files: Int, encoding: ImageEncoding) {
    guard let frame = MessageFrame<Header>(bytes) else { return nil }
    if let error = frame.header.error, let index = frame.header.index {
      guard (0..<files).contains(index) else { return nil }
      result = .failure(ImageFault(index: index, error: error))
      return
    }
    var payload = frame.payload
    guard let numbers = payload.takeFloats(files * encoding.count), payload.isEmpty,
      numbers.allSatisfy(\.isFinite)
    else { return nil }
    result = .success(numbers)
  }
}

/// A file that cannot be decoded.
struct ImageFault: Error, Equatable {
  var index: Int
  var error: ImageError
}
