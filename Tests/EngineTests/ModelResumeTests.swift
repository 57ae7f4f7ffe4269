import Testing

@testable import Engine

/// Running parts of a model against running all of it.
@Suite struct ModelResumeTests {
  /// x → dense a → relu → norm → dense b → tanh → (+ skip of relu's first columns) → dense c.
  private func model() throws -> (model: Model<Double>, values: [ValueID]) {
    var model = Model<Double>()
    var number = 0.0
    func tensor(_ shape: [Int], positive: Bool = false) -> Tensor<Double> {
      Tensor(
        shape: shape,
        elements: (0..<shape.elementCount).map { _ in
          number += 0.7
          let wave = (number * number).truncatingRemainder(dividingBy: 1.9) - 0.95
          return positive ? 0.5 + abs(wave) : wave
        })
    }
    func add(_ shape: [Int], _ role: WeightRole, positive: Bool = false) -> Int {
      model.addWeight(
        Weight(path: "w\(number)", tensor: tensor(shape, positive: positive), role: role))
    }
    let x = model.addInput(name: "x", shape: [3])
    let a = try model.add(
      Dense(units: 4), name: "a", inputs: [x],
      weights: [add([3, 4], .kernel(.last)), add([4], .bias)])
    let relu = try model.add(Activation(.relu()), name: "a", inputs: [a])
    let norm = try model.add(
      BatchNormalization(), name: "norm", inputs: [relu],
      weights: (0..<4).map { add([4], .other, positive: $0 == 3) })
    let b = try model.add(
      Dense(units: 5), name: "b", inputs: [norm],
      weights: [add([4, 5], .kernel(.last)), add([5], .bias)])
    let tanh = try model.add(Activation(.tanh), name: "b", inputs: [b])
    let both = try model.add(Concatenate(axis: -1), name: "join", inputs: [tanh, x])
    let c = try model.add(
      Dense(units: 1), name: "c", inputs: [both],
      weights: [add([8, 1], .kernel(.last)), add([1], .bias)])
    model.addOutput(name: "c", value: c)
    return (model, [x, a, relu, norm, b, tanh, both, c])
  }

  private var rows: Tensor<Double> {
    Tensor(shape: [6, 3], elements: (0..<18).map { Double(($0 * 7) % 11) / 5 - 1 })
  }

  private func known(_ model: Model<Double>, _ wanted: [ValueID]) -> [ValueID: Tensor<Double>] {
    Dictionary(uniqueKeysWithValues: zip(wanted, model.values(wanted, inputs: [rows])))
  }

  /// The end with a channel of a value replaced, by a gate that lets a constant through.
  private func expected(
    _ model: Model<Double>, _ value: ValueID, _ channel: Int, _ constant: Double
  ) throws -> [Double] {
    var gated = try model.gated([[value]])
    let factors = gated.factors[0]
    for (weight, number) in [(factors, 0), (factors + 1, constant)] {
      var tensor = gated.model.weights[weight].tensor
      tensor.elements[channel] = number
      gated.model.setWeight(weight, to: tensor)
    }
    return gated.model.predict([rows])[0].elements
  }

  @Test func openGatesChangeNothing() throws {
    let (model, values) = try model()
    let gated = try model.gated([[values[2]], [values[0]], [values[5]]])
    #expect(gated.model.predict([rows]) == model.predict([rows]))
    #expect(gated.model.shape(of: gated.values[values[6]]) == model.shape(of: values[6]))
    let targets = Targets.values(Tensor<Double>(zeros: [6, 1]))
    let wanted = Array(model.weights.indices)
    let loss = Loss.meanSquaredError(values[7])
    let plain = model.gradients(
      of: loss, inputs: [rows], targets: targets, rows: [Array(0..<6)], wanted: wanted)
    let other = gated.model.gradients(
      of: gated.loss(loss), inputs: [rows], targets: targets, rows: [Array(0..<6)], wanted: wanted)
    #expect(plain[0].gradients == other[0].gradients)
  }

