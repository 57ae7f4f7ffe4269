import Engine

/// Rows to compute the objective on.
struct Batch<E: Scalar>: Sendable {
  /// One tensor for each input of the model.
  var inputs: [Tensor<E>]
  /// One label for each row, 1 for the positive one.
  var labels: [UInt8]
  /// The rows of each cell, `context * groups + group`; see ``CellComparison``.
  var cells: [[Int]]
  /// Fair-Mixup's position on the path between two groups, in [0, 1], for each comparison.
  var mixing: [Double] = []
}

/// Computes the objective and its gradient, exactly, on a batch.
///
/// The parity term is differentiated through the groups' gradients: `∇P = explicit + Σ_a H_a u_a`
/// with ``LayerAlignment``'s derivatives, one Hessian-vector product for each cell (Pearlmutter
/// 1994). The gap's gradient rides along with those products.
struct ObjectiveStep<E: Scalar>: Sendable {
  /// A layer whose neurons are aligned.
  struct Layer: Sendable {
    /// The layer's name.
    var name: String
    /// Positions of its kernels among ``wanted``.
    var kernels: [Int]
    /// How many neurons it has.
    var neurons: Int
    /// For each kernel how many neighbouring elements belong to one neuron.
    var runs: [Int]
  }

  /// What is minimised.
  let objective: Objective
  /// Where scores are.
  let score: ScoreValue
  /// The score value's shape without rows.
  let scoreShape: [Int]
  /// The trained weights.
  let wanted: [Int]
  /// The layers whose neurons are aligned: those with at least two, which are trained.
  let layers: [Layer]
  /// How many of the model's inputs, the last ones, are noise.
  let noiseInputs: Int
  /// What is compared.
  let comparisons: [CellComparison]
  /// Whether rows depend on each other, so that all rows of a step go through the model together.
  let isCoupled: Bool
  /// Threads; results do not depend on them.
  let options: RunOptions

  /// Prepares steps on a model.
  init(
    objective: Objective, model: Model<E>, score: ScoreValue, groups: Int, noiseInputs: Int = 0,
    options: RunOptions
  ) {
    self.objective = objective
    self.noiseInputs = noiseInputs
    self.score = score
    scoreShape = model.shape(of: score.value)
    let wanted = model.weights.indices.filter {
      model.weights[$0].isTrainable && model.weights[$0].role != .statistic
    }
    self.wanted = wanted
    layers = model.influenceLayers.compactMap { layer in
      let kernels = layer.weights.compactMap { wanted.firstIndex(of: $0) }
      guard layer.neurons > 1, kernels.count == layer.weights.count else { return nil }
      let runs = layer.weights.map { index -> Int in
        guard case .kernel(let neurons) = model.weights[index].role else { return 1 }
        return neurons.run(in: model.weights[index].tensor.shape)
      }
      return Layer(name: layer.name, kernels: kernels, neurons: layer.neurons, runs: runs)
    }
    let contexts = objective.fairness == .equalizedOdds ? 2 : 1
    comparisons = CellComparison.all(
      contexts: contexts, groups: groups, objective.comparison)
    isCoupled = model.nodes.contains { ($0.layer as? BatchNormalization)?.usesRows ?? false }
    self.options = options
  }

  /// The terms, and the objective's gradient for each weight of ``wanted``.
  func evaluate(_ model: Model<E>, _ batch: Batch<E>) -> (
    terms: ObjectiveTerms, gradient: [Tensor<E>]
  ) {
    let pass = Pass(model: model, batch: batch, counts: batch.cells.map(\.count))
    let (terms, gradient) = withoutPaths(pass)
    return objective.method == .fairMixup ? mixed(pass, terms, gradient) : (terms, gradient)
  }

  /// All terms that the batch's own rows have.
  private func withoutPaths(_ pass: Pass) -> (terms: ObjectiveTerms, gradient: [Tensor<E>]) {
    if objective.usedAlignment != 0 { return aligned(pass) }
    return objective.usedGapWeight != 0 ? regularised(pass) : plain(pass)
  }

