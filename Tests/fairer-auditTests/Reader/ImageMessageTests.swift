import Images
import Keras
import Testing

@testable import fairer_audit

struct ImageMessageTests {
  private let encoding = ImageEncoding(height: 1, width: 1)

  @Test func jobsComeBack() throws {
    let job = ImageJob(encoding: encoding, files: [[1, 2, 3], [], [4]])
    let found = try #require(ImageJob(job.encoded()))
    #expect(found.encoding == encoding && found.files == job.files)
    for count in job.encoded().indices { #expect(ImageJob(Array(job.encoded()[..<count])) == nil) }
  }

  @Test func answersNameTheFirstFault() throws {
    let answer = ImageAnswer(ImageJob(encoding: encoding, files: [[0xff, 0xd8, 0xff], []]))
    let found = try #require(ImageAnswer(answer.encoded(), files: 2, encoding: encoding))
    #expect(
      found.result
        == .failure(
          ImageFault(index: 0, error: .damaged(detail: "Premature end of JPEG file"))))
    // An answer about a file that was not sent is none.
    #expect(ImageAnswer(answer.encoded(), files: 0, encoding: encoding) == nil)
  }

  @Test func takesNothingOnTrust() throws {
    let empty = ImageAnswer(ImageJob(encoding: encoding, files: [])).encoded()
    #expect(ImageAnswer(empty, files: 0, encoding: encoding)?.result == .success([]))
    #expect(ImageAnswer(empty, files: 1, encoding: encoding) == nil)
    var numbers = empty
    numbers.append([1, 2, .nan] as [Float])
    #expect(ImageAnswer(numbers, files: 1, encoding: encoding) == nil)
    numbers = empty
    numbers.append([1, 2, 3] as [Float])
    #expect(ImageAnswer(numbers, files: 1, encoding: encoding)?.result == .success([1, 2, 3]))
    #expect(ImageAnswer(numbers + [0], files: 1, encoding: encoding) == nil)
    #expect(ImageAnswer([], files: 1, encoding: encoding) == nil)
  }
}
