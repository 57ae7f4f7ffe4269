import Tables

/// Refuses what a spec asks for and the audit would leave out, so that no number is silently of
/// something else than was asked.
func checkAuditable(
  _ dataset: Dataset, label: LabelSpec, spec: AuditSpec
) throws(UsageError) {
  func refuse(_ key: String, _ what: String) -> UsageError {
    .notAudited(spec: spec.path, key: key, what: what)
  }
  switch label.kind {
  case .binary: break
  case .multiclass: throw refuse("label.kind", "a label of several classes")
  case .numeric: throw refuse("label.kind", "a numeric label")
  }
  if dataset.weights != nil { throw refuse("weight", "sample weights") }
  if dataset.strata != nil { throw refuse("stratum", "a stratum") }
  if dataset.predictions != nil { throw refuse("predictions", "predictions made elsewhere") }
}
