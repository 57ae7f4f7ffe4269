import Foundation

/// Checks JSON values against the part of JSON Schema that ours use, and refuses what they do not
/// name: a field without its place in the schema is a fault of the schema.
struct SchemaValidator {
  let definitions: [String: Any]

  init(_ schema: [String: Any]) { definitions = schema["$defs"] as? [String: Any] ?? [:] }

  /// Every violation, with its path.
  func violations(_ value: Any, _ schema: [String: Any], at path: String = "$") -> [String] {
    if let reference = schema["$ref"] as? String {
      let name = String(reference.dropFirst("#/$defs/".count))
      guard let target = definitions[name] as? [String: Any] else {
        return ["\(path): no definition \(name)"]
      }
      return violations(value, target, at: path)
    }
    if let choices = schema["anyOf"] as? [[String: Any]] {
      let found = choices.map { violations(value, $0, at: path) }
      return found.contains(where: \.isEmpty) ? [] : found.flatMap(\.self)
    }
    let types = schema["type"] as? [String] ?? [schema["type"] as? String].compactMap(\.self)
    guard types.contains(where: { isOf($0, value) }) else {
      return ["\(path): expected \(types.joined(separator: " or "))"]
    }
    if let values = schema["enum"] as? [String], let text = value as? String,
      !values.contains(text)
    {
      return ["\(path): '\(text)' is none of \(values)"]
    }
    if let items = schema["items"] as? [String: Any], let array = value as? [Any] {
      return array.enumerated().flatMap {
        violations($0.element, items, at: "\(path)[\($0.offset)]")
      }
    }
    guard let object = value as? [String: Any] else { return [] }
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    let others = schema["additionalProperties"] as? [String: Any]
    let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
    return missing.map { "\(path): no \($0)" }
      + object.sorted { $0.key < $1.key }.flatMap { key, value -> [String] in
        guard let own = properties[key] ?? others else { return ["\(path): \(key) is not named"] }
        return violations(value, own, at: "\(path).\(key)")
      }
  }

  private func isOf(_ type: String, _ value: Any) -> Bool {
    switch type {
    case "null": value is NSNull
    case "string": value is String
    case "array": value is [Any]
    case "object": value is [String: Any]
    case "boolean": (value as? NSNumber).map(isTruth) ?? (value is Bool)
    case "number": (value as? NSNumber).map { !isTruth($0) } ?? false
    case "integer":
      (value as? NSNumber).map { !isTruth($0) && $0.doubleValue == $0.doubleValue.rounded() }
        ?? false
    default: false
    }
  }

  /// Foundation hides truth values among its numbers.
  private func isTruth(_ number: NSNumber) -> Bool {
    unsafe String(cString: number.objCType) == "c"
  }
}
