import AuditResults

/// An in-toto Statement with a Test Result predicate, unsigned: the organisation signs it.
///
/// Subjects are the model and the data by digest, the configuration the spec and the gate file.
/// Whatever ends the run with a code other than 0 is a failed test; where no limit was judged, the result is
/// WARNED, for the predicate has no word for nothing tested.
enum AttestationFormat {
  static func render(_ result: AuditResult) throws(ReportError) -> String {
    func names(_ verdicts: Set<GateVerdict>) -> [String] {
      result.gates.filter { verdicts.contains(result.verdict($0)) }
        .map { clean(result.id(of: $0)) }
    }
    let failed = names([.failed, .open, .notAssessed])
    let warned = names([.warned])
    let passed = names([.passed])
    // Nothing passes by absence: without a limit that is met there is no pass to attest.
    let isPassed = warned.isEmpty && !passed.isEmpty
    return try JSONFormat.encode(
      Statement(
        type: "https://in-toto.io/Statement/v1",
        subject: [Resource(result.model.file), Resource(result.data.file)],
        predicateType: "https://in-toto.io/attestation/test-result/v0.1",
        predicate: Predicate(
          result: failed.isEmpty ? (isPassed ? "PASSED" : "WARNED") : "FAILED",
          configuration: [result.data.spec, result.gateFile].compactMap { $0.map(Resource.init) },
          passedTests: passed, warnedTests: warned, failedTests: failed)))
  }

  private struct Statement: Encodable {
    enum CodingKeys: String, CodingKey {
      case type = "_type"
      case subject, predicateType, predicate
    }
    var type: String
    var subject: [Resource]
    var predicateType: String
    var predicate: Predicate
  }

  private struct Resource: Encodable {
    var name: String
    var digest: [String: String]

    init(_ file: FileFacts) {
      name = clean(file.name)
      digest = ["sha256": clean(file.sha256)]
    }
  }

  private struct Predicate: Encodable {
    var result: String
    var configuration: [Resource]
    var passedTests: [String]
    var warnedTests: [String]
    var failedTests: [String]
  }
}
