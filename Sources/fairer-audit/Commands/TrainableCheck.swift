import Tables

/// Refuses what a spec asks for and fine-tuning would leave out, so that no weight is silently fitted
/// to something else than was asked.
func checkTrainable(_ spec: AuditSpec, label: LabelSpec) throws(UsageError) {
  func refuse(_ key: String, _ what: String) -> UsageError {
    .notTrained(spec: spec.path, key: key, what: what)
  }
  switch label.kind {
  case .binary: break
  case .multiclass: throw refuse("label.kind", "a label of several classes")
  case .numeric: throw refuse("label.kind", "a numeric label")
  }
  if spec.weight != nil { throw refuse("weight", "sample weights") }
  if spec.cluster != nil { throw refuse("cluster", "clusters of rows") }
  if spec.stratum != nil { throw refuse("stratum", "a stratum") }
  if spec.predictions != nil { throw refuse("predictions", "predictions made elsewhere") }
}
