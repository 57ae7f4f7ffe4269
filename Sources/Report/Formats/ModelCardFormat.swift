public import AuditResults

/// An audit as a part of a model card: the front matter that Hugging Face reads (`model-index`), and a
/// section of Markdown.
///
/// - Throws: ``ReportError/inconsistent(path:expected:found:)`` when the result contradicts itself.
public func modelCardText(of result: AuditResult) throws(ReportError) -> String {
  try validate(result)
  return ModelCard(result).text
}

/// What a model card says of an audit.
private struct ModelCard {
  let result: AuditResult

  init(_ result: AuditResult) { self.result = result }

  var text: String { frontMatter + "\n" + section }

  /// YAML; every text is a JSON string, which YAML reads the same.
  private var frontMatter: String {
    var lines = [
      "---", "model-index:", "- name: \(quoted(result.model.name))", "  results:", "  - task:",
      "      type: \(task)", "    dataset:", "      name: \(quoted(result.data.file.name))",
      "      type: \(quoted(result.data.file.name))",
      "      revision: \(quoted("sha256:" + result.data.file.sha256))", "    metrics:",
    ]
    let overall = headlines.compactMap { metric in
      result.overall[metric]?.value.map { (metric, result.metricTitle(metric), $0) }
    }
    let disparities = result.attributes.flatMap { attribute in
      shownDisparities.compactMap { metric in
        attribute[disparity: metric]?.estimate.value.map {
          (metric, "\(result.metricTitle(metric)) by \(attribute.name)", $0)
        }
      }
    }
    for (type, name, value) in overall + disparities {
      lines += [
        "    - type: \(type)", "      name: \(quoted(name))", "      value: \(number(value))",
        "      verified: false",
      ]
    }
    return (lines + ["---", ""]).joined(separator: "\n")
  }

  /// The measures of all rows that the front matter names.
  private var headlines: [String] {
    switch result.labelKind {
    case .binary: ["accuracy", "auc", "selection_rate"]
    case .multiclass: ["multiclass.accuracy", "multiclass.recall_macro", "multiclass.f1_macro"]
    case .numeric: ["mae", "rmse", "r2"]
    }
  }

  /// The measures of each group.
  private var groupMetrics: [String] {
    switch result.labelKind {
    case .binary: ["selection_rate", "tpr", "fpr", "accuracy"]
    case .multiclass: ["multiclass.accuracy", "multiclass.recall_macro"]
    case .numeric: ["mean_prediction", "bias", "mae", "r2"]
    }
  }

  private var shownDisparities: [String] {
    switch result.labelKind {
    case .binary: ["dp.ratio.minmax", "dp.rate_gap.maxmin", "eopp.maxmin", "eo.max"]
    case .multiclass:
      ["multiclass.accuracy.gap.maxmin", "multiclass.dp.gap.max", "multiclass.tpr.gap.max"]
    case .numeric: ["mean_prediction.gap.maxmin", "mae.gap.maxmin", "bias.gap.maxmin"]
    }
  }

  /// The kind of task, by what the labels are and what the layers read.
  private var task: String {
    if result.labelKind == .numeric { return "tabular-regression" }
    let classes = Set(result.model.layers.map(\.className))
    if classes.contains(where: { $0.hasSuffix("Conv2D") }) { return "image-classification" }
    let reads = ["LSTM", "GRU", "Conv1D", "Bidirectional", "TextVectorization"]
    return classes.contains(where: reads.contains)
      ? "text-classification" : "tabular-classification"
  }

  /// A number as YAML 1.1 reads it too, for which one without a point, such as `1e-05`, is a text.
  private func number(_ value: Double) -> String {
    let text = "\(value)"
    guard !text.contains("."), let exponent = text.firstIndex(of: "e") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }

  private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in clean(text).unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  private var section: String {
    var parts = ["## Bias, Risks, and Limitations"]
    parts.append(
      line(
        """
        Audited per subgroup on \(Numbers.count(result.data.rows)) rows of \
        \(name: result.data.file.name). Decision: \(decisionWords(result)). Brackets hold \
        \(Text(.plain, result.confidence)) intervals.
        """))
    for attribute in result.attributes {
      parts.append("### \(line(Text.name(attribute.name)))")
      parts.append(groups(attribute))
      parts.append(disparities(attribute))
    }
    if !result.judgedGates.isEmpty { parts.append(limits) }
    parts.append("### What this does not show")
    parts.append(notShown(result).map { "- \(line($0))" }.joined(separator: "\n"))
    parts.append(
      line(
        """
        From the audit \(Text.code(result.contentDigest.map(result.auditID) ?? "without a digest")) of \
        the model file with SHA-256 \(Text.code(result.model.file.sha256)), by \
        \(name: result.tool.name) \(name: result.tool.version). A self-assessment.
        """))
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func groups(_ attribute: AttributeOutcome) -> String {
    table(
      ["Group", "Rows"] + groupMetrics.map { Text.name(result.metricTitle($0)) },
      attribute.sortedGroups.map { group in
        ["\(group.label)\(marks(group))", Numbers.count(group.rows)]
          + groupMetrics.map { Quantity.of(metric: $0).text(group[$0]) }
      })
  }

  private func disparities(_ attribute: AttributeOutcome) -> String {
    table(
      ["Disparity", "Value", "Unit"],
      attribute.disparities.filter { shownDisparities.contains($0.metric) }.map { disparity in
        let quantity = Quantity.of(metric: disparity.metric)
        return [
          Text.name(result.metricTitle(disparity.metric)), quantity.text(disparity.estimate),
          Text(.plain, quantity.unitWords),
        ]
      })
  }

  private var limits: String {
    table(
      ["Declared limit", "Attribute", "Observed", "Status"],
      result.judgedGates.map { gate in
        let quantity = Quantity.of(metric: gate.metric)
        let ofClass: Text = gate.ofClass.map { ", class \(name: $0)" } ?? ""
        return [
          "\(name: result.metricTitle(gate.metric))\(ofClass) \(gate.higherIsBetter ? "≥" : "≤") \(Text(.plain, quantity.withUnit(gate.limit)))",
          Text.name(gate.attribute), quantity.text(gate.observed, near: gate.limit),
          gate.status.text,
        ]
      })
  }

  private func table(_ columns: [Text], _ rows: [[Text]]) -> String {
    func row(_ cells: [Text]) -> String {
      "|" + cells.map { " \(MarkdownFormat.line($0, isCell: true)) |" }.joined()
    }
    let rule = "|" + columns.indices.map { $0 == 0 ? " :--- |" : " ---: |" }.joined()
    return ([row(columns), rule] + rows.map(row)).joined(separator: "\n")
  }

  private func line(_ text: Text) -> String { MarkdownFormat.line(text) }
}
