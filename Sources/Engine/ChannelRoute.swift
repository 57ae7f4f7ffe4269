/// The way from one channel of a value to another value, for replacing channels one by one.
///
/// Where a Dense layer takes the value, directly or behind functions of single channels, a channel's
/// change is one row of its kernel, scaled by the change: that is added to what the layer gave, and
/// rows without change are left out. The input is not run again, nor that layer.
public struct ChannelRoute<E: Scalar>: Sendable {
  /// What the channels are replaced by, as it arrives at ``last``.
  private let constants: [E]
  /// The last value whose channels are functions of the replaced value's.
  private let last: ValueID
  /// The Dense layer's kernel and value; `nil` where other layers take ``last``.
  private let dense: (kernel: Tensor<E>, value: ValueID)?
  /// The Dense layer and all that comes after it, where that is little enough for one go.
  private let tail: DenseTail<E>?
  /// What runs after the Dense layer, or after ``last``.
  private let restart: Restart
  private let model: Model<E>

  /// The values that have to be known: all that ``replacing(_:in:)`` reads.
  public let known: [ValueID]
  /// Whether a change reaches the wanted value.
  public var reaches: Bool { restart.reaches }

  /// About how many multiplications it takes to replace one channel of one row.
  public var cost: Double {
    reaches ? Double(dense?.kernel.shape.last ?? 0) + model.cost(of: restart) : 0
  }

  /// Finds the way.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - value: The value whose last axis holds the channels.
  ///   - constants: What each channel is replaced by.
  ///   - wanted: The value to compute.
  public init(_ model: Model<E>, from value: ValueID, constants: [E], to wanted: ValueID) {
    let needed = model.nodesNeeded(for: [wanted])
    var last = value
    var chain: [ValueID] = [value]
    var dense: (Tensor<E>, ValueID)?
    while last != wanted {
      let users = needed.filter { model.nodes[$0].inputs.contains(last) }
      guard users.count == 1 else { break }
      let node = model.nodes[users[0]]
      let output = model.inputs.count + users[0]
      if node.layer is Dense, node.inputs == [last] {
        dense = (model.weights[node.weights[0]].tensor, output)
        break
      }
      guard node.layer.keepsChannelsApart(rank: node.shape.count + 1) else { break }
      last = output
      chain.append(last)
    }
    let channels = constants.count
    let row = Tensor(
      shape: [1] + model.shape(of: value),
      elements: (0..<model.shape(of: value).elementCount).map { constants[$0 % channels] })
    let arrived =
      chain.count == 1
      ? row : model.resume(model.restart(after: [value], to: last), from: [value: row])
    self.model = model
    self.last = last
    self.dense = dense.map { ($0.0, $0.1) }
    self.constants = Array(arrived.elements.prefix(channels))
    restart = model.restart(after: [dense?.1 ?? last], to: wanted)
    let isFlat = model.shape(of: last).count == 1
    tail = isFlat ? dense.flatMap { model.tail(kernel: $0.0, value: $0.1, to: wanted) } : nil
    known = Array(Set(restart.known + [last] + (dense.map { [$0.1] } ?? []))).sorted()
  }

  /// Where ``changes(in:slopes:)`` is to be had, the value whose slopes it needs: routes of one model
  /// with the same one have the same slopes.
  public var slopedValue: ValueID? { tail == nil ? nil : dense?.value }

  /// How the wanted value changes with each channel, as long as no ReLU on the way switches.
  ///
  /// - Parameter values: The value of each of ``known`` for some rows.
  /// - Returns: For each number of a row of the wanted value its slopes, row-major (rows, channels); `nil`
  ///   where the way is not short enough.
  public func slopes(in values: [ValueID: Tensor<E>]) -> [[E]]? {
    guard let tail, let dense, let value = values[dense.value] else { return nil }
    return tail.slopes(value: value.elements)
  }

