/// Computes a value of a model where channels of other values hold constants.
///
/// Only what depends on those channels runs again. A Dense layer that sees few channels change adds
/// their changes times their rows of its kernel to what it gave before; where the network ends in such
/// a layer and another one of few units, that is one go without anything in between.
public struct ChannelReplacer<E: Scalar>: Sendable {
  private let model: Model<E>
  private let wanted: ValueID
  private let needed: [Int]
  /// Where the network ends in a short way, by the value of the Dense layer that it begins with.
  private let shortcuts: [ValueID: Shortcut<E>]

  /// Prepares a model; made once, used for any channels and rows.
  public init(_ model: Model<E>, to wanted: ValueID) {
    self.model = model
    self.wanted = wanted
    needed = model.nodesNeeded(for: [wanted])
    var shortcuts: [ValueID: Shortcut<E>] = [:]
    for index in needed {
      let value = model.inputs.count + index
      shortcuts[value] = model.shortcut(from: value, to: wanted)
    }
    self.shortcuts = shortcuts
  }

  /// Replaces channels.
  ///
  /// - Parameters:
  ///   - channels: For each replaced value the channels (indices of its last axis) with what they
  ///     hold.
  ///   - values: Every value of the model for some rows, by its id.
  /// - Returns: The wanted value for the same rows.
  /// - Precondition: `values` holds ``Model/valueCount`` tensors of one row count.
  public func replacing(_ channels: [ValueID: [Int: E]], in values: [Tensor<E>]) -> Tensor<E> {
    precondition(values.count == model.valueCount, "\(values.count) values")
    var changed: [ValueID: ChangedValue<E>] = [:]
    var passed: Set<ValueID> = []
    func replace(_ value: ValueID) {
      guard let constants = channels[value] else { return }
      changed[value, default: ChangedValue()].replace(constants, of: values[value])
    }
    for value in model.inputs.indices { replace(value) }
    for index in needed {
      let node = model.nodes[index]
      let value = model.inputs.count + index
      guard passed.isEmpty || !passed.contains(value) else { continue }
      if let shortcut = shortcuts[value],
        let end = run(shortcut, changed[node.inputs[0]], channels, values)
      {
        changed[shortcut.end] = ChangedValue(full: end)
        passed.formUnion(shortcut.passed)
        replace(shortcut.end)
        continue
      }
      if node.inputs.contains(where: { changed[$0] != nil }) {
        changed[value] = run(node, at: value, changed, values)
      }
      replace(value)
    }
    return changed[wanted]?.tensor(over: values[wanted]) ?? values[wanted]
  }

  /// Runs a short way again.
  ///
  /// - Parameters:
  ///   - shortcut: The way.
  ///   - input: What its first layer takes now; `nil` where that is as it was.
  ///   - channels: What channels hold.
  ///   - values: Every value as it was.
  /// - Returns: The way's end; `nil` where nothing on it changes, or it is not as short as that.
  private func run(
    _ shortcut: Shortcut<E>, _ input: ChangedValue<E>?, _ channels: [ValueID: [Int: E]],
    _ values: [Tensor<E>]
  ) -> Tensor<E>? {
    guard input != nil || shortcut.chain.contains(where: { channels[$0.value] != nil }) else {
      return nil
    }
    let (before, value) = (values[shortcut.source], values[shortcut.chain[0].value])
    let list = input.map(\.list) ?? []
    guard let list, list.count <= before.rowSize / 2, let constants = shortcut.constants(channels)
    else { return nil }
    let sums = shortcut.run(
      value.elements, channels: list,
      changes: input?.change(from: before).permuted([1, 0]).elements ?? [], constants: constants)
    return Tensor(shape: [before.shape[0], shortcut.last.units], elements: sums)
  }

  /// Runs a node again.
  private func run(
    _ node: Model<E>.Node, at value: ValueID, _ changed: [ValueID: ChangedValue<E>],
    _ values: [Tensor<E>]
  ) -> ChangedValue<E> {
    let weights = node.weights.map { Dual(model.weights[$0].tensor) }
    if node.inputs.count == 1, let input = changed[node.inputs[0]], let list = input.list {
      let before = values[node.inputs[0]]
      if node.layer is Dense, 2 * list.count < before.shape.last ?? 1 {
        return ChangedValue(
          full: values[value].adding(
            input.change(from: before), timesRows: list, of: weights[0].value))
      }
      if let activation = node.layer as? Activation, activation.function.axis == nil {
        let part = activation.forward([Dual(input.part(of: before))], weights: []).output.value
        return ChangedValue(list: list, part: part)
      }
      if node.layer.keepsChannelsApart(rank: node.shape.count + 1) {
        let output = node.layer.forward(
          [Dual(input.tensor(over: before))], weights: weights
        ).output.value
        return ChangedValue(list: list, full: output)
      }
    }
    let output = node.layer.forward(
      node.inputs.map { Dual(changed[$0]?.tensor(over: values[$0]) ?? values[$0]) },
      weights: weights
    ).output
    return ChangedValue(full: output.value)
  }
}

