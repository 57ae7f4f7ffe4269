import Archives
public import Engine
public import Images

/// What turns files of images into numbers.
///
/// The libraries that decode images are not ours, and strangers' files may be made to harm them: a
/// command decodes in a process whose end costs nothing.
public struct ImageDecoder: Sendable {
  /// Why the numbers of some files could not be had: the first file that failed, and its problem.
  public struct Failure: Error, Equatable, Sendable {
    /// The file's place in the list.
    public var index: Int
    /// What is wrong with it.
    public var error: ImageError

    /// Creates a failure.
    public init(index: Int, error: ImageError) {
      self.index = index
      self.error = error
    }
  }

  /// Gives the numbers of some files, one after the other.
  public typealias Decode =
    @Sendable (_ paths: [String], _ encoding: ImageEncoding) throws(Failure) -> [Float]

  private let decoding: Decode

  /// Creates a decoder.
  public init(decoding: @escaping Decode) { self.decoding = decoding }

  /// The numbers of the files, in their order.
  func numbers(
    of paths: [String], _ encoding: ImageEncoding
  ) throws(Failure) -> [Float] {
    try decoding(paths, encoding)
  }

  /// Decodes in this process, on several threads: for files that are trusted.
  public static func inProcess(threads: Int = RunOptions.availableCores) -> ImageDecoder {
    ImageDecoder { paths, encoding throws(Failure) in
      let pictures = try parallelMap(count: paths.count, threads: threads) {
        index throws(Failure) in
        do throws(ImageError) {
          return try encoding.numbers(of: bytes(of: paths[index]))
        } catch {
          throw Failure(index: index, error: error)
        }
      }
      return pictures.flatMap(\.self)
    }
  }

  /// The content of a file, unless it is larger than any image that is read.
  public static func bytes(of path: String) throws(ImageError) -> [UInt8] {
    do throws(ArchiveError) {
      let file = try FileBytes(path: path)
      var bytes: [UInt8] = []
      while try file.read(1 << 18, appendingTo: &bytes) > 0 {
        guard bytes.count <= Picture.mostBytes else {
          throw ArchiveError.unreadable(file: path, reason: "")
        }
      }
      return bytes
    } catch {
      guard case .unreadable(_, let reason) = error, !reason.isEmpty else {
        throw .fileTooLarge(limit: Picture.mostBytes)
      }
      throw .unreadable(reason: reason)
    }
  }
}
