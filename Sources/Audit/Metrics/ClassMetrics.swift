import AuditResults

extension Metric {
  /// How a model of several classes does, over all classes at once.
  static let classQuality: [Metric] = [
    .group(
      "multiclass.accuracy", "accuracy over classes", formula: "rows assigned to their class / n",
      meaning: "Share of the rows that are assigned to their own class.",
      caution: "Dominated by large classes: read it with the means over classes.", ideal: 1,
      direction: .higher, reference: "Berk et al. 2018, arXiv:1703.09207",
      equivalents: ["sklearn accuracy_score"], contrast: .differenceAndRatio,
      ClassMeasures.accuracy, labels: .multiclass),
    .group(
      "multiclass.recall_macro", "mean recall over classes",
      formula: "Σ_c (rows of c assigned to c / rows of c) / K",
      meaning: "Mean over classes of the share of their rows that are found: balanced accuracy.",
      caution:
        "Gives a class of few rows the weight of one of many; not defined where a group lacks "
        + "a class.", ideal: 1, direction: .higher, reference: "Brodersen et al. 2010, ICPR",
      equivalents: [
        "sklearn balanced_accuracy_score", "sklearn recall_score(average=\"macro\")",
      ], ClassMeasures.recall, labels: .multiclass),
    .group(
      "multiclass.precision_macro", "mean precision over classes",
      formula: "Σ_c (rows of c assigned to c / rows assigned to c) / K",
      meaning: "Mean over classes of the share of the rows assigned to them that belong there.",
      caution: "Depends on how frequent classes are; not defined where a class is never assigned.",
      ideal: 1, direction: .higher, reference: "Sokolova and Lapalme 2009, IP&M 45",
      equivalents: ["sklearn precision_score(average=\"macro\")"], ClassMeasures.precision,
      labels: .multiclass),
    .group(
      "multiclass.f1_macro", "mean F1 over classes",
      formula: "Σ_c (2 · hits_c / (rows of c + rows assigned to c)) / K",
      meaning: "Mean over classes of the harmonic mean of recall and precision.",
      caution: "Not defined where a class neither occurs in a group nor is assigned in it.",
      ideal: 1,
      direction: .higher, reference: "Sokolova and Lapalme 2009, IP&M 45",
      equivalents: ["sklearn f1_score(average=\"macro\")"], ClassMeasures.f1,
      labels: .multiclass),
    .group(
      "multiclass.log_loss", "log loss over classes",
      formula: "−Σ log(probability of the row's class) / n, probabilities cut to [ε, 1 − ε]",
      meaning: "How surprised the probabilities are by the classes; 0 is best.",
      caution: "A few confident errors dominate it.", ideal: 0, direction: .lower,
      reference: "Good 1952, JRSS B 14", equivalents: ["sklearn log_loss"], contrast: .difference,
      ClassMeasures.logLoss, labels: .multiclass),
  ]

