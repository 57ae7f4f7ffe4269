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
    let overall = ["accuracy", "auc", "selection_rate"].compactMap { metric in
      result.overall[metric]?.value.map { (metric, result.metricTitle(metric), $0) }
    }
    let disparities = result.attributes.flatMap { attribute in
      ["dp.ratio.minmax", "dp.rate_gap.maxmin", "eopp.maxmin", "eo.max"].compactMap { metric in
        attribute[disparity: metric]?.estimate.value.map {
          (metric, "\(result.metricTitle(metric)) by \(attribute.name)", $0)
        }
      }
    }
    for (type, name, value) in overall + disparities {
      lines += [
        "    - type: \(type)", "      name: \(quoted(name))", "      value: \(value)",
        "      verified: false",
      ]
    }
    return (lines + ["---", ""]).joined(separator: "\n")
  }

  /// The kind of task, by what the layers read.
  private var task: String {
    let classes = Set(result.model.layers.map(\.className))
    if classes.contains(where: { $0.hasSuffix("Conv2D") }) { return "image-classification" }
    let reads = ["LSTM", "GRU", "Conv1D", "Bidirectional", "TextVectorization"]
    return classes.contains(where: reads.contains)
      ? "text-classification" : "tabular-classification"
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
        \(name: result.data.file.name); a row is selected where the score is at least \
        \(threshold(result)), and \(name: result.decision.labelColumn) = \
        \(name: result.decision.positiveLabel) is the favourable label. Brackets hold \
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
    let metrics = ["selection_rate", "tpr", "fpr", "accuracy"]
    return table(
      ["Group", "Rows"] + metrics.map { Text.name(result.metricTitle($0)) },
      attribute.sortedGroups.map { group in
        ["\(group.label)\(marks(group))", Numbers.count(group.counts.total)]
          + metrics.map { Quantity.share.text(group[$0]) }
      })
  }

  private func disparities(_ attribute: AttributeOutcome) -> String {
    let shown = ["dp.ratio.minmax", "dp.rate_gap.maxmin", "eopp.maxmin", "eo.max"]
    return table(
      ["Disparity", "Value", "Unit"],
      attribute.disparities.filter { shown.contains($0.metric) }.map { disparity in
        let quantity = Quantity.of(metric: disparity.metric)
        return [
          Text.name(result.metricTitle(disparity.metric)), quantity.text(disparity.estimate),
          Text(.plain, quantity.unit ?? "ratio"),
        ]
      })
  }

  private var limits: String {
    table(
      ["Declared limit", "Attribute", "Observed", "Status"],
      result.judgedGates.map { gate in
        let quantity = Quantity.of(metric: gate.metric)
        return [
          "\(name: result.metricTitle(gate.metric)) \(gate.higherIsBetter ? "≥" : "≤") \(Text(.plain, quantity.string(gate.limit)))",
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
