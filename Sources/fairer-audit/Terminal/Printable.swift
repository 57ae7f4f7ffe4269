extension String {
  /// The text as a terminal may show it.
  ///
  /// Names come from files that may be hostile: no control or bidirectional characters reach the
  /// terminal, and a text stays on one line of bearable length.
  var printable: String {
    let isUnsafe = { (scalar: Unicode.Scalar) in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
    var kept = String.UnicodeScalarView()
    for scalar in unicodeScalars { kept.append(isUnsafe(scalar) ? " " : scalar) }
    let line = String(kept)
    return line.count <= 2_000 ? line : line.prefix(2_000) + "…"
  }
}
