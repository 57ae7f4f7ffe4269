import AuditResults

/// The sections of a report, in order.
enum SectionID: String, CaseIterable, Sendable {
  case result
  case findings
  case system
  case data
  case outcomes
  case errors
  case intersections
  case thresholds
  case bounds
  case strata
  case network
  case change
  case limits
  case profile
  case methods
  case glossary
  case limitations
  case reproducibility
  case signOff = "sign-off"
}

/// One section: its title and the function that makes its blocks from a result.
struct Section: Sendable {
  var id: SectionID
  var title: String
  var blocks: @Sendable (AuditResult) -> [Block]
  /// Whether a report has the section; most have it always, and say what does not apply.
  var isShown: @Sendable (AuditResult) -> Bool = { _ in true }

  /// Every section, one row each.
  static let all: [Section] = [
    Section(id: .result, title: "Result", blocks: resultBlocks),
    Section(id: .findings, title: "Findings in plain language", blocks: findingsBlocks),
    Section(id: .system, title: "System and decision", blocks: systemBlocks),
    Section(id: .data, title: "Data and coverage", blocks: dataBlocks),
    Section(id: .outcomes, title: "Outcomes per group", blocks: outcomesBlocks),
    Section(id: .errors, title: "Errors per group", blocks: errorsBlocks),
    Section(id: .intersections, title: "Intersections", blocks: intersectionsBlocks),
    Section(id: .thresholds, title: "Cut-off sensitivity", blocks: thresholdBlocks),
    Section(
      id: .bounds, title: "Missing group values", blocks: boundsBlocks,
      isShown: { $0.hasBounds }),
    Section(id: .strata, title: "Within strata", blocks: strataBlocks, isShown: { $0.hasStrata }),
    Section(id: .network, title: "Inside the network", blocks: networkBlocks),
    Section(
      id: .change, title: "Before and after fine-tuning", blocks: changeBlocks,
      isShown: { $0.fineTuning != nil }),
    Section(id: .limits, title: "Limits and gates", blocks: limitsBlocks),
    Section(id: .profile, title: "Profile and cross-walk", blocks: profileBlocks),
    Section(id: .methods, title: "Methods and definitions", blocks: methodsBlocks),
    Section(id: .glossary, title: "Glossary", blocks: glossaryBlocks),
    Section(id: .limitations, title: "Limitations", blocks: limitationsBlocks),
    Section(id: .reproducibility, title: "Reproducibility", blocks: reproducibilityBlocks),
    Section(id: .signOff, title: "Sign-off", blocks: signOffBlocks),
  ]

  /// The sections that the report of a result has.
  static func shown(in result: AuditResult) -> [Section] { all.filter { $0.isShown(result) } }

  /// The title of a section.
  static func title(of id: SectionID) -> String { all.first { $0.id == id }?.title ?? id.rawValue }
}
