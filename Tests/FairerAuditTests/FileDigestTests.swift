import FairerAudit
import Foundation
import TestSupport
import Testing

struct FileDigestTests {
  @Test func aFileIsDescribedByNameSizeAndDigest() throws {
    let folder = try TemporaryFolder()
    try Data("abc".utf8).write(to: folder.url.appending(path: "a.txt"))
    let facts = try fileFacts(folder.path("a.txt"))
    // The digest of "abc" in FIPS 180-2, appendix B.1.
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(facts == FileFacts(name: "a.txt", bytes: 3, sha256: digest))
    #expect(fileFacts(Array("abc".utf8), name: "b/a.txt") == facts)
  }
}
