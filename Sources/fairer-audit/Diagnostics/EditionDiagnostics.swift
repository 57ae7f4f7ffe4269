import AuditResults

extension EditionError: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .tooFewRows(let cell, let minimum):
      Diagnostic(
        .input,
        "a public edition tells no count below \(minimum), and all rows together have a cell of \(cell)",
        hint: "audit more rows, or write the restricted edition and keep it inside")
    case .otherLabel:
      Diagnostic(
        .usage, "a public edition is made of audits of a binary label only",
        hint: "write the restricted edition and keep it inside")
    }
  }
}
