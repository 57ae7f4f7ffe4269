extension Method {
  /// The names, explanations and sources that reports print.
  var text: (name: String, description: String, reference: String) {
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
    case .hall:
      (
        "Hall's t interval",
        "Student's interval of one mean with the skewness of the rows taken off, cut to the range that "
          + "the quantity can take. None is given for fewer than two rows or rows that are all alike.",
        "Hall, JRSS B 54 (1992) 221-228; Student, Biometrika 6 (1908) 1-25"
      )
    case .deLong:
      (
        "DeLong interval on the logit scale",
        "Interval of the area under one ROC curve without assumptions on the scores' distribution, "
          + "with Student's critical value at Satterthwaite's degrees of freedom.",
        "DeLong et al., Biometrics 44 (1988) 837-845; Sun and Xu, IEEE SPL 21 (2014)"
      )
    case .newcombeArea:
      (
        "Newcombe's interval of an area",
        "Interval of the area under one ROC curve where a class has fewer than \(ROCArea.fewestRows) "
          + "rows or the ranking is perfect: all areas that the observed one does not contradict, with "
          + "the standard error that scores of exponential distributions would have.",
        "Newcombe, Statistics in Medicine 25 (2006) 559-573, method 5; Hanley and McNeil, Radiology 143 "
          + "(1982) 29-36"
      )
    case .fisherZ:
      (
        "Fisher's z",
        "Interval of the correlation of decisions and labels on the scale of its inverse hyperbolic "
          + "tangent, by the delta method, half a row added to each of the four counts.",
        "Fisher, Metron 1 (1921) 3-32; Itaya et al., Statistics in Medicine 44 (2025)"
      )
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
    case .wald:
      (
        "Wald interval with a robust error",
        "Interval of a coefficient of a logistic fit, its error from the curvature of the likelihood and "
          + "the spread of its gradient, so that it holds where the fit is not the truth; of a "
          + "slope the larger of that error and the curvature's alone.",
        "White, Econometrica 50 (1982) 1-25"
      )
    case .infinitesimalJackknife:
      (
        "Infinitesimal jackknife on the logit scale",
        "The standard error is put together from how much each row's weight moves the number; Student's "
          + "critical value at one degree of freedom fewer than there are positive rows.",
        "Efron, The Jackknife, the Bootstrap and Other Resampling Plans (1982), chapter 6"
      )
    case .scheffe:
      (
        "Scheffé's interval",
        "The errors of all bins lie together within an ellipsoid; the interval is the range of their "
          + "weighted mean of absolute values that it allows. Safe, and wide.",
        "Scheffé, Biometrika 40 (1953) 87-104"
      )
    case .l2Envelope:
      (
        "Envelope of the squared error",
        "Estimated and true area between two curves differ by at most the root of the curves' "
          + "integrated squared error, whose quantile is bounded by its mean, which a grouped "
          + "jackknife estimates. Safe, and wide.",
        "Székely and Bakirov, Statistics and Probability Letters 65 (2003) 321-329"
      )
    case .bootstrap:
      (
        "BCa bootstrap of counts",
        "The counts of true and false decisions are drawn anew from their shares, and the interval is "
          + "read off the replicates, corrected for bias and skewness.",
        "Efron, JASA 82 (1987) 171-185"
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
    case .qProfile:
      (
        "Q-profile interval of the spread",
        "All spreads between groups under which the observed differences would not surprise, up to half "
          + "of the range that the quantity can take: no numbers within it spread farther.",
        "Viechtbauer, Statistics in Medicine 26 (2007) 37-52"
      )
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
    case .pairedLinear:
      (
        "Paired linear interval",
        "What each row does to the number after, less what it did to the number before: the squares "
          + "of these add up to the variance of the change, and the interval is normal.",
        "Efron, The Jackknife, the Bootstrap and Other Resampling Plans (1982), chapter 6"
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
    case .baseBox:
      (
        "Simultaneous intervals against a base",
        "Where a limit compares every group with one base, each comparison gets its interval "
          + "(score intervals for shares and ratios, Welch's for means) at Bonferroni's level; the "
          + "number's interval is the range that they allow.",
        "Dunn, JASA 56 (1961) 52-64"
      )
    case .pairedSwap:
      (
        "Paired permutation test",
        "In each row the earlier and the new decision change places at random, and how far the metric "
          + "moved is computed anew; p counts the observed change. Groups that all moved alike do "
          + "not make a gap move.",
        "Pitman, Supplement to the JRSS 4 (1937) 119-130; Phipson and Smyth, SAGMB 9 (2010)"
      )
    case .mcNemar:
      (
        "McNemar's test",
        "Where the same rows were decided twice, the rows that changed one way against those that "
          + "changed the other way, exact from the binomial distribution; of several groups the "
          + "smallest p times their number.",
        "McNemar, Psychometrika 12 (1947) 153-157"
      )
    case .dkw:
      (
        "Band over all cut-offs",
        "The share above a cut-off is nowhere farther from the truth than a bound that depends on the "
          + "number of rows alone, so that the band holds the whole curve at once; the confidence is "
          + "shared among the groups.",
        "Massart, Annals of Probability 18 (1990) 1269-1283"
      )
    case .weightedBand:
      (
        "Band over all cut-offs, weighted",
        "As the band without weights, of so many rows of one weight as would tell as much, and wider "
          + "where heavy rows score unlike light ones; for many rows.",
        "Massart, Annals of Probability 18 (1990) 1269-1283; Kish, Survey Sampling (1965)"
      )
    case .weightedWilson:
      (
        "Wilson interval with the effective rows",
        "Interval of a share of weight. Its linearised error says how many rows of one weight would "
          + "tell as much; Wilson's interval is that of so many rows.",
        "Kish, Survey Sampling (1965); Franco et al., Journal of Survey Statistics and Methodology 7 "
          + "(2019) 334-364"
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
    case .linearized:
      (
        "Linearised interval",
        "What each row does to the number, squared and added up, is its variance. Of errors the "
          + "interval is symmetric on the logarithmic scale, of R² on that of 1 − R²; Student's t, the "
          + "arm towards larger errors made longer where the skewness of the rows asks for it.",
        "Särndal et al., Model Assisted Survey Sampling (1992), chapter 5; Efron 1982, chapter 6; Hall, "
          + "JRSS B 54 (1992) 221-228"
      )
    case .wilsonMean:
      (
        "MOVER of several shares",
        "Interval of a mean of shares of different rows, from their Wilson intervals' arms.",
        "Zou and Donner, Statistics in Medicine 27 (2008) 1693-1702"
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
    case .power:
      (
        "Minimum detectable gap",
        "The smallest distance from the limit, or from equality, that these rows would show with a "
          + "chance of 80%, and how many such rows would show the observed distance: errors shrink "
          + "with the square root of the rows.",
        "Cohen, Statistical Power Analysis for the Behavioral Sciences (1988); Fleiss, Statistical "
          + "Methods for Rates and Proportions (1981)"
      )
    }
  }
}