  private struct Pass: Sendable {
    var model: Model<E>
    var batch: Batch<E>
    var counts: [Int]
    var rows: Int { counts.reduce(0, +) }
    /// The rows of all cells, one cell after the other.
    var union: [Int] { batch.cells.flatMap { $0 } }
  }

  /// The options where so many rows go through the model together, if rows depend on each other.
  private func options(together rows: Int) -> RunOptions {
    isCoupled ? RunOptions(threads: options.threads, batchSize: max(1, rows)) : options
  }

  /// The variations that tell each cell's rows from the others that are there for what they share.
  private func coupled(_ pass: Pass, _ variations: [Variation<E>]?) -> [Variation<E>] {
    var start = 0
    return pass.counts.enumerated().map { cell, count in
      defer { start += count }
      var variation = variations?[cell] ?? Variation()
      variation.counted = start..<start + count
      return variation
    }
  }

  private func gradients(
    _ pass: Pass, variations: [Variation<E>]? = nil, trace: GradientTrace<E>? = nil
  ) -> [ObservedGradient<E>] {
    pass.model.gradients(
      of: score.loss, inputs: pass.batch.inputs, targets: score.targets(pass.batch.labels),
      rows: isCoupled ? pass.batch.cells.map { _ in pass.union } : pass.batch.cells,
      wanted: wanted, variations: isCoupled ? coupled(pass, variations) : variations,
      observing: score.value, trace: trace, options: options(together: pass.rows))
  }

  /// The gap, and its derivative with respect to the mean score of each cell.
  private func gap(_ means: [Double], _ counts: [Int]) -> (value: Double, slopes: [Double]) {
    var value = 0.0
    var slopes = [Double](repeating: 0, count: means.count)
    for comparison in comparisons {
      let sides = [comparison.first, comparison.second]
      // A side without rows has no mean score to compare.
      guard sides.allSatisfy({ $0.contains { counts[$0] > 0 } }) else { continue }
      let shares = sides.map { side in
        zip(side, CellComparison.shares(of: side, counts: counts))
      }
      let difference =
        shares[0].reduce(0) { $0 + $1.1 * means[$1.0] }
        - shares[1].reduce(0) { $0 + $1.1 * means[$1.0] }
      value += abs(difference)
      let sign: Double = difference > 0 ? 1 : difference < 0 ? -1 : 0
      for (cell, share) in shares[0] { slopes[cell] += sign * share }
      for (cell, share) in shares[1] { slopes[cell] -= sign * share }
    }
    return (value, slopes)
  }

  private func means(_ blocks: [ObservedGradient<E>], _ counts: [Int]) -> [Double] {
    zip(blocks, counts).map { $1 == 0 ? 0 : $0.observed[score.column] / Double($1) }
  }

  /// Coefficients of all rows' scores such that cell `c`'s mean has the factor `factors[c]`.
  private func coefficients(_ factors: [Double], _ pass: Pass) -> Tensor<E> {
    var values = [E](repeating: 0, count: pass.batch.labels.count)
    for (cell, rows) in pass.batch.cells.enumerated() {
      // A row may stand in a cell more than once; each occurrence is gathered with this factor.
      for row in rows { values[row] = E(factors[cell] / Double(rows.count)) }
    }
    return score.coefficients(values, shape: scoreShape)
  }

  private func meanLoss(_ blocks: [ObservedGradient<E>], _ pass: Pass) -> Double {
    blocks.reduce(0) { $0 + $1.result.loss } / Double(max(1, pass.rows))
  }

  /// The loss alone.
  private func plain(_ pass: Pass) -> (terms: ObjectiveTerms, gradient: [Tensor<E>]) {
    let blocks = gradients(pass)
    var sum = GradientAccumulator(pass.model, wanted)
    for block in blocks { sum.add(block.result.gradients, times: 1 / Double(max(1, pass.rows))) }
    let loss = meanLoss(blocks, pass)
    let gap = gap(means(blocks, pass.counts), pass.counts)
    return (ObjectiveTerms(loss: loss, gap: gap.value, objective: loss), sum.tensors)
  }

