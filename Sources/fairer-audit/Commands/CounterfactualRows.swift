import Audit
import AuditResults
import Engine
import FairerAudit
import Keras
import Tables

/// Reads the data again with other groups' values in the place of the rows' own.
struct CounterfactualRows {
  let spec: AuditSpec
  let data: String
  /// Which rows of the file are audited; `nil` for all.
  var rows: [Int]?
  let groups: [GroupSpec]
  let imported: ImportedModel
  let scored: ValueID
  let options: RunOptions

  /// Adds what flips change to each attribute that is no intersection.
  func add(to result: inout AuditResult, request: AuditRequest) throws {
    guard request.settings.counterfactual != false, let study = try CounterfactualStudy(request)
    else { return }
    for (index, group) in groups.enumerated() where index < result.attributes.count {
      let attribute = request.dataset.subgroups[index]
      result.attributes[index].counterfactual = try flips(
        of: group, attribute, study: study, request: request)
    }
    result.explainMethods()
  }

  private func flips(
    of group: GroupSpec, _ attribute: Subgroups, study: CounterfactualStudy,
    request: AuditRequest
  ) throws -> Counterfactual {
    let isInput = takes(group.column)
    let proxies = group.proxies.filter { takes($0.column) }
    let columns = (isInput ? [group.column] : []) + proxies.map(\.column)
    func none(_ absence: Counterfactual.Absence) -> Counterfactual {
      Counterfactual(columns: columns, isInput: isInput, absence: absence)
    }
    guard !columns.isEmpty else { return none(.notAnInput) }
    let values = request.dataset.groupValues[group.name] ?? []
    let chosen = study.groups(of: attribute, values: values).chosen.count
    let isAsked = request.settings.counterfactual == true
    guard isAsked || chosen * request.dataset.rows <= CounterfactualStudy.affordable else {
      return none(.omitted)
    }
    return try study.compare(attribute, values: values, columns: columns, isInput: isInput) {
      target in
      var again = DatasetRequest(path: data, spec: spec, label: nil, groups: [])
      if isInput, let value = values[target] {
        again.substitutions[group.column] = .value(value)
      }
      for proxy in proxies {
        guard let texts = proxy.texts[attribute.groups[target]] else { continue }
        again.substitutions[proxy.column] = .texts(texts)
      }
      let (dataset, values) = try imported.readApart(
        again, computing: [scored], keepingRows: true, options: options)
      guard let rows else {
        return FlippedRows(inputs: dataset.inputs.map(\.rows), output: values[0])
      }
      return FlippedRows(
        inputs: dataset.inputs.map { RowSelection($0.rows, rows) },
        output: values[0].gatheringRows(rows))
    }
  }

  /// Whether a column, or a column of an array, is among the model's inputs.
  private func takes(_ column: String) -> Bool {
    spec.inputs.flatMap(\.features).contains { feature in
      guard let columns = feature.columns else { return feature.column == column }
      return (0..<columns).contains { "\(feature.column)[\($0)]" == column }
    }
  }
}
