import Foundation
import Testing

@testable import Images

struct PictureTests {
  /// PNG to the bit; JPEG within one, since Pillow brings a library of its own.
  @Test(arguments: Goldens.files, [3, 1])
  func decodesAsPillow(file: String, channels: Int) throws {
    let picture = try Picture(decoding: Goldens.bytes(file)).converted(channels: channels)
    let (shape, elements) = try Goldens.array(file + (channels == 3 ? "/rgb" : "/gray"))
    #expect([picture.height, picture.width] == Array(shape.prefix(2)))
    #expect(picture.channels == channels)
    let found = picture.values.map { Float($0) }
    #expect(distance(found, elements) <= (file.hasSuffix("jpg") ? 1 : 0))
  }

  @Test(arguments: [
    ("cut.png", ImageError.damaged(detail: "the file ends early")),
    ("cut_end.png", .damaged(detail: "the file ends early")),
    ("header_alone.png", .damaged(detail: "the file ends early")),
    ("wide.png", .damaged(detail: "Invalid IHDR data")),
    ("no_pixels.png", .damaged(detail: "Invalid IHDR data")),
    ("many_pixels.png", .tooLarge(width: 16_000, height: 16_000)),
    ("many_pixels.jpg", .tooLarge(width: 65_000, height: 65_000)),
    ("cut.jpg", .damaged(detail: "Premature end of JPEG file")),
    ("header_alone.jpg", .damaged(detail: "Premature end of JPEG file")),
    ("print.jpg", .unsupportedChannels(4)),
    ("text.png", .unknownFormat),
    ("empty.jpg", .unknownFormat),
  ])
  func refuses(file: String, error: ImageError) throws {
    let bytes = try Goldens.bytes("refused/" + file)
    #expect(throws: error) { try Picture(decoding: bytes) }
  }

  @Test(arguments: ["checksum.png", "short_lines.png"])
  func refusesInTheLibrarysWords(file: String) throws {
    let bytes = try Goldens.bytes("refused/" + file)
    let error = #expect(throws: ImageError.self) { try Picture(decoding: bytes) }
    guard case .damaged(let detail) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!detail.isEmpty)
  }

  @Test func refusesLargeFiles() {
    let bytes = [UInt8](repeating: 0xff, count: Picture.mostBytes + 1)
    #expect(throws: ImageError.fileTooLarge(limit: Picture.mostBytes)) {
      try Picture(decoding: bytes)
    }
  }

  /// Every file cut at every length, and with every byte turned: an error or a picture, no crash.
  @Test(arguments: Goldens.files)
  func survivesDamage(file: String) throws {
    let whole = try Goldens.bytes(file)
    var pictures = 0
    for count in 0..<whole.count {
      if (try? Picture(decoding: Array(whole[..<count]))) != nil { pictures += 1 }
    }
    // A JPEG may lack its end mark, a PNG nothing.
    #expect(pictures <= (file.hasSuffix("jpg") ? 2 : 0))
    for place in whole.indices {
      var bytes = whole
      bytes[place] ^= UInt8(truncatingIfNeeded: 1 << (place % 8))
      let picture = try? Picture(decoding: bytes)
      #expect(picture.map { $0.values.count == $0.width * $0.height * $0.channels } ?? true)
    }
  }
}
