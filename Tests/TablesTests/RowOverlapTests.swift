import Foundation
import TestSupport
import Testing

@testable import Tables

struct RowOverlapTests {
  private func shared(_ test: String, _ training: String) throws -> Int {
    let folder = try TemporaryFolder()
    try test.write(toFile: folder.path("a.csv"), atomically: false, encoding: .utf8)
    try training.write(toFile: folder.path("b.csv"), atomically: false, encoding: .utf8)
    return try Dataset.sharedRows(
      of: folder.path("a.csv"), with: folder.path("b.csv"), data: DataSpec())
  }

  @Test(arguments: [
    ("x,y\n1,a\n2,b\n1,a\n", "x,y\n1,a\n3,c\n", 2),
    // The columns' order does not matter, and columns of one file alone do not count.
    ("x,y,id\n1,a,7\n2,b,8\n", "y,x,z\nb,2,0\n", 1),
    // What stands in which column does.
    ("x,y\n1,2\n", "x,y\n2,1\n", 0),
    ("x,y\nab,c\n", "x,y\na,bc\n", 0),
    ("x,y\n,a\n", "x,y\na,\n", 0),
    ("x\n\"1\"\n", "x\n1\n", 1),
    ("x\n1\n", "y\n1\n", 0),
  ])
  func countsRows(test: String, training: String, count: Int) throws {
    #expect(try shared(test, training) == count)
  }
}
