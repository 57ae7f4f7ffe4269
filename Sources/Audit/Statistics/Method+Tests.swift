extension Method {
  /// The names, explanations and sources of tests and their adjustment; `nil` for other methods.
  var testText: Text? {
    switch self {
    case .fisherExact:
      (
        "Fisher's exact test",
        "Test of two equal shares, where fewer than five rows are expected in a cell; two-sided, all "
          + "tables that are at most as likely.",
        "Fisher, Statistical Methods for Research Workers (1925)"
      )
    case .pooledZ:
      (
        "Pooled z test",
        "Test of two equal shares, with the error of the common share; its square is Pearson's "
          + "chi-square.",
        "Pearson, Philosophical Magazine 50 (1900) 157-175"
      )
    case .welchTest:
      (
        "Welch's t test", "Test of two equal means with unequal spreads.",
        "Welch, Biometrika 34 (1947) 28-35"
      )
    case .waldTest:
      (
        "Wald test", "Test of two equal quantities from their standard errors.",
        "Wald, Transactions of the AMS 54 (1943) 426-482"
      )
    case .moverTest:
      (
        "Test from the interval",
        "Test of two equal areas that agrees with the interval of their difference: p is the smallest "
          + "level at which MOVER's interval leaves 0 out.",
        "Zou and Donner, Statistics in Medicine 27 (2008) 1693-1702"
      )
    case .permutedGroups:
      (
        "Studentised permutation test",
        "Rows change groups at random, groups keeping their sizes (areas and balanced accuracy: within "
          + "each label), and how far the groups lie apart is computed anew in terms of their new errors; "
          + "of limits the largest distance of any pair, of all groups at once Cochran's Q. p counts "
          + "the observed rows, and is itself uncertain by √(p (1 − p) / replicates).",
        "Chung and Romano, Annals of Statistics 41 (2013) 484-507; DiCiccio et al., KDD 2020; Phipson and "
          + "Smyth, SAGMB 9 (2010)"
      )
    case .permutedPairs:
      (
        "Permutation test of the largest distance",
        "Rows change groups at random, groups keeping their sizes, and the largest distance of any pair "
          + "is computed anew; p counts the observed rows.",
        "Westfall and Young, Resampling-Based Multiple Testing (1993); Phipson and Smyth, SAGMB 9 (2010)"
      )
    case .permutedChiSquare:
      (
        "Permutation test of shares",
        "Rows change groups at random, within the rows that the share is of, and Pearson's chi-square "
          + "is computed anew; p counts the observed table.",
        "Phipson and Smyth, SAGMB 9 (2010)"
      )
    case .welchANOVA:
      (
        "Welch's analysis of variance", "Test of several equal means with unequal spreads.",
        "Welch, Biometrika 38 (1951) 330-336"
      )
    case .waldChiSquare:
      (
        "Wald chi-square test", "Test of several equal quantities from their standard errors.",
        "Cochran, Biometrics 10 (1954) 101-129"
      )
    case .rankTest:
      (
        "Rank sum test",
        "Test that rows of a group and all other rows rank alike, from the area under the curve and the "
          + "error that it has if they do; of fits, that the area is not above one half.",
        "Mann and Whitney, Annals of Mathematical Statistics 18 (1947) 50-60"
      )
    case .spiegelhalter:
      (
        "Spiegelhalter's test",
        "Test of scores as probabilities: the Brier score against what the scores themselves promise.",
        "Spiegelhalter, Statistics in Medicine 5 (1986) 421-433"
      )
    case .mcNemar:
      (
        "McNemar's test",
        "Where the same rows were decided twice, the rows that changed one way against those that "
          + "changed the other way, exact from the binomial distribution; of several groups the "
          + "smallest p times their number.",
        "McNemar, Psychometrika 12 (1947) 153-157"
      )
    case .pairedSwap:
      (
        "Paired permutation test",
        "In each row the earlier and the new decision change places at random, and how far the metric "
          + "moved is computed anew; p counts the observed change. Groups that all moved alike do "
          + "not make a gap move.",
        "Pitman, Supplement to the JRSS 4 (1937) 119-130; Phipson and Smyth, SAGMB 9 (2010)"
      )
    case .cochranMantelHaenszel:
      (
        "Cochran-Mantel-Haenszel test",
        "Test that within every stratum selection does not depend on the group; one degree of "
          + "freedom, without continuity correction.",
        "Mantel and Haenszel, JNCI 22 (1959) 719-748"
      )
    case .breslowDay:
      (
        "Breslow-Day test with Tarone's correction",
        "Test that the odds ratio is the same in all strata; where it is not, the common odds ratio "
          + "averages over unlike strata.",
        "Breslow and Day, Statistical Methods in Cancer Research I (1980); Tarone, Biometrika 72 (1985)"
      )
    case .benjaminiHochberg:
      (
        "Benjamini-Hochberg adjustment",
        "P-values adjusted so that among those at or below 1 minus the confidence the expected share "
          + "of false ones is at most that: of all neurons and pairs of one attribute, and of all "
          + "contrasts of the audit.",
        "Benjamini and Hochberg, JRSS B 57 (1995) 289-300"
      )
    case .holm:
      (
        "Holm's adjustment",
        "P-values adjusted so that the chance of even one false alarm among them is at most 1 minus "
          + "the confidence: of all pairs of groups in one metric, and of the declared limits.",
        "Holm, Scandinavian Journal of Statistics 6 (1979) 65-70"
      )
    default: nil
    }
  }
}
