import Foundation
import HDF5
import Images
import Testing

@testable import fairer_audit

/// A reader that runs out of time says so, and does not call the file damaged.
@Suite struct ReaderLimitsTests {
  @Test func processorTimeEndsInASignalOfItsOwn() async {
    await #expect(processExitsWith: .signal(SIGXCPU)) {
      ReaderLimits.limitProcessorTime(seconds: 1)
      // A call, since a loop without effect is left out where code is optimised.
      while getpid() > 0 {}
    }
  }

  @Test func theClockIsFarBehindTheProcessor() {
    for size in [0, 1 << 20, 1 << 30] {
      let seconds = ReaderLimits.seconds(inputBytes: size)
      #expect(seconds >= 20 + size >> 23)
      #expect(ReaderLimits.waitingSeconds(inputBytes: size) >= 10 * seconds)
    }
  }

  @Test(arguments: [
    (ChildProcess.End.signal(Int(SIGXCPU)), HDF5Error.Time.processor), (.tooLate, .clock),
  ])
  func tellsThatTimeRanOut(end: ChildProcess.End, time: HDF5Error.Time) throws {
    let error = ReaderProcess.failure(end, inputBytes: 80 << 20, name: "m.h5")
    let seconds =
      time == .processor
      ? ReaderLimits.seconds(inputBytes: 80 << 20)
      : ReaderLimits.waitingSeconds(inputBytes: 80 << 20)
    #expect(error == .readerTimedOut(file: "m.h5", seconds: seconds, of: time))
    let diagnostic = error.diagnostic
    #expect(diagnostic.status == .input)
    #expect(diagnostic.message.contains("\(seconds) seconds"))
    #expect(!(diagnostic.message + diagnostic.hint).contains("damaged"))
  }

  @Test func tellsThatItWasKilled() throws {
    let child = ChildProcess(
      executable: "/bin/sh", arguments: ["-c", "kill -9 $$"], environment: [], outputLimit: 1,
      seconds: 20)
    let end = try child.run(.bytes([])).end
    let error = ReaderProcess.failure(end, inputBytes: 80 << 20, name: "m.h5")
    let limit = ReaderLimits.memoryBytes(inputBytes: 80 << 20)
    #expect(error == .readerKilled(file: "m.h5", memoryLimit: limit))
    let diagnostic = error.diagnostic
    #expect(diagnostic.status == .input)
    #expect(diagnostic.message.contains("signal 9") && diagnostic.message.contains("\(limit)"))
    #expect(!(diagnostic.message + diagnostic.hint).contains("damaged"))
    let image = ImageError.decoderKilled(memoryLimit: limit)
    #expect(image.sentence.contains("signal 9") && image.sentence.contains("\(limit)"))
    #expect(image.remedy.contains("memory"))
  }

  @Test(
    arguments: [
      (ChildProcess.End.signal(11), 11), (.signal(6), 6), (.exit(1), nil), (.stopped, nil),
    ] as [(ChildProcess.End, Int?)])
  func tellsOtherEnds(end: ChildProcess.End, signal: Int?) {
    #expect(
      ReaderProcess.failure(end, inputBytes: 1, name: "m.h5")
        == .readerEnded(file: "m.h5", signal: signal))
  }
}
