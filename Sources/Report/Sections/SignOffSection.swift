import AuditResults

/// Fields for the people who answer for the audit; the tool fills in none of them.
@Sendable func signOffBlocks(_ result: AuditResult) -> [Block] {
  [
    .paragraph(
      """
      The tool leaves these fields blank. Until people fill them in, this is a calculation, not an \
      approval; run by the model’s owner it is a self-assessment, not an independent audit.
      """),
    .table(
      Table(
        "Signatures",
        columns: [.left("Step"), .left("Name"), .left("Role"), .left("Date"), .left("Signature")],
        rows: ["Prepared", "Reviewed", "Approved"].map { [Text(.plain, $0), "", "", "", ""] })),
    .table(
      Table(
        "Decision",
        columns: [.left("Question"), .left("Answer")],
        rows: [
          ["Self-assessment or independent audit", ""],
          ["Independence of the auditor", ""],
          ["Decision: accept, accept with conditions, or reject", ""],
          ["Conditions", ""],
          ["Next review on or before", ""],
        ])),
  ]
}