  /// Replaces each channel in turn, all in one go, where the way is short enough.
  ///
  /// - Parameters:
  ///   - values: The value of each of ``known`` for some rows.
  ///   - slopes: What ``slopes(in:)`` gives.
  /// - Returns: For each number of a row of the wanted value, what replacing each channel adds to it,
  ///   row-major (rows, channels); `nil` where ``replacing(_:in:)`` has to be asked for each.
  public func changes(in values: [ValueID: Tensor<E>], slopes: [[E]]) -> [[E]]? {
    guard let tail, let dense, let source = values[last], let value = values[dense.value] else {
      return nil
    }
    return tail.changes(
      to: constants, source: source.elements, value: value.elements, slopes: slopes)
  }

  /// Replaces a channel.
  ///
  /// - Parameters:
  ///   - channel: The channel.
  ///   - values: The value of each of ``known`` for some rows.
  /// - Returns: The rows, counted among the given ones, that may have changed, and the wanted value
  ///   of these; `nil` where nothing changes.
  public func replacing(
    _ channel: Int, in values: [ValueID: Tensor<E>]
  ) -> (rows: [Int], value: Tensor<E>)? {
    guard reaches, let source = values[last], let count = source.shape.first else { return nil }
    let width = constants.count
    let positions = source.elements.count / max(1, count * width)
    var changes: [E] = []
    var rows: [Int] = []
    for row in 0..<count {
      var isChanged = false
      for position in 0..<positions {
        let change =
          constants[channel] - source.elements[(row * positions + position) * width + channel]
        changes.append(change)
        isChanged = isChanged || change != 0
      }
      if isChanged { rows.append(row) } else { changes.removeLast(positions) }
    }
    guard !rows.isEmpty else { return nil }
    var some: [ValueID: Tensor<E>] = [:]
    for value in restart.known {
      some[value] = rows.count == count ? values[value] : values[value]?.gatheringRows(rows)
    }
    if let dense, let before = values[dense.value] {
      let changed = (rows.count == count ? before : before.gatheringRows(rows))
        .adding(changes, timesRow: channel, of: dense.kernel)
      guard dense.value != restart.wanted else { return (rows, changed) }
      some[dense.value] = changed
    } else {
      var changed = rows.count == count ? source : source.gatheringRows(rows)
      for position in 0..<changes.count {
        changed.elements[position * width + channel] = constants[channel]
      }
      guard last != restart.wanted else { return (rows, changed) }
      some[last] = changed
    }
    return (rows, model.resume(restart, from: some))
  }
}

extension Model {
  /// What follows a Dense layer, where that is nothing, or a ReLU or nothing and then a Dense layer of
  /// at most four units, which nothing else feeds.
  fileprivate func tail(
    kernel: Tensor<E>, value: ValueID, to wanted: ValueID
  ) -> DenseTail<E>? {
    guard let hidden = kernel.shape.last, hidden > 0 else { return nil }
    let needed = nodesNeeded(for: [wanted])
    var second: DenseTail<E>.Second?
    var (current, isRectified) = (value, false)
    while current != wanted {
      let users = needed.filter { nodes[$0].inputs.contains(current) }
      guard users.count == 1 else { return nil }
      let node = nodes[users[0]]
      if let activation = node.layer as? Activation, activation.function == .relu() {
        isRectified = true
      } else if let dense = node.layer as? Dense {
        guard inputs.count + users[0] == wanted, dense.units <= 4 else { return nil }
        second = DenseTail.Second(
          isRectified: isRectified,
          kernel: weights[node.weights[0]].tensor.permuted([1, 0]).elements)
      } else if !(node.layer is Identity) {
        return nil
      }
      current = inputs.count + users[0]
    }
    guard second != nil || !isRectified else { return nil }
    return DenseTail(kernel: kernel.elements, hidden: hidden, second: second)
  }
}

extension Layer {
  /// Whether each channel, an index of the last axis, depends on the same channel of the only input
  /// alone, in the same way at every position.
  public func keepsChannelsApart(rank: Int) -> Bool {
    switch self {
    case let activation as Activation: activation.function.axis == nil
    case let normalization as BatchNormalization:
      normalization.axis == -1 || normalization.axis == rank - 1
    case is Identity, is Gate: true
    default: false
    }
  }
}
