public import AuditResults

/// The statistical methods that an audit applies: the table behind `AuditResult.methods`.
public enum Method: String, Sendable, Hashable, CaseIterable {
  /// An interval of one share.
  case wilson
  /// An interval of an F1 score.
  case wilsonJaccard = "wilson.f1"
  /// An interval of one mean.
  case student
  /// An interval of the area under a ROC curve.
  case deLong = "delong"
  /// An interval of a sum or difference, from its parts' intervals.
  case mover
  /// An interval of a difference of shares.
  case newcombe
  /// An interval of a ratio of shares.
  case katz
  /// An interval of a ratio of shares where a sample has only successes or only failures.
  case moverRatio = "mover.ratio"
  /// An interval of a difference of means.
  case welch
  /// An interval of a sum of absolute differences of means.
  case delta
  /// An interval of a number that several comparisons decide.
  case bonferroniBox = "bonferroni.box"
  /// An interval of a parity or of a neuron's ratio.
  case blockJackknife = "block.jackknife"
  /// What shuffled labels leave of a parity.
  case permutation
  /// What noise alone leaves of a parity.
  case splitHalf = "split.half"
  /// Rank correlation.
  case spearman
  /// Adjustment for many tests.
  case benjaminiHochberg = "benjamini.hochberg"

  /// The explanation that reports print.
  public var definition: MethodDefinition {
    let (name, description, reference) = text
    return MethodDefinition(
      id: rawValue, name: name, description: description, reference: reference)
  }

  private var text: (name: String, description: String, reference: String) {
    switch self {
    case .wilson:
      (
        "Wilson score interval",
        "Interval of one share from its counts. It stays within 0 and 1 and keeps its width where "
          + "no or every row counts.",
        "Wilson, JASA 22 (1927) 209-212"
      )
    case .wilsonJaccard:
      (
        "Wilson interval, carried over to F1",
        "F1 is 2J / (1 + J) of J = TP / (TP + FP + FN), a share: its Wilson interval's ends are "
          + "carried over.",
        "Wilson, JASA 22 (1927) 209-212; Takahashi et al., Applied Intelligence 52 (2022)"
      )
    case .student:
      (
        "Student's t interval",
        "Interval of one mean from the spread of the rows, cut to the range that the quantity can "
          + "take. None is given for fewer than two rows or rows that are all alike.",
        "Student, Biometrika 6 (1908) 1-25"
      )
    case .deLong:
      (
        "DeLong interval on the logit scale",
        "Interval of the area under one ROC curve without assumptions on the scores' distribution. "
          + "None is given where the ranking is perfect or a class has fewer than two rows.",
        "DeLong et al., Biometrics 44 (1988) 837-845; Sun and Xu, IEEE SPL 21 (2014)"
      )
    case .mover:
      (
        "MOVER",
        "Interval of a difference or mean of two independent quantities, from the arms of their "
          + "own intervals.",
        "Zou and Donner, Statistics in Medicine 27 (2008) 1693-1702"
      )
    case .newcombe:
      (
        "Newcombe's hybrid score interval",
        "Interval of a difference of two independent shares, from their Wilson intervals. Of a gap "
          + "without sign, the interval is the set of absolute values.",
        "Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10"
      )
    case .katz:
      (
        "Katz log interval",
        "Interval of a ratio of two independent shares, symmetric on the logarithmic scale. Of the "
          + "lower share over the higher, ends above 1 are turned over.",
        "Katz et al., Biometrics 34 (1978) 469-474"
      )
    case .moverRatio:
      (
        "MOVER for ratios",
        "Interval of a ratio of two independent shares from their Wilson intervals, used instead of "
          + "Katz's where a share is 0 or 1.",
        "Donner and Zou, Statistical Methods in Medical Research 21 (2012) 347-359"
      )
    case .welch:
      (
        "Welch's interval",
        "Interval of a difference of two independent means with unequal spreads.",
        "Welch, Biometrika 34 (1947) 28-35"
      )
    case .delta:
      (
        "Delta method",
        "Normal interval of a sum of absolute differences of means, as if their signs were known; "
          + "cut at 0. Where a difference may have either sign it is too narrow.",
        "van der Vaart, Asymptotic Statistics (1998), chapter 3"
      )
    case .bonferroniBox:
      (
        "Simultaneous pairwise intervals",
        "Where several comparisons decide a number, each pair of groups gets its interval (Newcombe "
          + "for shares, Katz for ratios, Welch for means) at a level that holds for all of them "
          + "together (Bonferroni); the number's interval is the range that they allow. Safe, and "
          + "wide for many groups; a bootstrap of a maximum would be narrow and wrong.",
        "Dunn, JASA 56 (1961) 52-64"
      )
    case .blockJackknife:
      (
        "Block jackknife",
        "The rows of each group are shuffled and cut into blocks; leaving out one block at a time "
          + "shows how far the number moves. Of parities: on the scale of the angle, Student's t, "
          + "around both the number and its bias-corrected value. Of a neuron's ratio: logarithms of "
          + "influences from which the jackknife's estimate of noise is taken off.",
        "Efron and Stein, Annals of Statistics 9 (1981) 586-596"
      )
    case .permutation:
      (
        "Permutation null",
        "Blocks change groups at random, and the parity is computed anew; p is the share of such "
          + "parities at or below the observed one, counting the observed one.",
        "Phipson and Smyth, SAGMB 9 (2010)"
      )
    case .splitHalf:
      (
        "Split-half ceiling",
        "The blocks of the smaller group are cut into random halves, and the halves' parity is "
          + "computed. Halves are noisier than the whole group, so the true ceiling is higher.",
        "Brown, British Journal of Psychology 3 (1910)"
      )
    case .spearman:
      (
        "Spearman's rank correlation",
        "Correlation of the neurons' ranks in two groups, less inflated by a few large values.",
        "Spearman, American Journal of Psychology 15 (1904) 72-101"
      )
    case .benjaminiHochberg:
      (
        "Benjamini-Hochberg adjustment",
        "P-values of all neurons and pairs of one attribute, adjusted so that among the neurons "
          + "listed the expected share of false ones is at most 1 minus the confidence.",
        "Benjamini and Hochberg, JRSS B 57 (1995) 289-300"
      )
    }
  }
}

extension Interval {
  /// An interval of a method.
  init(_ ends: ClosedRange<Double>, confidence: Double, method: Method) {
    self.init(
      lower: ends.lowerBound, upper: ends.upperBound, level: confidence, method: method.rawValue)
  }
}