extension Model {
  /// A value of the model where channels of other values hold constants, as ``ChannelReplacer``.
  public func replacing(
    _ channels: [ValueID: [Int: E]], in values: [Tensor<E>], to wanted: ValueID
  ) -> Tensor<E> {
    ChannelReplacer(self, to: wanted).replacing(channels, in: values)
  }
}

/// A value that differs from what it was: in some channels, of which only these are kept, or in all.
private struct ChangedValue<E: Scalar> {
  /// The channels that differ, ascending; `nil` for any.
  private(set) var list: [Int]?
  private var part: Tensor<E>?
  private var full: Tensor<E>?

  /// One that does not differ yet.
  init() { list = [] }

  /// Some channels.
  init(list: [Int], part: Tensor<E>) {
    self.list = list
    self.part = part
  }

  /// All channels, of which only those in the list differ.
  init(list: [Int]? = nil, full: Tensor<E>) {
    self.list = list
    self.full = full
  }

  /// The whole value.
  func tensor(over before: Tensor<E>) -> Tensor<E> {
    if let full { return full }
    guard let list, let part else { return before }
    return before.replacingChannels(list, with: part)
  }

  /// The channels that differ.
  func part(of before: Tensor<E>) -> Tensor<E> {
    part ?? (full ?? before).channels(list ?? [])
  }

  /// What was added to the channels that differ.
  func change(from before: Tensor<E>) -> Tensor<E> {
    guard let list else { return part(of: before) }
    return part(of: before).combined(.sum, with: before.channels(list).scaled(by: -1))
  }

  /// Puts constants into channels.
  mutating func replace(_ constants: [Int: E], of before: Tensor<E>) {
    guard list != nil, full == nil else {
      full = tensor(over: before).replacing(constants)
      list = list.map { Set($0).union(constants.keys).sorted() }
      part = nil
      return
    }
    let old = list ?? []
    let new = Set(old).union(constants.keys).sorted()
    var channels = before.channels(new)
    if let part, !old.isEmpty {
      let places = old.compactMap { channel in new.firstIndex(of: channel) }
      channels = channels.replacingChannels(places, with: part)
    }
    var placed: [Int: E] = [:]
    for (place, channel) in new.enumerated() { placed[place] = constants[channel] }
    (list, part) = (new, channels.replacing(placed))
  }
}

extension Tensor {
  /// The same with constants in channels.
  fileprivate consuming func replacing(_ constants: [Int: Element]) -> Tensor {
    fillChannels(constants.sorted { $0.key < $1.key }, width: shape.last ?? 1, &elements)
    return self
  }

  /// Some channels side by side.
  fileprivate func channels(_ list: [Int]) -> Tensor {
    Tensor(
      shape: Array(shape.dropLast()) + [list.count],
      elements: gatherChannels(elements, list, width: shape.last ?? 1))
  }

  /// The same with other numbers in some channels.
  fileprivate consuming func replacingChannels(_ list: [Int], with tensor: Tensor) -> Tensor {
    let width = shape.last ?? 1
    scatterChannels(tensor.elements, list, width: width, &elements)
    return self
  }

  /// The same plus a product with some rows of a matrix.
  fileprivate consuming func adding(
    _ factors: Tensor, timesRows rows: [Int], of matrix: Tensor
  ) -> Tensor {
    let width = shape.last ?? 1
    let kernel = rows.flatMap { matrix.elements[$0 * width..<($0 + 1) * width] }
    Element.multiplyAdd(
      MatrixProduct(
        rows: elements.count / max(1, width), columns: width, inner: rows.count,
        transposeLeft: false, transposeRight: false), factors.elements, kernel, &elements)
    return self
  }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func fillChannels<E: Scalar>(
  _ constants: [(key: Int, value: E)], width: Int, _ elements: inout [E]
) {
  var output = elements.mutableSpan
  for (channel, constant) in constants {
    var index = channel
    while index < output.count {
      output[index] = constant
      index += width
    }
  }
}

@specialized(where E == Float)
@specialized(where E == Double)
private func gatherChannels<E: Scalar>(_ elements: [E], _ list: [Int], width: Int) -> [E] {
  let count = elements.count / max(1, width)
  var result = [E](repeating: 0, count: count * list.count)
  let (source, places) = (elements.span, list.span)
  var output = result.mutableSpan
  var row = 0
  while row < count {
    for position in 0..<places.count {
      output[row * places.count + position] = source[row * width + places[position]]
    }
    row += 1
  }
  return result
}

@specialized(where E == Float)
@specialized(where E == Double)
private func scatterChannels<E: Scalar>(
  _ source: [E], _ list: [Int], width: Int, _ elements: inout [E]
) {
  let count = elements.count / max(1, width)
  let (numbers, places) = (source.span, list.span)
  var output = elements.mutableSpan
  var row = 0
  while row < count {
    for position in 0..<places.count {
      output[row * width + places[position]] = numbers[row * places.count + position]
    }
    row += 1
  }
}
