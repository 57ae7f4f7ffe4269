import Foundation
import TestSupport
import Testing

@testable import Tables

/// Looks at a table that is given as text.
func profile(_ text: String, name: String = "a.csv") throws -> TableProfile {
  let folder = try TemporaryFolder()
  try text.write(toFile: folder.path(name), atomically: false, encoding: .utf8)
  return try TableProfile.read(path: folder.path(name))
}

struct ColumnProfileTests {
  /// Mean and deviation as NumPy computes them from the same file.
  @Test func describesTheSample() throws {
    let path = Repository.samples.appending(path: "adult/adult_test.csv").path
    let table = try TableProfile.read(path: path)
    #expect(table.rows == 9044 && table.columns.count == 15)
    for (name, mean, deviation) in [
      ("age", 38.41220698805838, 13.299634747840823),
      ("fnlwgt", 190892.432109686, 107013.04995727408),
      ("capital-gain", 1266.6692835028748, 8466.347864004723),
    ] {
      let column = try #require(table.column(name))
      #expect(column.isNumeric && column.missing == 0)
      #expect(abs(column.mean - mean) <= 2 * mean.ulp)
      #expect(abs(column.standardDeviation - deviation) <= 4 * deviation.ulp)
    }
    let country = try #require(table.column("native-country"))
    #expect(!country.isNumeric && country.values.count == 40)
    #expect(country.sortedValues.first == "Cambodia")
    let education = try #require(table.column("education"))
    let years = try #require(table.column("education-num"))
    // One stands for the other, so neither is made from the other.
    #expect(!education.isMade(from: years) && !years.isMade(from: education))
  }

  /// Texts that mean nothing are no values, so codes do not count them.
  @Test func aColumnIsMadeFromNumbersWithMissingTexts() throws {
    let rows = (0..<60).map { row in
      let level = row == 1 ? "?" : "\(row % 3)"
      return "\(row % 3 == 2 ? "high" : "low"),\(level)\n"
    }
    let table = try profile("grade,level\n" + rows.joined())
    let (grade, level) = (table.columns[0], table.columns[1])
    #expect(level.isNumeric && level.values == ["0", "2", "1"] && level.missingTexts == ["?"])
    #expect(level.codes.prefix(4) == [0, -1, 1, 0])
    #expect(grade.isMade(from: level) && !level.isMade(from: grade))
  }

  @Test(arguments: [
    ("a;b\n1,5;x\n2;y\n", "a.csv", UInt8(ascii: ";"), UInt8(ascii: ",")),
    ("a\tb\n1.5\tx\n2\ty\n", "a.csv", UInt8(ascii: "\t"), UInt8(ascii: ".")),
    ("a|b\n1.5|x\n2|y\n", "a.csv", UInt8(ascii: "|"), UInt8(ascii: ".")),
    ("a,b\n1.5,x;y;z\n2,y\n", "a.csv", nil, UInt8(ascii: ".")),
    ("a\tb\n1.5\tx\n2\ty\n", "a.tsv", nil, UInt8(ascii: ".")),
  ])
  func findsOutHowAFileIsWritten(
    text: String, name: String, separator: UInt8?, decimal: UInt8
  ) throws {
    let table = try profile(text, name: name)
    #expect(table.data.separator == separator)
    #expect(table.data.decimal == decimal)
    #expect(table.columns.map(\.isNumeric) == [true, false])
    #expect(table.columns[0].mean == 1.75)
    #expect(table.columns[0].minimum == 1.5 && table.columns[0].maximum == 2)
  }

  @Test func readsLatin1WhereUTF8Fails() throws {
    let folder = try TemporaryFolder()
    let bytes = try #require("naïve\nü\n".data(using: .isoLatin1))
    try bytes.write(to: folder.url.appending(path: "a.csv"))
    let table = try TableProfile.read(path: folder.path("a.csv"))
    #expect(table.data.encoding == .latin1)
    #expect(table.columns[0].name == "naïve" && table.columns[0].values == ["ü"])
  }

  @Test func tellsMissingValuesFromCategories() throws {
    let table = try profile("x,y\n1,?\nNA,b\n,?\n3,\n")
    #expect(table.columns[0].isNumeric)
    #expect(table.columns[0].missing == 2 && table.columns[0].mean == 2)
    #expect(table.columns[0].values == ["1", "3"])
    // In a column of categories a question mark is one of them.
    #expect(table.columns[1].missing == 1 && table.columns[1].values == ["?", "b"])
    #expect(table.data.missing == ["NA"])
  }

  @Test func findsColumnsMadeFromOthers() throws {
    var text = "age,band,noise\n"
    for row in 0..<400 {
      let age = 20 + row % 37
      text += "\(age),\(age < 30 ? "young" : "old"),\(row % 2)\n"
    }
    let table = try profile(text)
    #expect(table.columns[1].isMade(from: table.columns[0]))
    #expect(!table.columns[0].isMade(from: table.columns[1]))
    #expect(!table.columns[2].isMade(from: table.columns[0]))
  }

  @Test func keepsAThousandValues() throws {
    let table = try profile("x\n" + (0..<1500).map { "v\($0)\n" }.joined())
    #expect(table.columns[0].values.count == 1000 && table.columns[0].hasMore)
    #expect(table.columns[0].longest == 5)
    #expect(table.columns[0].letters == "0123456789v".map { String($0) })
  }
}
