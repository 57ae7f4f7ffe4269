extension Method {
  /// The names, explanations and sources of what is inside the network; `nil` for other methods.
  var networkText: Text? {
    switch self {
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
    default: nil
    }
  }
}
