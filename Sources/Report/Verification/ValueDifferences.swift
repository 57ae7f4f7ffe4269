public import AuditResults

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A place where two results say different things.
public struct ValueDifference: Sendable, Hashable {
  /// The place, such as `attributes[0].groups[1].counts.truePositives`.
  public var path: String
  /// What the first result says.
  public var recorded: String
  /// What the second result says.
  public var found: String

  /// Creates a difference.
  public init(path: String, recorded: String, found: String) {
    self.path = path
    self.recorded = recorded
    self.found = found
  }
}

/// What a comparison of two results, value by value, came to.
public struct ValueDifferences: Sendable, Hashable {
  /// How many numbers were compared.
  public var numbers = 0
  /// How many of them are equal to the last bit.
  public var equalNumbers = 0
  /// The largest relative distance of two numbers that count as equal.
  public var largestDeviation = 0.0
  /// How many other values were compared: texts, truth values, absences.
  public var others = 0
  /// Every difference, in the order of the JSON.
  public var differences: [ValueDifference] = []

  /// Nothing compared yet.
  public init() {}
}

/// Compares two results value by value, as their JSON holds them.
///
/// Volatile facts, digests, the command and the program's version are left out, and so is how a
/// model was fine-tuned, which an audit cannot find again. Two numbers are equal when they differ by
/// at most `tolerance` times the larger magnitude, or 10⁻¹²; whole numbers, counts among them, must
/// be the same.
///
/// - Throws: ``ReportError`` when a result cannot be written as JSON.
/// - Complexity: O(n) for n values.
public func valueDifferences(
  from recorded: AuditResult, to found: AuditResult, tolerance: Double
) throws(ReportError) -> ValueDifferences {
  var differences = ValueDifferences()
  differences.compare(try tree(recorded), try tree(found), at: "", tolerance: tolerance)
  return differences
}

/// A result without what two runs may differ in.
private func tree(_ result: AuditResult) throws(ReportError) -> JSONValue {
  var content = result
  content.run = nil
  content.contentDigest = nil
  content.command = nil
  content.tool = ToolFacts(name: "", version: "")
  content.fineTuning = nil
  // A file is its digest; it may have been renamed.
  content.model.file.name = ""
  content.data.file.name = ""
  content.data.spec?.name = ""
  content.gateFile?.name = ""
  content.decision.predictions?.file?.name = ""
  content.baseline?.file.name = ""
  // Explanations belong to the program, not to the findings.
  content.methods = []
  content.definitions = []
  let json = try JSONFormat.encode(content)
  guard let tree = try? JSONDecoder().decode(JSONValue.self, from: Data(json.utf8)) else {
    throw .notJSON
  }
  return tree
}

extension JSONValue {
  /// The value in short.
  fileprivate var words: String {
    switch self {
    case .null: "nothing"
    case .truth(let value): "\(value)"
    case .number(let value): shortestText(value)
    case .text(let value): "'\(clean(value, limit: 80))'"
    case .array(let values): "\(values.count) value\(values.count == 1 ? "" : "s")"
    case .object: "a part"
    }
  }
}

extension ValueDifferences {
  fileprivate mutating func compare(
    _ recorded: JSONValue, _ found: JSONValue, at path: String, tolerance: Double
  ) {
    switch (recorded, found) {
    case (.number(let a), .number(let b)):
      numbers += 1
      if a == b {
        equalNumbers += 1
        return
      }
      let isWhole = a == a.rounded() && b == b.rounded()
      let size = max(abs(a), abs(b))
      guard !isWhole, abs(a - b) <= max(tolerance * size, 1e-12) else { break }
      largestDeviation = max(largestDeviation, abs(a - b) / size)
      return
    case (.null, .null):
      others += 1
      return
    case (.truth(let a), .truth(let b)) where a == b:
      others += 1
      return
    case (.text(let a), .text(let b)) where a.utf8.elementsEqual(b.utf8):
      others += 1
      return
    case (.array(let a), .array(let b)) where a.count == b.count:
      for (index, pair) in zip(a, b).enumerated() {
        compare(pair.0, pair.1, at: "\(path)[\(index)]", tolerance: tolerance)
      }
      return
    case (.object(let a), .object(let b)):
      for key in Set(a.keys).union(b.keys).sorted() {
        compare(
          a[key] ?? .null, b[key] ?? .null, at: path.isEmpty ? key : "\(path).\(key)",
          tolerance: tolerance)
      }
      return
    default: break
    }
    differences.append(
      ValueDifference(path: path, recorded: recorded.words, found: found.words))
  }
}
