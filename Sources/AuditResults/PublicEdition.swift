extension AuditResult {
  /// The smallest count that a public edition tells.
  public static let publicMinimumCell = 10

  /// The audit as it may be published: no count below a minimum is told or can be computed.
  ///
  /// A group is left out whole where any of its four cells is smaller, zeros included, and so are
  /// groups by which a left-out one could be found as a difference from a total (secondary
  /// suppression). What is not known to be safe is not taken over, so that parts which are added to
  /// results later are left out until somebody looks at them.
  ///
  /// - Parameter minimum: The smallest count that is told.
  /// - Returns: The edition, without a content digest.
  /// - Throws: ``EditionError`` where the label has more than two values, or all rows together are
  ///   too few.
  public func publicEdition(
    minimum: Int = AuditResult.publicMinimumCell
  ) throws(EditionError) -> AuditResult {
    guard decision.labelKind ?? .binary == .binary else { throw .otherLabel }
    let least = overall.counts.smallestCell
    guard least >= minimum else { throw .tooFewRows(cell: least, minimum: minimum) }
    let suppression = Suppression(attributes, minimum: minimum)
    var removed: Set<EditionFacts.Part> = []
    if cutoffs != nil || attributes.contains(where: { $0.thresholds != nil }) {
      removed.insert(.curves)
    }
    if decisions != nil { removed.insert(.decisions) }
    if fineTuning != nil || baseline != nil { removed.insert(.flips) }
    var data = self.data
    data.features = data.features.compactMap { feature in
      guard ![feature.missing, feature.unknown].contains(where: { (1..<minimum).contains($0) })
      else {
        removed.insert(.features)
        return nil
      }
      var safe = feature
      safe.unknownValues = feature.publishedUnknownValues(minimum: minimum)
      return safe
    }
    let whole = influence.filter { suppression[$0.attribute].isEmpty }
    if whole.count < influence.count { removed.insert(.influence) }

    let published = attributes.map { $0.published(without: suppression[$0.name], minimum: minimum) }
    var edition = AuditResult(
      tool: tool, model: model, data: data, decision: decision, settings: settings,
      overall: overall.publishedWhole(minimum: minimum), attributes: published, influence: whole,
      gates: gates.map { gate in
        gate.published(isWithheld: !suppression[gate.attribute].isEmpty)
      }, definitions: definitions, methods: methods, run: run)
    edition.schemaVersion = schemaVersion
    edition.gateFile = gateFile
    edition.profile = profile
    edition.inconclusiveIsTolerated = inconclusiveIsTolerated
    edition.command = command.map { $0.contains("--edition") ? $0 : $0 + ["--edition", "public"] }
    edition.edition = EditionFacts(
      minimumCell: minimum, withheld: suppression.facts(of: attributes),
      removed: EditionFacts.Part.allCases.filter(removed.contains))
    return edition
  }
}

extension ConfusionCounts {
  /// The smallest of the four cells.
  var smallestCell: Int { min(truePositives, falsePositives, trueNegatives, falseNegatives) }
}

extension DataFacts.Feature {
  /// The unknown values whose rows are many, without those that would tell how few hold any other.
  fileprivate func publishedUnknownValues(minimum: Int) -> [DataFacts.UnknownValue] {
    var kept = unknownValues.filter { $0.rows >= minimum }
    // Of letters and words a row may hold several, so what is left can be less than none.
    while !kept.isEmpty, (1..<minimum).contains(unknown - kept.reduce(0) { $0 + $1.rows }) {
      kept.removeLast()
    }
    return kept
  }
}

extension GroupOutcome {
  /// A group whose cells are large enough, without curves; its scores in the joined bins, and without any
  /// where there are none.
  fileprivate func published(bins: [Range<Int>]?, minimum: Int) -> GroupOutcome {
    GroupOutcome(
      id: id, name: name, isUnknown: isUnknown, isSmall: isSmall, counts: counts,
      metrics: metrics,
      scores: bins.flatMap { bins in
        scores?.published(bins, rows: counts.total, minimum: minimum)
      })
  }

  /// All rows: what they weigh, and their clusters, tell of no group.
  fileprivate func publishedWhole(minimum: Int) -> GroupOutcome {
    let bins = ScoreDistribution.joinedBins([scores].compactMap(\.self), minimum: minimum)
    var whole = published(bins: bins, minimum: minimum)
    whole.weight = weight
    whole.clusters = clusters.flatMap { $0 >= minimum ? $0 : nil }
    return whole
  }
}

