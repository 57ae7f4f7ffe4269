/// What fine-tuning minimises, beside the loss of the labels.
public struct Objective: Sendable, Equatable {
  /// How groups are brought together.
  public enum Method: String, Sendable, CaseIterable {
    /// Not at all: the loss alone.
    case erm
    /// The gap of mean scores is added (FairReg, GapReg).
    case gapReg = "gapreg"
    /// The gap along straight paths between rows of two groups (Chuang and Mroueh, ICLR 2021), with or
    /// without the parities.
    case fairMixup = "mixup"
    /// Gradient-guided parity alignment (Li et al., ICML 2023), with or without the gap.
    case gpa

    /// Whether the parities may be weighed in.
    public var hasAlignment: Bool { self == .gpa || self == .fairMixup }
  }

  /// How groups are brought together.
  public var method: Method
  /// What should not depend on the group.
  public var fairness: FairnessObjective
  /// The weight λ of the parities' sum; used by ``Method/gpa`` and ``Method/fairMixup``.
  public var alignment: Double
  /// The weight λ₂ of the gap; used by every method but ``Method/erm``.
  public var gapWeight: Double
  /// Which groups are compared.
  public var comparison: GroupComparison

  /// Creates an objective.
  public init(
    _ method: Method, _ fairness: FairnessObjective = .demographicParity, alignment: Double = 0,
    gapWeight: Double = 0, comparison: GroupComparison = .pairs
  ) {
    self.method = method
    self.fairness = fairness
    self.alignment = alignment
    self.gapWeight = gapWeight
    self.comparison = comparison
  }

  /// λ, 0 where the method has no alignment.
  var usedAlignment: Double { method.hasAlignment ? alignment : 0 }
  /// λ₂ of the gap of mean scores.
  var usedGapWeight: Double { method == .gpa || method == .gapReg ? gapWeight : 0 }
}

/// The terms of the objective on one batch.
public struct ObjectiveTerms: Sendable, Equatable, Codable {
  /// The mean loss over all rows of the batch.
  public var loss: Double
  /// The sum of cosines over layers and comparisons; `nil` where it was not computed.
  public var parity: Double?
  /// The sum over comparisons of the absolute difference of mean scores.
  public var gap: Double
  /// Fair-Mixup's sum of absolute mean slopes along the paths; `nil` for other methods.
  public var path: Double?
  /// What is minimised.
  public var objective: Double

  /// Whether every term is a number.
  public var isFinite: Bool { objective.isFinite && loss.isFinite && gap.isFinite }
}
