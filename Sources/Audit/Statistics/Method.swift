public import AuditResults

/// The statistical methods that an audit applies: the table behind `AuditResult.methods`.
public enum Method: String, Sendable, Hashable, CaseIterable {
  /// An interval of one share.
  case wilson
  /// An interval of an F1 score.
  case wilsonJaccard = "wilson.f1"
  /// An interval of one mean.
  case hall
  /// An interval of the area under a ROC curve.
  case deLong = "delong"
  /// An interval of the area under a ROC curve of few rows.
  case newcombeArea = "newcombe.auc"
  /// An interval of a correlation of two decisions.
  case fisherZ = "fisher.z"
  /// An interval of a sum or difference, from its parts' intervals.
  case mover
  /// An interval of a difference of shares.
  case miettinenNurminen = "miettinen.nurminen"
  /// An interval of a difference of shares of the same rows.
  case newcombePaired = "newcombe.paired"
  /// An interval of a ratio of shares.
  case gartNam = "gart.nam"
  /// An interval of a difference of means.
  case hallOfTwo = "hall.two"
  /// An interval of a standardised mean difference.
  case hedgesOlkin = "hedges.olkin"
  /// An interval of a fitted coefficient.
  case wald
  /// An interval of average precision.
  case infinitesimalJackknife = "infinitesimal.jackknife"
  /// An interval of a calibration error.
  case scheffe
  /// An interval of an area between curves.
  case l2Envelope = "l2.envelope"
  /// An interval of a quantity that counts decide.
  case bootstrap = "bca.counts"
  /// An interval of a sum of absolute differences of means.
  case delta
  /// An interval of a number that several comparisons decide.
  case simultaneousBox = "simultaneous.box"
  /// An interval of one of all pairwise differences.
  case tukeyKramer = "tukey.kramer"
  /// An interval of the spread between groups.
  case qProfile = "q.profile"
  /// A test of two shares, exact.
  case fisherExact = "fisher.exact"
  /// A test of two shares, for large samples.
  case pooledZ = "pooled.z"
  /// A test of two means.
  case welchTest = "welch.test"
  /// A test of two quantities with standard errors.
  case waldTest = "wald.test"
  /// A test of two quantities with intervals.
  case moverTest = "mover.test"
  /// A test of groups in any measure.
  case permutedGroups = "permutation.studentized"
  /// A test of groups in what is measured of pairs.
  case permutedPairs = "permutation.pairs"
  /// A test of several shares.
  case permutedChiSquare = "permutation.chi.square"
  /// A test of several means.
  case welchANOVA = "welch.anova"
  /// A test of several quantities with standard errors.
  case waldChiSquare = "wald.chi.square"
  /// A test of two ranks.
  case rankTest = "rank.test"
  /// A test of calibration.
  case spiegelhalter
  /// An interval of a change in the same rows.
  case pairedLinear = "paired.linear"
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
  /// Adjustment for many tests, stricter.
  case holm
  /// An interval of a number that several comparisons with a base decide.
  case baseBox = "base.box"
  /// A test of rows that were decided twice.
  case mcNemar = "mcnemar"
  /// A test of a metric of rows that were decided twice.
  case pairedSwap = "paired.swap"
  /// A band of a curve over all cut-offs.
  case dkw
  /// A band of a curve over all cut-offs, of weighted rows.
  case weightedBand = "dkw.weighted"
  /// What an audit of so many rows can tell.
  case power
  /// An interval of a share of weight.
  case weightedWilson = "wilson.weighted"
  /// An interval of a difference of shares of weight.
  case weightedDifference = "miettinen.nurminen.weighted"
  /// An interval of a ratio of shares of weight.
  case weightedRatio = "gart.nam.weighted"
  /// An interval from how much each row moves a number.
  case linearized
  /// An interval of a mean of shares of different rows.
  case wilsonMean = "wilson.mean"
  /// An average over strata of differences of shares.
  case stratifiedMover = "mover.strata"
  /// An interval of a common odds ratio.
  case robinsBreslowGreenland = "robins.breslow.greenland"
  /// A test of association within strata.
  case cochranMantelHaenszel = "cochran.mantel.haenszel"
  /// What clusters that are drawn anew make of a number.
  case clusterBootstrap = "cluster.bootstrap"
  /// An interval of a share of rows in clusters.
  case clusterWilson = "cluster.wilson"
  /// An interval of a difference or ratio of rows in clusters.
  case clusterMover = "cluster.mover"
  /// An interval of a number that several comparisons of clusters decide.
  case clusterBox = "cluster.box"
  /// A test of two quantities of rows in clusters.
  case clusterTest = "cluster.test"
  /// A test of shares of rows in clusters.
  case permutedClusters = "permutation.clusters"
  /// A test of equal odds ratios.
  case breslowDay = "breslow.day"

  /// The explanation that reports print.
  public var definition: MethodDefinition {
    let (name, description, reference) = text
    return MethodDefinition(
      id: rawValue, name: name, description: description, reference: reference)
  }
}

extension Interval {
  /// An interval of a method.
  init(_ ends: ClosedRange<Double>, confidence: Double, method: Method) {
    self.init(
      lower: ends.lowerBound, upper: ends.upperBound, level: confidence, method: method.rawValue)
  }
}
