extension Method {
  /// The names, explanations and sources of one number; `nil` for other methods.
  var intervalText: Text? {
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
    case .bootstrap:
      (
        "BCa bootstrap of counts",
        "The counts of true and false decisions are drawn anew from their shares, and the interval is "
          + "read off the replicates, corrected for bias and skewness.",
        "Efron, JASA 82 (1987) 171-185"
      )
    case .weightedWilson:
      (
        "Wilson interval with the effective rows",
        "Interval of a share of weight. Its linearised error says how many rows of one weight would "
          + "tell as much; Wilson's interval is that of so many rows.",
        "Kish, Survey Sampling (1965); Franco et al., Journal of Survey Statistics and Methodology 7 "
          + "(2019) 334-364"
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
    default: nil
    }
  }
}
