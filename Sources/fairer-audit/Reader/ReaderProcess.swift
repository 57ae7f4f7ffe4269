import HDF5
import Images
import Keras
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The process that parses HDF5 and decodes images for this one: the same executable under tight limits.
///
/// It gets the files' bytes on standard input and answers with a message on standard output. It opens
/// nothing and writes no file; whatever a crafted file makes of it, the parent reads bytes that it
/// checks.
enum ReaderProcess {
  /// What a process is started for, by the word on its command line.
  enum Job: String, CaseIterable {
    /// Read the file; the answer is an ``HDF5Message``.
    case read = "--read-hdf5-from-standard-input"
    /// Read the arrays of a data file that further words name; the answer is an ``ArrayMessage``.
    case arrays = "--read-hdf5-arrays-from-standard-input"
    /// Change a copy, as ``HDF5Edit/encoded(for:)`` says; the answer is an ``HDF5EditMessage``.
    case edit = "--edit-hdf5-from-standard-input"
    /// Decode images, an ``ImageJob``; the answer is an ``ImageAnswer``.
    case images = "--decode-images-from-standard-input"
  }

  // MARK: In the reader

  /// Answers for one file and ends the process, where the command line asks for that.
  static func serveIfAsked(_ arguments: [String]) {
    guard let job = arguments.first.flatMap(Job.init) else { return }
    let name = arguments.dropFirst().first ?? "standard input"
    guard let bytes = FileDescriptor.readAll(STDIN_FILENO) else { ReaderLimits.end(1) }
    ReaderLimits.apply(inputBytes: bytes.count)
    let answer: [UInt8]
    switch job {
    case .read:
      let result = Result { () throws(HDF5Error) in try HDF5Content(image: bytes, name: name) }
      answer = HDF5Message(result).encoded()
    case .arrays:
      let names = Array(arguments.dropFirst(2))
      let result = Result { () throws(HDF5Error) in
        try HDF5Arrays.read(names, of: File(bytes: bytes, path: name))
      }
      answer = ArrayMessage(result).encoded()
    case .edit:
      guard let (edit, image) = HDF5Edit.decoded(bytes) else { ReaderLimits.end(1) }
      let result = Result { () throws(HDF5Error) in try edit.applied(to: image, name: name) }
      answer = HDF5EditMessage(result).encoded()
    case .images:
      guard let job = ImageJob(bytes) else { ReaderLimits.end(1) }
      answer = ImageAnswer(job).encoded()
    }
    ReaderLimits.end(FileDescriptor.write(answer, to: STDOUT_FILENO) ? 0 : 1)
  }

  // MARK: In the parent

  /// Runs a reader on a source.
  static func content(of source: HDF5Source) throws(HDF5Error) -> HDF5Content {
    let message: HDF5Message =
      switch source {
      case .file(let path): try answer(.read, onFile: path, HDF5Message.init)
      case .image(let bytes, let path):
        try answer(.read, .bytes(bytes), inputBytes: bytes.count, name: path, HDF5Message.init)
      }
    return try message.result.get()
  }

  /// Runs a reader on a data file.
  static func arrays(_ names: [String], of path: String) throws(HDF5Error) -> [HDF5Arrays.Named] {
    try answer(.arrays, onFile: path, words: names, ArrayMessage.init).result.get()
  }

  /// Runs a reader that changes a copy of a file.
  static func edited(
    _ edit: HDF5Edit, _ image: [UInt8], name: String
  ) throws(HDF5Error) -> [UInt8] {
    let input = edit.encoded(for: image)
    return try answer(
      .edit, .bytes(input), inputBytes: input.count, name: name, HDF5EditMessage.init
    ).result.get()
  }

  /// Runs a reader that decodes images.
  ///
  /// - Throws: ``ImageError/decoderEnded``, ``ImageError/decoderKilled(memoryLimit:)`` or
  ///   ``ImageError/decoderTimedOut(seconds:)`` where it did not survive them.
  static func answer(to job: ImageJob) throws(ImageError) -> ImageAnswer {
    let input = job.encoded()
    do throws(HDF5Error) {
      return try answer(.images, .bytes(input), inputBytes: input.count, name: "images") {
        ImageAnswer($0, files: job.files.count, encoding: job.encoding)
      }
    } catch .readerTimedOut(_, let seconds, _) {
      throw .decoderTimedOut(seconds: seconds)
    } catch .readerKilled(_, let memoryLimit) {
      throw .decoderKilled(memoryLimit: memoryLimit)
    } catch {
      throw .decoderEnded
    }
  }

  private static func answer<Message>(
    _ job: Job, onFile path: String, words: [String] = [], _ message: ([UInt8]) -> Message?
  ) throws(HDF5Error) -> Message {
    // What needs no parsing is found out here, in the words of the system.
    try File.checkSignature(path: path)
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .unreadable(file: path, reason: unsafe String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    _ = lseek(descriptor, 0, SEEK_SET)
    return try answer(
      job, .descriptor(descriptor), inputBytes: size, name: path, words: words, message)
  }

  /// What the reader answers; `message` takes it from bytes, and gives `nil` where they are none.
  private static func answer<Message>(
    _ job: Job, _ input: ChildProcess.Input, inputBytes: Int, name: String, words: [String] = [],
    _ message: ([UInt8]) -> Message?
  ) throws(HDF5Error) -> Message {
    let child = ChildProcess(
      executable: executable, arguments: [job.rawValue, name] + words,
      // The runtime's own report of a crash would only take time.
      environment: ["SWIFT_BACKTRACE=enable=no"],
      outputLimit: ReaderLimits.outputBytes(inputBytes: inputBytes),
      seconds: ReaderLimits.waitingSeconds(inputBytes: inputBytes))
    let outcome: ChildProcess.Outcome
    do throws(ChildProcess.Failure) {
      outcome = try child.run(input)
    } catch {
      throw .unreadable(
        file: name, reason: "the process that reads it did not start: \(error.reason)")
    }
    guard let result = message(outcome.output) else {
      throw failure(outcome.end, inputBytes: inputBytes, name: name)
    }
    return result
  }

  /// Why a reader that ended in this way gave no answer.
  static func failure(_ end: ChildProcess.End, inputBytes: Int, name: String) -> HDF5Error {
    switch end {
    case .signal(Int(SIGXCPU)):
      .readerTimedOut(
        file: name, seconds: ReaderLimits.seconds(inputBytes: inputBytes), of: .processor)
    case .tooLate:
      .readerTimedOut(
        file: name, seconds: ReaderLimits.waitingSeconds(inputBytes: inputBytes), of: .clock)
    case .signal(Int(SIGKILL)):
      .readerKilled(file: name, memoryLimit: ReaderLimits.memoryBytes(inputBytes: inputBytes))
    case .signal(let signal): .readerEnded(file: name, signal: signal)
    case .exit, .stopped: .readerEnded(file: name, signal: nil)
    }
  }

  /// This program.
  static let executable: String = {
    #if canImport(Darwin)
      var size: UInt32 = 0
      unsafe _NSGetExecutablePath(nil, &size)
      var path = [CChar](repeating: 0, count: Int(size))
      unsafe _NSGetExecutablePath(&path, &size)
      return String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #else
      // Also where the file was moved or replaced since.
      return "/proc/self/exe"
    #endif
  }()
}

extension HDF5Reader {
  /// Parses in a process of its own.
  static let separateProcess = HDF5Reader(
    reading: { source throws(HDF5Error) in try ReaderProcess.content(of: source) },
    editing: { edit, image, name throws(HDF5Error) in
      try ReaderProcess.edited(edit, image, name: name)
    })
}
