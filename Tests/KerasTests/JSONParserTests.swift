import Testing

@testable import Keras

@Suite struct JSONParserTests {
  private static let values: [(String, JSONValue)] = [
    ("null", .null), (" true ", .bool(true)), ("false", .bool(false)),
    ("0", .integer(0)), ("-12", .integer(-12)), ("9223372036854775807", .integer(.max)),
    ("9223372036854775808", .number(0x1p63)), ("1.5e3", .number(1500)), ("1E-2", .number(0.01)),
    ("Infinity", .number(.infinity)), ("-Infinity", .number(-.infinity)),
    ("[]", .array([])), ("{}", .object([:])), ("[ 1 , [ ] ]", .array([.integer(1), .array([])])),
    ("{\"a\": {\"b\": [null]}}", .object(["a": .object(["b": .array([.null])])])),
    (#""a\"\\\/\b\f\n\r\tb""#, .string("a\"\\/\u{8}\u{C}\n\r\tb")),
    (#""\u00fc\u4e2d\ud83d\ude00""#, .string("\u{fc}\u{4e2d}\u{1f600}")),
    ("\"\u{fc}\"", .string("\u{fc}")),
  ]

  @Test(arguments: values)
  func reads(text: String, value: JSONValue) throws {
    #expect(try JSONParser.parse(text) == value)
  }

  @Test func readsNaN() throws {
    #expect(try JSONParser.parse("[NaN]").array?.first?.double?.isNaN == true)
  }

  private static let failures: [(String, Int, JSONProblem)] = [
    ("", 0, .ends), ("  ", 2, .ends), ("[1", 2, .ends), ("[1,", 3, .ends), ("\"a", 2, .ends),
    ("{\"a\":1,\"a\":2}", 10, .duplicateKey("a")),
    ("[1,]", 3, .unexpected), ("{\"a\" 1}", 5, .unexpected), ("{1:2}", 1, .unexpected),
    ("1 2", 2, .unexpected), ("+1", 0, .unexpected), (".5", 0, .unexpected), ("1.", 0, .unexpected),
    ("nul", 0, .unexpected), ("'a'", 0, .unexpected), ("\"\n\"", 1, .unexpected),
    (#""\x""#, 3, .unexpected), (#""\ud800""#, 7, .unexpected), (#""\udc00""#, 7, .unexpected),
    (#""\ud800\u0041""#, 13, .unexpected), (#""\u00g0""#, 3, .unexpected), (#""\u00"#, 3, .ends),
  ]

  @Test(arguments: failures)
  func refuses(text: String, offset: Int, problem: JSONProblem) {
    let error = #expect(throws: JSONFailure.self) { _ = try JSONParser.parse(text) }
    #expect(error?.problem == problem, "\(text)")
    #expect(error?.offset == offset, "\(text)")
  }

  @Test func refusesDepth() throws {
    let limit = JSONParser.depthLimit
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try JSONParser.parse(nested(limit))
    #expect(throws: JSONFailure(offset: limit, problem: .tooDeep(limit: limit))) {
      _ = try JSONParser.parse(nested(limit + 1))
    }
    #expect(throws: JSONFailure.self) {
      _ = try JSONParser.parse(String(repeating: "[", count: 1_000_000))
    }
  }
}