  /// The mean score of each cell.
  private func scoreMeans(_ pass: Pass) -> [Double] {
    var (inputs, cells) = (pass.batch.inputs, pass.batch.cells)
    if isCoupled {
      inputs = inputs.map { $0.gatheringRows(pass.union) }
      var start = 0
      cells = cells.map { cell in
        defer { start += cell.count }
        return Array(start..<start + cell.count)
      }
    }
    let values = pass.model.values(
      [score.value], inputs: inputs, options: options(together: pass.rows))[0]
    return cells.map { rows in
      rows.reduce(0) { $0 + Double(values.elements[$1 * score.columns + score.column]) }
        / Double(max(1, rows.count))
    }
  }

  /// The loss and the gap.
  private func regularised(_ pass: Pass) -> (terms: ObjectiveTerms, gradient: [Tensor<E>]) {
    let means = scoreMeans(pass)
    let gap = gap(means, pass.counts)
    let factor = objective.usedGapWeight * Double(pass.rows)
    let addend = Variation.Addend(
      value: score.value, coefficients: coefficients(gap.slopes.map { $0 * factor }, pass))
    let blocks = gradients(
      pass, variations: pass.batch.cells.map { _ in Variation(addend: addend) })
    var sum = GradientAccumulator(pass.model, wanted)
    for block in blocks { sum.add(block.result.gradients, times: 1 / Double(max(1, pass.rows))) }
    let loss = meanLoss(blocks, pass)
    return (
      ObjectiveTerms(
        loss: loss, gap: gap.value, objective: loss + objective.usedGapWeight * gap.value),
      sum.tensors
    )
  }

  /// The loss, the parity and the gap.
  private func aligned(_ pass: Pass) -> (terms: ObjectiveTerms, gradient: [Tensor<E>]) {
    // What the first pass computes on the way is not computed again in the second.
    let trace = GradientTrace<E>()
    let blocks = gradients(pass, trace: trace)
    var sum = GradientAccumulator(pass.model, wanted)
    for block in blocks { sum.add(block.result.gradients, times: 1 / Double(max(1, pass.rows))) }
    let gap = gap(means(blocks, pass.counts), pass.counts)
    let lambda = objective.usedAlignment

    var parity = 0.0
    var directions = pass.counts.map { _ in GradientAccumulator(pass.model, wanted) }
    let pairs = comparisons.flatMap { comparison in layers.map { (comparison, $0) } }
    let alignments = parallelMap(count: pairs.count, threads: options.threads) {
      alignment(of: pairs[$0].1, pairs[$0].0, blocks, pass)
    }
    for ((comparison, layer), alignment) in zip(pairs, alignments) {
      guard let alignment else { continue }
      parity += alignment.cosine
      for (position, kernel) in layer.kernels.enumerated() {
        sum.add(alignment.explicit[position], times: -lambda, to: kernel)
        for (side, through) in [
          (comparison.first, alignment.throughFirst), (comparison.second, alignment.throughSecond),
        ] {
          let shares = CellComparison.shares(of: side, counts: pass.counts)
          for (cell, share) in zip(side, shares) where pass.counts[cell] > 0 {
            // The products below are of the sums over rows, the side's gradient is a mean.
            directions[cell].add(
              through[position], times: -lambda * share / Double(pass.counts[cell]), to: kernel)
          }
        }
      }
    }

    let addend: Variation<E>.Addend? =
      objective.usedGapWeight == 0
      ? nil
      : Variation.Addend(
        value: score.value,
        coefficients: coefficients(gap.slopes.map { $0 * objective.usedGapWeight }, pass))
    let products = gradients(
      pass,
      variations: directions.map {
        Variation(direction: Direction(weights: $0.touched), addend: addend)
      }, trace: trace)
    for product in products { sum.add(product.result.gradients, times: 1) }
    let loss = meanLoss(blocks, pass)
    return (
      ObjectiveTerms(
        loss: loss, parity: parity, gap: gap.value,
        objective: loss - lambda * parity + objective.usedGapWeight * gap.value),
      sum.tensors
    )
  }