extension ScoreDistribution {
  /// Neighbouring bins joined until in none of the distributions one holds few rows of either label;
  /// `nil` where the distributions have other bins each.
  ///
  /// Bins that were joined for each group by itself would tell what another group's smaller ones hold, as
  /// a difference from those of all rows.
  fileprivate static func joinedBins(
    _ scores: [ScoreDistribution], minimum: Int
  ) -> [Range<Int>]? {
    guard let first = scores.first else { return nil }
    let isAlike = scores.allSatisfy { other in
      other.bins.map(\.lower) == first.bins.map(\.lower)
        && other.bins.map(\.upper) == first.bins.map(\.upper)
    }
    guard isAlike else { return nil }
    func isLarge(_ range: Range<Int>) -> Bool {
      scores.allSatisfy { distribution in
        let bins = distribution.bins[range]
        let positives = bins.reduce(0) { $0 + ($1.positives.numerator ?? 0) }
        let all = bins.reduce(0) { $0 + $1.rows }
        return positives >= minimum && all - positives >= minimum
      }
    }
    var joined: [Range<Int>] = []
    var start = 0
    for end in first.bins.indices where isLarge(start..<end + 1) {
      joined.append(start..<end + 1)
      start = end + 1
    }
    // What is left over goes to the last bin that is large enough.
    if let last = joined.popLast() { joined.append(last.lowerBound..<first.bins.count) }
    return joined
  }

  /// The distribution in joined bins; quantiles only where many rows lie beyond the outermost.
  fileprivate func published(
    _ joined: [Range<Int>], rows: Int, minimum: Int
  ) -> ScoreDistribution {
    let outermost = quantiles.map { min($0.share, 1 - $0.share) }.min() ?? 0
    return ScoreDistribution(
      quantiles: outermost * Double(rows) >= Double(minimum) ? quantiles : [],
      bins: joined.map { Self.join(Array(bins[$0])) }, calibrationTest: calibrationTest)
  }

  private static func join(_ bins: [Bin]) -> Bin {
    guard bins.count > 1, let first = bins.first, let last = bins.last else { return bins[0] }
    let rows = bins.reduce(0) { $0 + $1.rows }
    let positives = bins.reduce(0) { $0 + ($1.positives.numerator ?? 0) }
    let scores = bins.reduce(0) { $0 + ($1.meanScore ?? 0) * Double($1.rows) }
    return Bin(
      lower: first.lower, upper: last.upper, rows: rows,
      positives: rows > 0
        ? Estimate(Double(positives) / Double(rows), numerator: positives, denominator: rows)
        : Estimate(undefined: .noRows, numerator: 0, denominator: 0),
      meanScore: rows > 0 ? scores / Double(rows) : nil)
  }
}

extension AttributeOutcome {
  /// The attribute without some groups and what could tell of them.
  func published(without withheld: Set<String>, minimum: Int) -> AttributeOutcome {
    func isTold(_ group: String) -> Bool { !withheld.contains(group) }
    // Where the scores of a group are not told, those of the others would tell them, as a difference
    // from those of all rows.
    let scores = groups.compactMap(\.scores)
    let bins =
      withheld.isEmpty && scores.count == groups.count
      ? ScoreDistribution.joinedBins(scores, minimum: minimum) : nil
    return AttributeOutcome(
      name: name, columns: columns,
      groups: groups.filter { isTold($0.name) }.map { $0.published(bins: bins, minimum: minimum) },
      reference: reference.flatMap { isTold($0) ? $0 : nil },
      contrasts: contrasts.filter { isTold($0.group) && isTold($0.reference) },
      disparities: disparities.map { disparity in
        // The extremes of groups that are told say of the others only that they lie between.
        let isOfTold =
          disparity.lowest.map(isTold) == true && disparity.highest.map(isTold) == true
        guard withheld.isEmpty || isOfTold else {
          return Disparity(metric: disparity.metric, estimate: Estimate(undefined: .withheld))
        }
        return disparity
      },
      comparisons: comparisons?.map { comparison in
        withheld.isEmpty
          ? comparison
          : Comparison(
            metric: comparison.metric, groups: comparison.groups,
            comparisons: comparison.comparisons,
            pairs: comparison.pairs.filter { isTold($0.first) && isTold($0.second) }, global: nil,
            spread: Estimate(undefined: .withheld))
      })
  }
}

extension GateOutcome {
  /// The gate without what could tell of withheld groups; its status stays.
  func published(isWithheld: Bool) -> GateOutcome {
    var gate = self
    gate.regression = nil
    gate.power = isWithheld ? nil : power
    // As of comparisons: the test is of all groups.
    gate.test = isWithheld ? nil : test
    gate.adjustedP = isWithheld ? nil : adjustedP
    gate.observed = isWithheld ? Estimate(undefined: .withheld) : observed
    return gate
  }
}
