public import AuditResults
import Crypto

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads the JSON form of an audit.
///
/// - Parameter json: The bytes of an `audit.json`; at most 256 MiB.
/// - Returns: The result, with counts and lengths checked against each other.
/// - Throws: ``ReportError`` when the bytes are no audit of the supported major schema version.
public func decodeAuditResult(_ json: [UInt8]) throws(ReportError) -> AuditResult {
  try JSONFormat.decode(json)
}

/// The SHA-256 digest, in lower-case hexadecimal, of what an audit found.
///
/// It covers the canonical JSON (``ReportFormat/json``) without `contentDigest` and `run`, so equal
/// findings have equal digests whenever and wherever they were computed.
public func contentDigest(of result: AuditResult) throws(ReportError) -> String {
  var content = result
  content.contentDigest = nil
  content.run = nil
  return hexadecimal(SHA256.hash(data: Array(try JSONFormat.encode(content).utf8)))
}

/// The SHA-256 digest, in lower-case hexadecimal, of a comparison without its own digest.
public func contentDigest(of comparison: AuditComparison) throws(ReportError) -> String {
  var content = comparison
  content.contentDigest = nil
  return hexadecimal(SHA256.hash(data: Array(try JSONFormat.encode(content).utf8)))
}

/// Canonical JSON: sorted keys, two-space indentation, shortest digits that round-trip.
enum JSONFormat {
  /// The largest file that is read, in bytes.
  static let sizeLimit = 256 << 20

  /// What names the schema of a value in its JSON; `nil` for values without a published one.
  ///
  /// A name, not an address: nothing is fetched. The schemas are in docs/schema.
  static func schema(of type: any Any.Type) -> String? {
    switch type {
    case is AuditResult.Type: "urn:fairer-audit:schema:audit:1"
    case is AuditComparison.Type: "urn:fairer-audit:schema:comparison:1"
    default: nil
    }
  }

  /// A value with the name of its schema.
  private struct Named<Value: Encodable>: Encodable {
    var value: Value
    var schema: String

    enum CodingKeys: String, CodingKey { case schema = "$schema" }

    func encode(to encoder: any Encoder) throws {
      try value.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(schema, forKey: .schema)
    }
  }

  /// The canonical JSON of a value.
  ///
  /// Results of schema 1.0.0 do not name their schema, and keep their digests.
  static func encode<Value: Encodable>(_ value: Value) throws(ReportError) -> String {
    let isUnnamed = (value as? AuditResult)?.schemaVersion == "1.0.0"
    guard !isUnnamed, let schema = schema(of: Value.self) else { return try plain(value) }
    return try plain(Named(value: value, schema: schema))
  }

  private static func plain(_ result: some Encodable) throws(ReportError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(result), as: UTF8.self) + "\n"
    } catch let EncodingError.invalidValue(_, context) {
      throw .notFinite(path: dotted(context.codingPath))
    } catch {
      throw .notFinite(path: "")
    }
  }

  static func decode(
    _ json: [UInt8], sizeLimit: Int = Self.sizeLimit
  ) throws(ReportError) -> AuditResult {
    guard json.count <= sizeLimit else {
      throw .tooLarge(bytes: json.count, limit: sizeLimit)
    }
    let versioned = try decode(Versioned.self, from: Data(json))
    guard let result = versioned.result else {
      throw .unsupportedSchema(
        found: versioned.schemaVersion, supported: AuditResult.currentSchemaVersion)
    }
    try validate(result)
    return result
  }

  /// An audit whose version is read before anything else: the rest may have changed between major
  /// versions.
  private struct Versioned: Decodable {
    var schemaVersion: String
    /// `nil` where the version is not supported.
    var result: AuditResult?

    enum CodingKeys: String, CodingKey { case schemaVersion }

    init(from decoder: any Decoder) throws {
      schemaVersion = try decoder.container(keyedBy: CodingKeys.self)
        .decode(String.self, forKey: .schemaVersion)
      let isSupported = major(of: schemaVersion) == major(of: AuditResult.currentSchemaVersion)
      result = isSupported ? try AuditResult(from: decoder) : nil
    }
  }

  /// The number before the first dot of `1.2.3`; `nil` where the text has not that form.
  private static func major(of version: String) -> Int? {
    let parts = version.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.allSatisfy(\.isASCII) ? UInt16($0) : nil }
    return parts.count == 3 && numbers.count == 3 ? Int(numbers[0]) : nil
  }

  private static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data
  ) throws(ReportError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let DecodingError.keyNotFound(key, context) {
      throw .malformed(path: dotted(context.codingPath + [key]), expected: "a value")
    } catch let DecodingError.valueNotFound(type, context) {
      throw .malformed(path: dotted(context.codingPath), expected: "\(type)")
    } catch let DecodingError.typeMismatch(type, context) {
      throw .malformed(path: dotted(context.codingPath), expected: "\(type)")
    } catch let DecodingError.dataCorrupted(context) where !context.codingPath.isEmpty {
      throw .malformed(path: dotted(context.codingPath), expected: context.debugDescription)
    } catch {
      throw .notJSON
    }
  }

  private static func dotted(_ path: [any CodingKey]) -> String {
    path.reduce(into: "") { text, key in
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
  }
}
