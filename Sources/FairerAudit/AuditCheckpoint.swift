public import Audit
public import AuditResults
public import Engine
import Keras
import Report
public import Tables

/// What an audit spec must say before it can be audited.
public enum SpecGap: Error, Equatable, Sendable {
  /// The spec names no test rows.
  case noData(spec: String)
  /// The spec names no label.
  case noLabel(spec: String)
  /// The spec names no group, or not that one.
  case noGroups(spec: String)
}

/// Audits a checkpoint as its audit spec says: from files to the result that every report is made of.
///
/// It is what the command does without options: the checkpoint becomes a model, the rows are read and
/// scored, every group is measured, the neurons are looked at, limits are judged. The result carries
/// its digest; it has no run facts, which only its caller knows.
///
/// HDF5 files and images are parsed in this process. The command parses them in processes of their own,
/// so that hostile files harm nothing: for checkpoints of strangers run the command.
///
/// - Parameters:
///   - path: The checkpoint; weights without an architecture need ``AuditSubject``.
///   - spec: The audit spec.
///   - groups: The attributes to audit, by column or name; those of the spec if `nil`.
///   - intersections: How many attributes are crossed at most; 1 for none.
///   - tool: The program that asks, which the report names.
///   - options: Threads; the result does not depend on them.
///   - progress: Is told how far the audit is.
/// - Returns: The result.
/// - Throws: ``SpecGap`` where the spec says too little, `CheckpointError`, `TableError`,
///   `PreprocessingError` and `ShapeError` for files that cannot be read or do not fit, and
///   `AuditError`.
public func audit(
  checkpoint path: String, spec: AuditSpec, groups: [String]? = nil, intersections: Int = 1,
  tool: ToolFacts = .library,
  options: RunOptions = RunOptions(), progress: (AuditProgress) -> Void = { _ in }
) throws -> AuditResult {
  guard let data = spec.data.test else { throw SpecGap.noData(spec: spec.path) }
  guard let label = spec.label else { throw SpecGap.noLabel(spec: spec.path) }
  let attributes = groups.map(spec.groups(named:)) ?? spec.groups
  guard !attributes.isEmpty else { throw SpecGap.noGroups(spec: spec.path) }
  let rows = DatasetRequest(
    path: data, spec: spec, label: label, groups: attributes, intersections: intersections)
  let checkpoint = try Checkpoint.read(path: path)
  let subject = try AuditSubject(
    checkpoint, imported: checkpoint.model(), request: rows, spec: spec, options: options)
  let request = try AuditRequest(
    subject, spec: spec, data: data, label: label, tool: tool, options: options)
  var result = try audit(request, progress: progress)
  try subject.dataset.checkRead()
  result.contentDigest = try contentDigest(of: result)
  return result
}
