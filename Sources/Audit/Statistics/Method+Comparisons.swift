extension Method {
  /// The names, explanations and sources of how groups differ; `nil` for other methods.
  var comparisonText: Text? {
    switch self {
    case .mover:
      (
        "MOVER",
        "Interval of a difference or mean of two independent quantities, from the arms of their "
          + "own intervals.",
        "Zou and Donner, Statistics in Medicine 27 (2008) 1693-1702"
      )
    case .miettinenNurminen:
      (
        "Miettinen and Nurminen's score interval",
        "Interval of a difference of two independent shares: all differences that the score test does "
          + "not reject, and 0 unless an exact unconditional test rejects it. Of a gap without sign, the "
          + "interval is the set of absolute values; the mean of TPR and TNR is half of a difference, "
          + "and has half of its interval.",
        "Miettinen and Nurminen, Statistics in Medicine 4 (1985) 213-226; Berger and Boos, JASA 89 "
          + "(1994) 1012-1016"
      )
    case .newcombePaired:
      (
        "Newcombe's paired interval",
        "Interval of a difference of two shares of the same rows, from their two Wilson intervals and "
          + "the correlation of the two outcomes.",
        "Newcombe, Statistics in Medicine 17 (1998) 2635-2650, method 10"
      )
    case .gartNam:
      (
        "Score interval of a ratio, corrected for skewness",
        "Interval of a ratio of two independent shares: all ratios that the score test, corrected for "
          + "skewness, does not reject, and 1 unless an exact unconditional test rejects it. Of the lower "
          + "share over the higher, ends above 1 are turned over.",
        "Gart and Nam, Biometrics 44 (1988) 323-338; Laud, Pharmaceutical Statistics 16 (2017) 334-348"
      )
    case .hallOfTwo:
      (
        "Welch's interval, corrected for skewness",
        "Interval of a difference of two independent means with unequal spreads, each arm made longer "
          + "where the skewness of the rows asks for it.",
        "Zhou and Dinh, Biostatistics 6 (2005) 187-200; Welch, Biometrika 34 (1947) 28-35"
      )
    case .hedgesOlkin:
      (
        "Hedges and Olkin's interval",
        "Large-sample interval of a difference of means in pooled standard deviations. Without sign, "
          + "it is the set of absolute values.",
        "Hedges and Olkin, Statistical Methods for Meta-Analysis (1985)"
      )
    case .l2Envelope:
      (
        "Envelope of the squared error",
        "Estimated and true area between two curves differ by at most the root of the curves' "
          + "integrated squared error, whose quantile is bounded by its mean, which a grouped "
          + "jackknife estimates. Safe, and wide.",
        "Székely and Bakirov, Statistics and Probability Letters 65 (2003) 321-329"
      )
    case .delta:
      (
        "Delta method",
        "Normal interval of a sum of absolute differences of means, as if their signs were known; "
          + "cut at 0. Where a difference may have either sign it is too narrow.",
        "van der Vaart, Asymptotic Statistics (1998), chapter 3"
      )
    case .simultaneousBox:
      (
        "Simultaneous pairwise intervals",
        "Where several comparisons decide a number, each pair of groups gets its interval (score "
          + "intervals for shares and ratios, Welch's for means) at a level that holds for all of them "
          + "together (Tukey and Kramer between groups, Bonferroni between measures); the number's "
          + "interval is the range that they allow. A pair's interval leaves equality out only where an "
          + "exact test (shares) or a studentised permutation test of all pairs (means) does too. A "
          + "bootstrap of a maximum would be narrow and wrong.",
        "Hayter, Annals of Statistics 12 (1984) 61-75; Dunn, JASA 56 (1961) 52-64; Westfall and Young, "
          + "Resampling-Based Multiple Testing (1993)"
      )
    case .tukeyKramer:
      (
        "Max-T intervals of all pairs",
        "The interval of a difference at the level at which the intervals of all pairs of groups hold "
          + "together, whichever groups are extreme; it leaves equality out only where an exact test "
          + "(shares) or a studentised permutation test of all pairs (means) does too.",
        "Tukey 1953; Kramer, Biometrics 12 (1956); Hayter, Annals of Statistics 12 (1984) 61-75"
      )
    case .baseBox:
      (
        "Simultaneous intervals against a base",
        "Where a limit compares every group with one base, each comparison gets its interval "
          + "(score intervals for shares and ratios, Welch's for means) at Bonferroni's level; the "
          + "number's interval is the range that they allow.",
        "Dunn, JASA 56 (1961) 52-64"
      )
    case .qProfile:
      (
        "Q-profile interval of the spread",
        "All spreads between groups under which the observed differences would not surprise, up to half "
          + "of the range that the quantity can take: no numbers within it spread farther.",
        "Viechtbauer, Statistics in Medicine 26 (2007) 37-52"
      )
    case .weightedDifference:
      (
        "Miettinen and Nurminen's interval with the effective rows",
        "Interval of a difference of two independent shares of weight: Miettinen and Nurminen's, of so "
          + "many rows of one weight as would tell as much.",
        "Miettinen and Nurminen, Statistics in Medicine 4 (1985) 213-226; Kish, Survey Sampling (1965)"
      )
    case .weightedRatio:
      (
        "Skewness-corrected score interval with the effective rows",
        "Interval of a ratio of two independent shares of weight: the score interval, corrected for "
          + "skewness, of so many rows of one weight as would tell as much.",
        "Gart and Nam, Biometrics 44 (1988) 323-338; Kish, Survey Sampling (1965)"
      )
    case .stratifiedMover:
      (
        "MOVER over strata",
        "Interval of an average over strata of differences of two shares, the strata's sizes standing: "
          + "the arms of Newcombe's intervals, weighted and added up as squares.",
        "Zou and Donner, Statistics in Medicine 27 (2008) 1693-1702"
      )
    case .robinsBreslowGreenland:
      (
        "Robins, Breslow and Greenland's interval",
        "Interval of Mantel and Haenszel's common odds ratio, right for few large strata and for many "
          + "small ones.",
        "Robins, Breslow and Greenland, Biometrics 42 (1986) 311-323"
      )
    case .power:
      (
        "Minimum detectable gap",
        "The smallest distance from the limit, or from equality, that these rows would show with a "
          + "chance of 80%, and how many such rows would show the observed distance: errors shrink "
          + "with the square root of the rows.",
        "Cohen, Statistical Power Analysis for the Behavioral Sciences (1988); Fleiss, Statistical "
          + "Methods for Rates and Proportions (1981)"
      )
    default: nil
    }
  }
}
