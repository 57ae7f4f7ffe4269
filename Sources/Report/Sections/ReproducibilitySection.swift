import AuditResults

/// What is needed to make the same numbers again.
@Sendable func reproducibilityBlocks(_ result: AuditResult) -> [Block] {
  var files: [(Text, FileFacts)] = [("Model", result.model.file), ("Data", result.data.file)]
  if let predictions = result.decision.predictions {
    if !predictions.namesModel { files.removeFirst() }
    if let file = predictions.file { files.append(("Predictions", file)) }
  }
  if let spec = result.data.spec { files.append(("Audit spec", spec)) }
  let settings = result.settings
  return [
    .table(
      Table(
        "Files",
        columns: [.left("Role"), .left("File"), .right("Bytes"), .left("SHA-256")],
        rows: files.map { role, file in
          [role, Text.name(file.name), Numbers.count(file.bytes), Text.code(file.sha256)]
        })),
    .table(
      Table(
        "Tool and settings",
        columns: [.left("Setting"), .left("Value")],
        rows: [
          ["Tool", "\(name: result.tool.name) \(name: result.tool.version)"],
          ["Schema of the JSON", Text.name(result.schemaVersion)],
          ["Seed of every random draw", Text(.plain, String(settings.seed))],
          ["Coverage of intervals", Text(.plain, result.confidence)],
          ["Smallest group not marked as small", Numbers.count(settings.minimumGroupSize)],
          ["Blocks for resampling influences", Numbers.count(settings.blocks)],
          ["Bootstrap replicates", Numbers.count(settings.bootstrapReplicates)],
          ["Permutations", Numbers.count(settings.permutations)],
          ["Random halvings", Numbers.count(settings.splitHalves)],
          [
            "Content digest (SHA-256)",
            result.contentDigest.map { Text.code($0) } ?? .muted("not recorded"),
          ],
        ],
        remark: """
          The content digest covers the JSON without the run facts below: equal audits have equal \
          digests.
          """)),
    runBlock(result.run),
  ]
}

private func runBlock(_ run: RunFacts?) -> Block {
  guard let run else { return .paragraph("The facts of the run were not recorded.") }
  return .volatile(
    label: """
      \(Text.strong("Volatile facts of this run.")) Two audits of the same files with the same \
      settings may differ here and, but for the date on the first page, nowhere else.
      """,
    [
      .facts([
        .init(term: "Started", text: Text.name(Numbers.date(run.started))),
        .init(term: "Duration", text: Text(.plain, Numbers.fixed(run.seconds, decimals: 1) + " s")),
        .init(term: "System", text: "\(name: run.system), \(name: run.architecture)"),
        .init(term: "Threads", text: Numbers.count(run.threads)),
        .init(
          term: "Libraries",
          text: run.libraries.isEmpty
            ? .muted("not recorded") : run.libraries.prefix(30).map { Text.name($0) }.joined(", ")),
        .init(
          term: "Reproduce with",
          text: Text.code(run.commandLine.prefix(200).map(quoted).joined(separator: " "))),
      ])
    ])
}

/// An argument as a POSIX shell reads it back.
private func quoted(_ argument: String) -> String {
  let plain = argument.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_./,:=+@%".utf8.contains(byte)
    }
  }
  guard !plain || argument.isEmpty else { return argument }
  return "'" + argument.replacing("'", with: "'\\''") + "'"
}
