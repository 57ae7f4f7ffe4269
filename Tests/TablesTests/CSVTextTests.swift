import Tables
import Testing

struct CSVTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
    ("two\nlines", "\"two\nlines\""), ("=1+1", "'=1+1"), ("@x", "'@x"), ("-a", "'-a"),
    ("+a", "'+a"), ("\tx", "'\tx"), ("=a,b", "\"'=a,b\""), ("\u{FF1D}1", "'\u{FF1D}1"),
    ("\n=1", "\"'\n=1\""), ("", ""),
  ])
  func writesCells(value: String, cell: String) {
    #expect(CSVText.cell(value) == cell)
  }

  @Test func writesPredictions() {
    let text = CSVText.predictions([
      (name: "prob", values: [0.25, 1e-20, 0.1]), (name: "a,b", values: [-1, 3, .nan]),
    ])
    #expect(text == "row,prob,\"a,b\"\n0,0.25,-1.0\n1,1e-20,3.0\n2,0.1,nan\n")
  }
}
