/// The way from channels of a network's last layers to its end, for replacing many sets of them.
///
/// Where the network ends in a Dense layer, a ReLU or nothing, and a Dense layer of few units, and each
/// replaced value stands on that way or becomes its input by functions of single channels, a set needs
/// no more than the changes of the channels before the way, and its end in one go.
public struct EndRoute<E: Scalar>: Sendable {
  /// What a value's channels hold where the way begins, or on it.
  private enum Place: Sendable {
    case before([E])
    case on([E])
  }

  private let model: Model<E>
  private let shortcut: Shortcut<E>
  private let places: [ValueID: Place]
  /// What comes after the way, such as a sigmoid.
  private let rest: Restart

  /// Finds the way; `nil` where there is none.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - constants: For each value that is replaced what each of its channels holds then.
  ///   - wanted: The value to compute.
  public init?(_ model: Model<E>, constants: [ValueID: [E]], to wanted: ValueID) {
    let needed = model.nodesNeeded(for: [wanted])
    let ways = needed.compactMap { model.shortcut(from: model.inputs.count + $0, to: wanted) }
    guard let shortcut = ways.first, ways.count == 1 else { return nil }
    var places: [ValueID: Place] = [:]
    for (value, constants) in constants {
      if let place = shortcut.chain.first(where: { $0.value == value }) {
        guard !place.isFloored || constants.allSatisfy({ $0 >= 0 }) else { return nil }
        places[value] = .on(constants)
      } else {
        guard let arrived = model.channels(constants, of: value, at: shortcut.source, needed)
        else { return nil }
        places[value] = .before(arrived)
      }
    }
    rest = model.restart(after: [shortcut.end], to: wanted)
    guard shortcut.end == wanted || rest.known == [shortcut.end] else { return nil }
    self.model = model
    self.shortcut = shortcut
    self.places = places
  }

  /// The wanted value without sets of channels.
  ///
  /// - Parameters:
  ///   - sets: For each set the replaced values with their channels.
  ///   - values: Every value of the model for some rows, by its id.
  /// - Returns: For each set the wanted value of those rows.
  /// - Complexity: O(rows × hidden × (channels before the way + 1)) for each set.
  public func replacing(_ sets: [[ValueID: [Int]]], in values: [Tensor<E>]) -> [Tensor<E>] {
    let value = values[shortcut.chain[0].value].elements
    let source = values[shortcut.source]
    let rows = source.shape[0]
    let columns = source.permuted([1, 0]).elements
    return sets.map { set in
      var before: [Int: E] = [:]
      var constants: [Int: E] = [:]
      for (value, channels) in set.sorted(by: { $0.key < $1.key }) {
        switch places[value] {
        case .before(let arrived): for channel in channels { before[channel] = arrived[channel] }
        case .on(let held): for channel in channels { constants[channel] = held[channel] }
        case nil: preconditionFailure("value \(value) was not announced")
        }
      }
      let list = before.sorted { $0.key < $1.key }
      let sums = shortcut.run(
        value, channels: list.map(\.key), changes: changes(list, columns, rows: rows),
        constants: constants)
      let end = Tensor(shape: [rows, shortcut.last.units], elements: sums)
      return rest.nodes.isEmpty ? end : model.resume(rest, from: [shortcut.end: end])
    }
  }
}

extension Model {
  /// What constants of all channels of a value become at another value, where each channel goes there
  /// by itself and nowhere else; `nil` where they do not.
  fileprivate func channels(
    _ constants: [E], of start: ValueID, at end: ValueID, _ needed: [Int]
  ) -> [E]? {
    guard shape(of: start) == [constants.count] else { return nil }
    var value = start
    while value != end {
      let users = needed.filter { nodes[$0].inputs.contains(value) }
      guard users.count == 1, nodes[users[0]].inputs == [value],
        nodes[users[0]].layer.keepsChannelsApart(rank: nodes[users[0]].shape.count + 1)
      else { return nil }
      value = inputs.count + users[0]
    }
    let row = Tensor(shape: [1, constants.count], elements: constants)
    guard start != end else { return constants }
    return resume(restart(after: [start], to: end), from: [start: row]).elements
  }
}

/// Constants less what channels hold, (channels, rows), of all channels' columns.
@specialized(where E == Float)
@specialized(where E == Double)
private func changes<E: Scalar>(
  _ list: [(key: Int, value: E)], _ columns: [E], rows: Int
) -> [E] {
  var result = [E](repeating: 0, count: list.count * rows)
  let source = columns.span
  var output = result.mutableSpan
  for (index, (channel, constant)) in list.enumerated() {
    let column = source.extracting(channel * rows..<(channel + 1) * rows)
    let start = index * rows
    for row in 0..<rows { output[start + row] = constant - column[row] }
  }
  return result
}
