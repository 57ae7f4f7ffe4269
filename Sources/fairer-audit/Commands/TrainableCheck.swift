import Tables

/// Refuses what a spec asks for and fine-tuning would leave out, so that no weight is silently fitted
/// to something else than was asked.
func checkTrainable(
  _ dataset: Dataset, label: LabelSpec, spec: AuditSpec
) throws(UsageError) {
  func refuse(_ key: String, _ what: String) -> UsageError {
    .notTrained(spec: spec.path, key: key, what: what)
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