  /// How two sides' influences on a layer agree; `nil` where a side has none.
  private func alignment(
    of layer: Layer, _ comparison: CellComparison, _ blocks: [ObservedGradient<E>], _ pass: Pass
  ) -> LayerAlignment<E>? {
    let means = [comparison.first, comparison.second].map { side in
      let shares = CellComparison.shares(of: side, counts: pass.counts)
      return layer.kernels.map {
        mean($0, of: side, shares: shares, blocks: blocks, counts: pass.counts)
      }
    }
    return LayerAlignment(
      weights: layer.kernels.map { pass.model.weights[wanted[$0]].tensor }, first: means[0],
      second: means[1], neurons: layer.neurons, runs: layer.runs)
  }

  /// A side's gradient of the mean loss for one kernel.
  private func mean(
    _ kernel: Int, of side: [Int], shares: [Double], blocks: [ObservedGradient<E>], counts: [Int]
  ) -> Tensor<E> {
    if side.count == 1, counts[side[0]] > 0 {
      return blocks[side[0]].result.gradients[kernel].scaled(
        by: E(shares[0] / Double(counts[side[0]])))
    }
    var sum = Tensor<E>(zeros: blocks[0].result.gradients[kernel].shape)
    for (cell, share) in zip(side, shares) where counts[cell] > 0 {
      accumulate(
        blocks[cell].result.gradients[kernel].elements, times: E(share / Double(counts[cell])),
        to: &sum.elements)
    }
    return sum
  }

  /// Adds Fair-Mixup's penalty to what the rows themselves gave.
  ///
  /// The mean of `∇ₓf(x)·d` over rows is how fast the mean score changes as the inputs move along
  /// `d`; its gradient is the tangent of the mean score's gradient along the same direction.
  private func mixed(
    _ pass: Pass, _ given: ObjectiveTerms, _ gradient: [Tensor<E>]
  ) -> (terms: ObjectiveTerms, gradient: [Tensor<E>]) {
    precondition(pass.batch.mixing.count == comparisons.count, "a position for each comparison")
    var terms = given
    var sum = GradientAccumulator(gradient)
    var total = 0.0
    for (comparison, position) in zip(comparisons, pass.batch.mixing) {
      let sides = [comparison.first, comparison.second].map { side in
        side.flatMap { pass.batch.cells[$0] }
      }
      let count = min(sides[0].count, sides[1].count)
      guard count > 0 else { continue }
      let ends = sides.map { rows in
        pass.batch.inputs.map { $0.gatheringRows(rows.prefix(count)) }
      }
      // Noise is not mixed: a point has that of the row on its path's first side.
      let data = ends[0].count - noiseInputs
      let points = zip(ends[0], ends[1]).enumerated().map { index, pair in
        index < data
          ? combination(pair.0, times: E(position), pair.1, times: E(1 - position)) : pair.0
      }
      let directions = zip(ends[0], ends[1]).enumerated().map { index, pair in
        index < data
          ? combination(pair.0, times: -1, pair.1, times: 1) : Tensor(zeros: pair.0.shape)
      }
      let ones = score.coefficients([E](repeating: 1, count: count), shape: scoreShape)
      let result = pass.model.gradients(
        of: .weightedSum(score.value), inputs: points, targets: .values(ones),
        rows: [Array(0..<count)], wanted: wanted,
        variations: [
          Variation(
            direction: Direction(weights: wanted.map { _ in nil }, inputs: directions))
        ], options: options(together: count))[0].result
      let slope = result.loss / Double(count)
      total += abs(slope)
      let sign: Double = slope > 0 ? 1 : slope < 0 ? -1 : 0
      sum.add(result.gradients, times: objective.gapWeight * sign / Double(count))
    }
    terms.path = total
    terms.objective += objective.gapWeight * total
    return (terms, sum.tensors)
  }
}