  /// How groups differ over all classes at once.
  static let classGaps: [Metric] = [
    .gap(
      "multiclass.accuracy.gap.maxmin", "accuracy difference over classes",
      formula: "max_a accuracy_a − min_a accuracy_a",
      meaning: "Highest accuracy over classes of any group minus the lowest.",
      caution: "Differs between groups in which classes are differently frequent. "
        + manyGroupsCaution,
      reference: "Berk et al. 2018, arXiv:1703.09207",
      equivalents: ["fairlearn MetricFrame(metrics=accuracy_score).difference()"],
      of: [ClassMeasures.accuracy], labels: .multiclass),
    .gap(
      "multiclass.recall_macro.gap.maxmin", "mean recall difference",
      formula: "max_a mean recall_a − min_a mean recall_a",
      meaning: "Highest mean recall over classes of any group minus the lowest.",
      caution: "A gain in one class hides a loss in another: read the classes. "
        + manyGroupsCaution, reference: "Brodersen et al. 2010, ICPR",
      equivalents: ["fairlearn MetricFrame(metrics=balanced_accuracy_score).difference()"],
      of: [ClassMeasures.recall], labels: .multiclass),
    .gap(
      "multiclass.f1_macro.gap.maxmin", "mean F1 difference",
      formula: "max_a mean F1_a − min_a mean F1_a",
      meaning: "Highest mean F1 over classes of any group minus the lowest.",
      caution: "A gain in one class hides a loss in another: read the classes. "
        + manyGroupsCaution, reference: "Sokolova and Lapalme 2009, IP&M 45",
      equivalents: ["fairlearn MetricFrame of f1_score(average=\"macro\"), difference()"],
      of: [ClassMeasures.f1], labels: .multiclass),
    .perClass(
      "multiclass.dp.gap.max", "largest demographic parity difference of a class",
      formula: "max_c (max_a P(assigned c | a) − min_a P(assigned c | a))",
      meaning: "The class whose assignment differs most between groups, and by how much.",
      caution: "Takes no class for favourable; grows with the number of classes too. "
        + manyGroupsCaution, reference: "Alghamdi et al. 2022, arXiv:2206.07801",
      equivalents: ["largest of fairlearn demographic_parity_difference over classes"],
      .gap(.largest), ClassMeasures.assignedShare),
    .perClass(
      "multiclass.dp.gap.mean", "mean demographic parity difference over classes",
      formula: "Σ_c (max_a P(assigned c | a) − min_a P(assigned c | a)) / K",
      meaning: "The mean over classes of the largest difference between groups.",
      caution: "A mean hides the one class that differs. \(manyGroupsCaution)",
      reference: "Alghamdi et al. 2022, arXiv:2206.07801",
      equivalents: ["mean of fairlearn demographic_parity_difference over classes"],
      .gap(.mean), ClassMeasures.assignedShare),
    .perClass(
      "multiclass.dp.ratio.min", "smallest demographic parity ratio of a class",
      formula: "min_c (min_a P(assigned c | a) / max_a P(assigned c | a))",
      meaning: "The class whose assignment differs most between groups, as a ratio.",
      caution: "Unstable where a class is rarely assigned: read the interval.",
      reference: "29 CFR 1607.4(D), class by class",
      equivalents: ["smallest of fairlearn demographic_parity_ratio over classes"],
      .ratio, ClassMeasures.assignedShare),
    .perClass(
      "multiclass.tpr.gap.max", "largest recall difference of a class",
      formula: "max_c (max_a P(assigned c | c, a) − min_a P(assigned c | c, a))",
      meaning: "The class whose rows are found with the most different success in the groups.",
      caution: "Takes the label as the truth; a group that lacks a class is left out for it. "
        + manyGroupsCaution, reference: "Putzel and Lee 2022, arXiv:2201.04461",
      equivalents: ["largest of fairlearn equal_opportunity_difference over classes"],
      .gap(.largest), ClassMeasures.recallOfClass),
    .perClass(
      "multiclass.tpr.gap.mean", "mean recall difference over classes",
      formula: "Σ_c (max_a P(assigned c | c, a) − min_a P(assigned c | c, a)) / K",
      meaning: "The mean over classes of the largest difference in recall between groups.",
      caution: "A mean hides the one class that differs. \(manyGroupsCaution)",
      reference: "Putzel and Lee 2022, arXiv:2201.04461",
      equivalents: ["mean of fairlearn equal_opportunity_difference over classes"],
      .gap(.mean), ClassMeasures.recallOfClass),
    .perClass(
      "multiclass.fpr.gap.max", "largest false-positive rate difference of a class",
      formula: "max_c (max_a P(assigned c | not c, a) − min_a P(assigned c | not c, a))",
      meaning:
        "The class that rows of other classes are assigned to with the most different rates.",
      caution: "Takes the label as the truth. \(manyGroupsCaution)",
      reference: "Putzel and Lee 2022, arXiv:2201.04461",
      equivalents: ["largest of fairlearn false_positive_rate_difference over classes"],
      .gap(.largest), ClassMeasures.falseShare),
  ]
}

/// Measures of labels of several classes.
enum ClassMeasures {
  static let accuracy = Measure(.classes, weighted: true) { sample in
    sample.classes.map { $0.share($0.correct, of: $0.all, orElse: .noRows) }
      ?? .undefined(.notApplicable)
  }

  static let recall = Measure(.classes, weighted: true) { sample in
    sample.classes.map { classes in
      classes.mean(
        of: (0..<classes.count).map {
          classes.share(classes.hits($0), of: classes.ofClass[$0], orElse: .missingClass)
        })
    } ?? .undefined(.notApplicable)
  }

  static let precision = Measure(.classes, weighted: true) { sample in
    sample.classes.map { classes in
      classes.mean(
        of: (0..<classes.count).map {
          classes.share(classes.hits($0), of: classes.assigned[$0], orElse: .missingClass)
        })
    } ?? .undefined(.notApplicable)
  }

  static let f1 = Measure(.classes, weighted: true) { sample in
    sample.classes?.meanF1 ?? .undefined(.notApplicable)
  }

  static let logLoss = Measure(.scores, weighted: true) { sample in
    guard let classes = sample.classes, let losses = classes.losses else {
      return .undefined(.noScores)
    }
    guard let weights = classes.weights else {
      return .mean(of: losses, within: 0...Double.infinity, orElse: .noRows)
    }
    return .mean(of: losses, weights: weights, within: 0...Double.infinity, orElse: .noRows)
  }

  /// The share of all rows that are assigned to a class.
  static func assignedShare(_ index: Int) -> Measure {
    Measure(.classes, weighted: true) { sample in
      sample.classes.map { $0.share($0.assigned[index], of: $0.all, orElse: .noRows) }
        ?? .undefined(.notApplicable)
    }
  }

  /// The share of a class's rows that are assigned to it.
  static func recallOfClass(_ index: Int) -> Measure {
    Measure(.classes, weighted: true) { sample in
      sample.classes.map { $0.share($0.hits(index), of: $0.ofClass[index], orElse: .missingClass) }
        ?? .undefined(.notApplicable)
    }
  }

  /// The share of the rows of other classes that are assigned to a class.
  static func falseShare(_ index: Int) -> Measure {
    Measure(.classes, weighted: true) { sample in
      sample.classes.map {
        $0.share(
          $0.assigned[index].without($0.hits(index)), of: $0.all.without($0.ofClass[index]),
          orElse: .missingClass)
      } ?? .undefined(.notApplicable)
    }
  }
}
