import Testing

@testable import Engine

/// Replacing channels of several values at once, against gates that let constants through.
@Suite struct ModelReplaceTests {
  @Test(arguments: [[1: [2]], [2: [0, 3]], [1: [1], 3: [2, 4]], [0: [0]], [3: [0, 1, 2, 3, 4]]])
  func channelsAreReplaced(choice: [Int: [Int]]) throws {
    var model = Model<Double>()
    func add(_ shape: [Int], _ role: WeightRole) -> Int {
      let start = Double(model.weights.count)
      let elements = (0..<shape.elementCount).map { index in
        let number = 0.7 * (Double(index) + 40 * start + 1)
        return (number * number).truncatingRemainder(dividingBy: 1.9) - 0.9
      }
      return model.addWeight(
        Weight(path: "w\(start)", tensor: Tensor(shape: shape, elements: elements), role: role))
    }
    let x = model.addInput(name: "x", shape: [3])
    let a = try model.add(
      Dense(units: 6), name: "a", inputs: [x],
      weights: [add([3, 6], .kernel(.last)), add([6], .bias)])
    let relu = try model.add(Activation(.relu()), name: "a", inputs: [a])
    let b = try model.add(
      Dense(units: 5), name: "b", inputs: [relu],
      weights: [add([6, 5], .kernel(.last)), add([5], .bias)])
    let both = try model.add(Concatenate(axis: -1), name: "join", inputs: [b, relu])
    let end = try model.add(
      Dense(units: 2), name: "c", inputs: [both],
      weights: [add([11, 2], .kernel(.last)), add([2], .bias)])
    model.addOutput(name: "c", value: end)
    let places = [x, a, relu, b]
    let rows = Tensor<Double>(
      shape: [7, 3], elements: (0..<21).map { Double(($0 * 7) % 11) / 5 - 1 })
    let values = model.values(Array(0..<model.valueCount), inputs: [rows])

    var channels: [ValueID: [Int: Double]] = [:]
    for (place, list) in choice {
      for channel in list {
        channels[places[place], default: [:]][channel] = Double(channel) / 3 - 0.2
      }
    }
    var gated = try model.gated(channels.keys.sorted().map { [$0] })
    for (index, value) in channels.keys.sorted().enumerated() {
      for (channel, constant) in channels[value] ?? [:] {
        for (weight, number) in [(gated.factors[index], 0), (gated.factors[index] + 1, constant)] {
          var tensor = gated.model.weights[weight].tensor
          tensor.elements[channel] = number
          gated.model.setWeight(weight, to: tensor)
        }
      }
    }
    let expected = gated.model.predict([rows])[0].elements
    let found = model.replacing(channels, in: values, to: end).elements
    #expect(expected != values[end].elements)
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) <= 1e-12) }
    #expect(model.replacing([:], in: values, to: end) == values[end])
    #expect(EndRoute(model, constants: [relu: [0, 0, 0, 0, 0, 0]], to: end) == nil)
  }

  /// Where the network ends in a short way, that is taken: in single precision as in double.
  @Test(arguments: [[1: [2]], [2: [0, 3]], [1: [1], 3: [2, 4]], [4: [0, 1]], [2: [5], 4: [3]]])
  func endsAreShort(choice: [Int: [Int]]) throws {
    var model = Model<Double>()
    func add(_ shape: [Int], _ role: WeightRole) -> Int {
      var numbers = Numbers(seed: UInt64(model.weights.count + 3))
      return model.addWeight(
        Weight(path: "w\(model.weights.count)", tensor: numbers.tensor(shape), role: role))
    }
    var value = model.addInput(name: "x", shape: [3])
    var places = [value]
    for (inputs, units) in [(3, 6), (6, 5), (5, 1)] {
      value = try model.add(
        Dense(units: units), name: "d\(units)", inputs: [value],
        weights: [add([inputs, units], .kernel(.last)), add([units], .bias)])
      places.append(value)
      let function = units == 1 ? Function.sigmoid : .relu()
      value = try model.add(Activation(function), name: "d\(units)", inputs: [value])
      places.append(value)
    }
    model.addOutput(name: "y", value: value)
    var numbers = Numbers(seed: 9)
    let rows: Tensor<Double> = numbers.tensor([7, 3])
    let values = model.values(Array(0..<model.valueCount), inputs: [rows])
    // Places: input, dense, relu, dense, relu, dense, sigmoid.
    let channels = Dictionary(
      uniqueKeysWithValues: choice.map { place, list in
        (places[place], Dictionary(uniqueKeysWithValues: list.map { ($0, Double($0) / 5) }))
      })
    var expected = values
    for (index, node) in model.nodes.enumerated() {
      let id = 1 + index
      expected[id] =
        node.layer.forward(
          node.inputs.map { Dual(expected[$0]) },
          weights: node.weights.map { Dual(model.weights[$0].tensor) }
        ).output.value
      let width = expected[id].shape[1]
      for (channel, constant) in channels[id] ?? [:] {
        for row in 0..<7 { expected[id].elements[row * width + channel] = constant }
      }
    }
    let found = model.replacing(channels, in: values, to: value)
    #expect(found.distance(to: expected[value]) < 1e-12 && expected[value] != values[value])
    let single = model.converted(to: Float.self).replacing(
      channels.mapValues { $0.mapValues { Float($0) } },
      in: values.map { $0.converted(to: Float.self) }, to: value)
    #expect(single.converted(to: Double.self).distance(to: expected[value]) < 1e-6)
    // Several sets at once: nothing, these, and the first of them alone.
    let constants = Dictionary(
      uniqueKeysWithValues: channels.keys.map { place in
        (place, (0..<model.shape(of: place)[0]).map { Double($0) / 5 })
      })
    let route = try #require(EndRoute(model, constants: constants, to: value))
    let sets = route.replacing([[:], channels.mapValues { Array($0.keys) }], in: values)
    #expect(sets[0].distance(to: values[value]) < 1e-12)
    #expect(sets[1].distance(to: expected[value]) < 1e-12)
    let negative = constants.mapValues { $0.map { -1 - $0 } }
    let isCarried = EndRoute(model, constants: negative, to: value) != nil
    // What lies below zero behind the last ReLU would be cut off.
    #expect(isCarried == (choice[4] == nil))
  }
}
