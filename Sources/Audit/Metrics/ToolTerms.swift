public import AuditResults

/// Another tool, in whose terms an audit can be printed.
public enum ForeignTool: String, Sendable, Hashable, CaseIterable {
  /// `fairlearn.metrics` of fairlearn 0.15.
  case fairlearn
  /// `ClassificationMetric` of AIF360 0.6, the group that is selected more often as the privileged.
  case aif360
  /// The training log of the FAIRER and Fair-Mixup code.
  case fairer

  /// One quantity under the tool's name.
  public struct Term: Sendable, Hashable {
    /// What the number is of.
    enum Scope: Sendable, Hashable {
      /// One group, or all rows.
      case group
      /// All groups of an attribute.
      case attribute
      /// The two groups of an attribute; the tool knows no more.
      case twoGroups
      /// All rows alone.
      case overall
    }

    /// The tool's name for it.
    var name: String
    /// The metric's id; `nil` for the number of rows.
    var metric: String?
    var scope: Scope
  }

  /// One line of an audit in the tool's terms.
  public struct Value: Sendable, Hashable {
    /// The attribute; `nil` for all rows.
    public var attribute: String?
    /// The group; `nil` where the number is of all groups.
    public var group: String?
    /// The tool's name for the quantity.
    public var name: String
    /// The number; `nil` where it is not defined.
    public var number: Double?
  }

  /// The audit in the tool's terms: all rows first, then each attribute by group and as a whole.
  public func values(_ result: AuditResult) -> [Value] {
    var values: [Value] = []
    for term in terms where term.scope == .group || term.scope == .overall {
      values.append(
        Value(attribute: nil, group: nil, name: term.name, number: term.value(result.overall)))
    }
    for attribute in result.attributes {
      for group in attribute.groups {
        for term in terms where term.scope == .group {
          values.append(
            Value(
              attribute: attribute.name, group: group.name, name: term.name,
              number: term.value(group)))
        }
      }
      for term in terms {
        guard let metric = term.metric,
          term.scope == .attribute || term.scope == .twoGroups && attribute.groups.count == 2
        else { continue }
        values.append(
          Value(
            attribute: attribute.name, group: nil, name: term.name,
            number: attribute[disparity: metric]?.estimate.value))
      }
    }
    return values
  }

  /// The tool's names, in its order.
  var terms: [Term] {
    func groups(_ names: [(String, String?)]) -> [Term] {
      names.map { Term(name: $0.0, metric: $0.1, scope: .group) }
    }
    func attribute(_ names: [(String, String)], _ scope: Term.Scope = .attribute) -> [Term] {
      names.map { Term(name: $0.0, metric: $0.1, scope: scope) }
    }
    switch self {
    case .fairlearn:
      return groups([
        ("count", nil), ("selection_rate", "selection_rate"), ("true_positive_rate", "tpr"),
        ("false_positive_rate", "fpr"), ("true_negative_rate", "tnr"),
        ("false_negative_rate", "fnr"), ("mean_prediction", "mean_score"),
      ])
        + attribute([
          ("demographic_parity_difference", "dp.rate_gap.maxmin"),
          ("demographic_parity_difference(method='to_overall')", "dp.rate_gap.overall"),
          ("demographic_parity_ratio", "dp.ratio.minmax"),
          ("equal_opportunity_difference", "eopp.maxmin"),
          ("equal_opportunity_ratio", "eopp.ratio"),
          ("equalized_odds_difference", "eo.max"),
          ("equalized_odds_difference(agg='mean')", "eo.mean_abs"),
          ("equalized_odds_ratio", "eo.ratio"),
          ("false_positive_rate_difference", "fpr.gap.maxmin"),
          ("accuracy_score_difference", "accuracy.gap.maxmin"),
        ])
    case .aif360:
      return groups([
        ("num_instances", nil), ("base_rate", "base_rate"), ("selection_rate", "selection_rate"),
        ("true_positive_rate", "tpr"), ("false_positive_rate", "fpr"),
        ("true_negative_rate", "tnr"), ("false_negative_rate", "fnr"),
        ("positive_predictive_value", "ppv"), ("negative_predictive_value", "npv"),
        ("false_discovery_rate", "fdr"), ("false_omission_rate", "for"), ("accuracy", "accuracy"),
      ])
        + [
          Term(name: "generalized_entropy_index", metric: "ge2", scope: .overall),
          Term(name: "theil_index", metric: "theil", scope: .overall),
        ]
        + attribute(
          [
            ("statistical_parity_difference", "dp.rate_gap.signed"),
            ("disparate_impact", "dp.ratio.minmax"),
            ("equal_opportunity_difference", "eopp.signed"),
            ("average_odds_difference", "eo.mean_signed"),
            ("average_abs_odds_difference", "eo.mean_abs"),
            ("equalized_odds_difference", "eo.max"),
          ], .twoGroups)
    case .fairer:
      return [
        Term(name: "ap", metric: "average_precision", scope: .overall),
        Term(name: "acc", metric: "accuracy", scope: .overall),
      ]
        + attribute(
          [
            ("dp gap", "dp.score_gap"), ("dp gap at 0.5", "dp.rate_gap.maxmin"),
            ("eo gap", "eo.score_gap_sum"), ("eo gap at 0.5", "eo.sum_abs"),
          ], .twoGroups)
    }
  }
}

extension ForeignTool.Term {
  fileprivate func value(_ group: GroupOutcome) -> Double? {
    guard let metric else { return Double(group.counts.total) }
    return group[metric]?.value
  }
}
