import AuditResults

/// Checks flips: as many distances as layers, all finite.
func validate(_ counterfactual: Counterfactual?, at path: String) throws(ReportError) {
  guard let counterfactual else { return }
  for (index, flip) in counterfactual.flips.enumerated() {
    let path = "\(path).flips[\(index)]"
    try validate(flip.becomesSelected, at: path + ".becomesSelected")
    try validate(flip.becomesRefused, at: path + ".becomesRefused")
    try validate(flip.scoreChange, at: path + ".scoreChange")
    try validate(count: flip.distanceRows, at: path + ".distanceRows")
    guard flip.distances.count == counterfactual.layers.count else {
      throw .inconsistent(
        path: path + ".distances", expected: "\(counterfactual.layers.count) layers",
        found: "\(flip.distances.count)")
    }
    guard flip.distances.allSatisfy(\.isFinite) else {
      throw .notFinite(path: path + ".distances")
    }
  }
}

/// Checks the screen of proxies.
func validate(_ screen: ProxyScreen?, at path: String) throws(ReportError) {
  guard let screen else { return }
  try validate(count: screen.rows, at: path + ".rows")
  try validate(count: screen.comparisons, at: path + ".comparisons")
  guard screen.chance.isFinite else { throw .notFinite(path: path + ".chance") }
  for (name, entries) in [("inputs", screen.inputs), ("layers", screen.layers)] {
    for (index, entry) in entries.enumerated() {
      let path = "\(path).\(name)[\(index)]"
      try validate(entry.area, at: path + ".area")
      try validate(count: entry.width, at: path + ".width")
      guard entry.adjustedP?.isFinite ?? true else { throw .notFinite(path: path + ".adjustedP") }
    }
  }
}
