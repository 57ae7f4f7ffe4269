import AuditResults

/// The drawings of a report, one row each; tests run over all of them.
enum ChartKind: String, CaseIterable, Sendable {
  case selectionRates
  case impactRatios
  case errorRates
  case layerParity
  case influenceScatter
  case ablationCurve
  case networkDrawing
  case thresholds
  case numberMeans
  case numberErrors
  case classAccuracy

  /// The drawings for one attribute, none where the result has nothing to draw.
  func panels(attribute: String, in result: AuditResult) -> [SVG] {
    let outcome = result.attributes.first { isSame($0.name, attribute) }
    let influence = result.influence.first { isSame($0.attribute, attribute) }
    switch self {
    case .selectionRates: return outcome.map { selectionRatePanels($0, in: result) } ?? []
    case .impactRatios: return outcome.map { impactRatioPanels($0, in: result) } ?? []
    case .errorRates: return outcome.map { errorRatePanels($0, in: result) } ?? []
    case .layerParity: return influence.map { layerParityPanels($0, in: result) } ?? []
    case .thresholds: return outcome.map { thresholdPanels($0, in: result) } ?? []
    case .influenceScatter: return influence.map { influenceScatterPanels($0) } ?? []
    case .ablationCurve: return influence.map { ablationCurvePanels($0, in: result) } ?? []
    case .numberMeans: return outcome.map { numberMeanPanels($0, in: result) } ?? []
    case .numberErrors: return outcome.map { numberErrorPanels($0, in: result) } ?? []
    case .classAccuracy: return outcome.map { classAccuracyPanels($0, in: result) } ?? []
    case .networkDrawing: return influence.map { networkDrawingPanels($0) } ?? []
    }
  }
}
