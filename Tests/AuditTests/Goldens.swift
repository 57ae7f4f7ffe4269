import AuditResults
import Foundation
import TestSupport

@testable import Audit

typealias JSON = JSONValue

/// Shorthands for reading goldens.
extension JSONValue {
  var number: Double? { if case .number(let value) = self { value } else { nil } }
  var text: String? { if case .text(let value) = self { value } else { nil } }
  var list: [JSON] { if case .array(let values) = self { values } else { [] } }
  var object: [String: JSON] { if case .object(let values) = self { values } else { [:] } }
  var numbers: [Double] { list.compactMap(\.number) }
  subscript(key: String) -> JSON { object[key] ?? .null }
  subscript(index: Int) -> JSON { list.indices.contains(index) ? list[index] : .null }
}

enum Goldens {
  static func read(_ name: String) throws -> JSON {
    let url = Repository.fixtures.appending(path: "audit/\(name)")
    return try JSONDecoder().decode(JSON.self, from: Data(contentsOf: url))
  }

  /// The rows of a table of goldens; reading none would let a test pass unseen.
  static func rows(_ file: String, _ key: String) throws -> [JSON] {
    let rows = try read(file)[key].list
    try requireRows(!rows.isEmpty)
    return rows
  }

  private static func requireRows(_ condition: Bool) throws {
    struct NoRows: Error {}
    if !condition { throw NoRows() }
  }
}

/// Whether two numbers agree to a relative error, or exactly.
func agree(_ a: Double?, _ b: Double?, relative: Double, absolute: Double = 0) -> Bool {
  guard let a, let b else { return false }
  return a == b || abs(a - b) <= max(relative * abs(b), absolute)
}