  @Test func aGateHasItsGradient() throws {
    let (model, values) = try model()
    let gated = try model.gated([[values[2]]])
    let targets = Targets.values(Tensor<Double>(zeros: [6, 1]))
    let loss = gated.loss(.meanSquaredError(values[7]))
    func sum(_ model: Model<Double>) -> Double {
      model.gradients(
        of: loss, inputs: [rows], targets: targets, rows: [Array(0..<6)], wanted: [])[0].loss
    }
    let found = gated.model.gradients(
      of: loss, inputs: [rows], targets: targets, rows: [Array(0..<6)],
      wanted: [gated.factors[0], gated.factors[0] + 1])[0].gradients
    for (weight, gradient) in zip([gated.factors[0], gated.factors[0] + 1], found) {
      for channel in 0..<4 {
        let step = 1e-6
        let ends = [step, -step].map { step in
          var moved = gated.model
          var tensor = moved.weights[weight].tensor
          tensor.elements[channel] += step
          moved.setWeight(weight, to: tensor)
          return sum(moved)
        }
        let slope = (ends[0] - ends[1]) / (2 * step)
        #expect(abs(gradient.elements[channel] - slope) <= 1e-6 * max(1, abs(slope)))
      }
    }
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 6])
  func aReplacedChannelRunsOn(position: Int) throws {
    let (model, values) = try model()
    let (value, end) = (values[position], values[7])
    let channels = model.shape(of: value)[0]
    let constants = (0..<channels).map { Double($0) / 3 - 0.4 }
    let route = ChannelRoute(model, from: value, constants: constants, to: end)
    let known = known(model, route.known)
    let before = model.predict([rows])[0].elements
    #expect(route.reaches && !route.known.isEmpty)
    for channel in 0..<channels {
      var found = before
      if let changed = route.replacing(channel, in: known) {
        for (row, value) in zip(changed.rows, changed.value.elements) { found[row] = value }
      }
      let expected = try expected(model, value, channel, constants[channel])
      for (found, expected) in zip(found, expected) {
        #expect(abs(found - expected) <= 1e-12 * max(1, abs(expected)))
      }
    }
  }

  /// The way in one go, where two Dense layers end the network, against a gate.
  @Test(arguments: [1, 2, 4], [true, false])
  func theEndRunsInOneGo(units: Int, isReLU: Bool) throws {
    var model = Model<Double>()
    func add(_ shape: [Int], _ role: WeightRole) -> Int {
      let start = Double(model.weights.count) + 0.3
      let elements = (0..<shape.elementCount).map { index in
        (start * Double(index + 3) * 0.77).truncatingRemainder(dividingBy: 1) - 0.5
      }
      return model.addWeight(
        Weight(
          path: "w\(start)", tensor: Tensor(shape: shape, elements: elements), role: role))
    }
    let x = model.addInput(name: "x", shape: [3])
    var value = try model.add(
      Dense(units: 21), name: "a", inputs: [x],
      weights: [add([3, 21], .kernel(.last)), add([21], .bias)])
    if isReLU { value = try model.add(Activation(.relu()), name: "a", inputs: [value]) }
    let end = try model.add(
      Dense(units: units, useBias: isReLU), name: "b", inputs: [value],
      weights: [add([21, units], .kernel(.last))] + (isReLU ? [add([units], .bias)] : []))
    model.addOutput(name: "b", value: end)
    let route = ChannelRoute(model, from: x, constants: [0, 0.5, -2], to: end)
    let known = known(model, route.known)
    let before = model.predict([rows])[0].elements
    let slopes = try #require(route.slopes(in: known))
    let changes = try #require(route.changes(in: known, slopes: slopes))
    #expect(route.slopedValue == end - (isReLU ? 2 : 1))
    #expect(changes.count == units && changes.allSatisfy { $0.count == 6 * 3 })
    for (channel, constant) in [0, 0.5, -2].enumerated() {
      let expected = try expected(model, x, channel, constant)
      for row in 0..<6 {
        for unit in 0..<units {
          let place = row * units + unit
          let change = changes[unit][row * 3 + channel]
          #expect(abs(before[place] + change - expected[place]) <= 1e-12)
        }
      }
    }
  }

  /// Where the constant is what the channel holds, a row does not run.
  @Test func rowsThatDoNotChangeAreLeftOut() throws {
    let (model, values) = try model()
    let relu = model.values([values[2]], inputs: [rows])[0]
    let route = ChannelRoute(
      model, from: values[1], constants: [0, 0, 0, 0], to: values[7])
    let known = known(model, route.known)
    for channel in 0..<4 {
      let active = (0..<6).filter { relu.elements[$0 * 4 + channel] != 0 }
      #expect((route.replacing(channel, in: known)?.rows ?? []) == active)
    }
  }

  @Test func changedWeightsRunFromTheirLayer() throws {
    let (model, values) = try model()
    let weight = model.nodes[3].weights[0]
    let restart = model.restart(changing: [weight], to: values[7])
    #expect(restart.reaches && !restart.known.contains(values[1]))
    #expect(restart.known == [values[0], values[3]])
    var changed = model
    changed.setWeight(weight, to: Tensor(repeating: 0.3, shape: [4, 5]))
    #expect(
      changed.resume(restart, from: known(model, restart.known)) == changed.predict([rows])[0])
  }

  @Test func whatDoesNotReachTheEndIsSaid() throws {
    let (model, values) = try model()
    #expect(!model.restart(after: [values[6]], to: values[3]).reaches)
    let route = ChannelRoute(
      model, from: values[4], constants: [0, 0, 0, 0, 0], to: values[3])
    #expect(!route.reaches)
    #expect(route.replacing(0, in: known(model, route.known)) == nil)
  }

  @Test func rowsHaveTheirLosses() throws {
    let (model, values) = try model()
    let loss = Loss.meanSquaredError(values[7])
    let targets = Targets.values(Tensor<Double>(shape: [6, 1], elements: [1, 2, 3, 4, 5, 6]))
    let value = model.values([values[7]], inputs: [rows])[0]
    let rows = [4, 1]
    let found = loss.rowLosses(
      of: value.gatheringRows(rows), targets: targets, rows: rows, of: 6)
    for (row, found) in zip(rows, found) {
      let error = value.elements[row] - Double(row + 1)
      #expect(abs(found - error * error) < 1e-12)
    }
  }
}
