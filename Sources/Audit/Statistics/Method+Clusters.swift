extension Method {
  /// The names, explanations and sources of what clusters of rows ask for; `nil` for other methods.
  var clusterText: Text? {
    switch self {
    case .clusterBootstrap:
      (
        "Cluster bootstrap",
        "Clusters of rows are drawn anew, each as often as a Poisson variable says, the same for all "
          + "groups. The spread of the replicates is the standard error; Student's critical value with "
          + "one degree of freedom fewer than there are clusters. Of indices that are skewed, quantiles of "
          + "the replicates.",
        "Cameron and Miller, Journal of Human Resources 50 (2015) 317-372; Hanley and MacGibbon, Computer "
          + "Methods and Programs in Biomedicine 83 (2006) 57-62; Hesterberg, The American Statistician 69 "
          + "(2015) 371-386"
      )
    case .clusterWilson:
      (
        "Wilson interval with the rows that clusters show",
        "Interval of a share of rows in clusters: Wilson's, with as many rows as would show the error of "
          + "the cluster bootstrap and Student's critical value for the clusters; where the share is 0 or "
          + "1, as if the rows of a cluster were all alike.",
        "Franco et al., Journal of Survey Statistics and Methodology 7 (2019) 334-364; Cameron and Miller, "
          + "Journal of Human Resources 50 (2015) 317-372"
      )
    case .clusterMover:
      (
        "MOVER of clusters",
        "Interval of a difference or ratio from the arms of both groups' intervals, with the correlation "
          + "of their replicates where clusters have rows in both.",
        "Zou, Psychological Methods 12 (2007) 399-413; Donner and Zou, Statistical Methods in Medical "
          + "Research 21 (2012) 347-359"
      )
    case .clusterBox:
      (
        "Simultaneous intervals of clusters",
        "Where several comparisons decide a number, each pair of groups gets its interval at Bonferroni's "
          + "level, which holds whatever clusters groups have in common; the number's interval is the range "
          + "that they allow.",
        "Dunn, JASA 56 (1961) 52-64"
      )
    case .clusterTest:
      (
        "Test from the interval of clusters",
        "Test of two equal quantities that agrees with the interval of their difference: p is the smallest "
          + "level at which it leaves 0 out. Of several groups the smallest p of all pairs, times their number.",
        "Zou, Psychological Methods 12 (2007) 399-413"
      )
    case .permutedClusters:
      (
        "Permutation of clusters",
        "Whole clusters change groups at random, groups keeping their numbers of clusters, and Cochran's Q "
          + "of the shares is computed anew in terms of the new groups' linearised errors.",
        "Chung and Romano, Annals of Statistics 41 (2013) 484-507; Phipson and Smyth, SAGMB 9 (2010)"
      )
    default: nil
    }
  }
}
