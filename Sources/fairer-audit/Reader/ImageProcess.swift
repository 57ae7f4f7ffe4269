import Engine
import Images
import Tables

extension ImageDecoder {
  /// The most files for one process.
  private static let mostFiles = 256
  /// Bytes of files from which on a process gets no more of them.
  private static let mostBytes = 16 << 20
  /// Numbers from which on a process gets no more files.
  private static let mostNumbers = 16 << 20

  /// Decodes in processes of their own, `threads` at a time.
  ///
  /// libpng and libjpeg are old and careful, and have had their faults: what a crafted file makes of
  /// them ends with the process, which can open and write nothing.
  static func separateProcesses(threads: Int) -> ImageDecoder {
    ImageDecoder { paths, encoding throws(Failure) in
      let perProcess = max(
        1,
        min(mostFiles, (paths.count + threads - 1) / threads, mostNumbers / encoding.count))
      let starts = Array(stride(from: 0, to: paths.count, by: perProcess))
      let parts = try parallelMap(count: starts.count, threads: threads) {
        part throws(Failure) in
        let start = starts[part]
        return try numbers(
          of: paths, start..<min(start + perProcess, paths.count), encoding)
      }
      return parts.flatMap(\.self)
    }
  }

  /// The numbers of some of the files.
  private static func numbers(
    of paths: [String], _ range: Range<Int>, _ encoding: ImageEncoding
  ) throws(Failure) -> [Float] {
    var result: [Float] = []
    var files: [[UInt8]] = []
    var size = 0
    var start = range.lowerBound
    for index in range {
      do throws(ImageError) {
        files.append(try bytes(of: paths[index]))
      } catch {
        throw Failure(index: index, error: error)
      }
      size += files.last?.count ?? 0
      if size >= mostBytes || index + 1 == range.upperBound {
        result += try decoded(files, start: start, encoding)
        files = []
        size = 0
        start = index + 1
      }
    }
    return result
  }

  private static func decoded(
    _ files: [[UInt8]], start: Int, _ encoding: ImageEncoding
  ) throws(Failure) -> [Float] {
    let answer: ImageAnswer
    do throws(ImageError) {
      answer = try ReaderProcess.answer(to: ImageJob(encoding: encoding, files: files))
    } catch {
      // One of them ended the process; alone, each shows whether it is that one.
      if files.count == 1 { throw Failure(index: start, error: error) }
      var result: [Float] = []
      for (index, file) in files.enumerated() {
        result += try decoded([file], start: start + index, encoding)
      }
      return result
    }
    switch answer.result {
    case .success(let numbers): return numbers
    case .failure(let fault): throw Failure(index: start + fault.index, error: fault.error)
    }
  }
}
