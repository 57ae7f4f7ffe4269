import AuditResults

/// Checks what only audits of some labels hold: classes, bounds and strata.
///
/// - Throws: ``ReportError/inconsistent(path:expected:found:)`` for the first contradiction.
func validateKinds(_ result: AuditResult) throws(ReportError) {
  for (index, attribute) in result.attributes.enumerated() {
    try validate(attribute, at: "attributes[\(index)]")
  }
  for (number, outcome) in (result.classes ?? []).enumerated() {
    let path = "classes[\(number)]"
    try validate(outcome.overall, at: path + ".overall")
    guard outcome.threshold?.isFinite ?? true else { throw .notFinite(path: path + ".threshold") }
    for (index, attribute) in outcome.attributes.enumerated() {
      let path = "\(path).attributes[\(index)]"
      try validate(attribute, at: path)
      for (position, group) in attribute.groups.enumerated() {
        try validate(group, at: "\(path).groups[\(position)]")
      }
      for (position, disparity) in attribute.disparities.enumerated() {
        try validate(disparity.estimate, at: "\(path).disparities[\(position)].estimate")
      }
    }
  }
}

/// Bounds and strata of an attribute.
private func validate(_ attribute: AttributeOutcome, at path: String) throws(ReportError) {
  for (index, bounds) in (attribute.bounds ?? []).enumerated() {
    let path = "\(path).bounds[\(index)]"
    try validate(bounds.known, at: path + ".known")
    try validate(count: bounds.rows, at: path + ".rows")
    guard bounds.best.isFinite, bounds.bestLimit.isFinite, bounds.worst.isFinite else {
      throw .notFinite(path: path)
    }
  }
  guard let stratified = attribute.stratified else { return }
  for (index, stratum) in stratified.strata.enumerated() {
    for (position, cell) in stratum.cells.enumerated() {
      let path = "\(path).stratified.strata[\(index)].cells[\(position)]"
      try validate(count: cell.rows, at: path + ".rows")
      guard (0...cell.rows).contains(cell.selected) else {
        throw .inconsistent(
          path: path + ".selected", expected: "0 to \(cell.rows)", found: "\(cell.selected)")
      }
    }
  }
  for (index, found) in stratified.conditional.enumerated() {
    let path = "\(path).stratified.conditional[\(index)]"
    try validate(found.unconditional, at: path + ".unconditional")
    try validate(found.conditional, at: path + ".conditional")
  }
  for (index, found) in stratified.associations.enumerated() {
    let path = "\(path).stratified.associations[\(index)]"
    try validate(found.oddsRatio, at: path + ".oddsRatio")
    try validate(count: found.strata, at: path + ".strata")
  }
}
