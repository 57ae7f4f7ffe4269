import Testing

@testable import Engine

@Suite struct PredictionStreamTests {
  private func model() throws -> Model<Float> {
    var model = Model<Float>()
    let input = model.addInput(name: "x", shape: [3])
    let kernel = model.addWeight(
      Weight(
        path: "d/kernel", tensor: Tensor(shape: [3, 2], elements: [1, -2, 0.5, 3, -1, 0.25]),
        role: .kernel(.last)))
    let output = try model.add(
      Dense(units: 2, useBias: false), name: "d", inputs: [input],
      weights: [kernel])
    model.addOutput(name: "d", value: output)
    return model
  }

  @Test(arguments: [1, 2, 5]) func equalsOnePass(threads: Int) throws {
    let model = try model()
    let rows = Tensor<Float>(
      shape: [50, 3], elements: (0..<150).map { Float($0 * 7 % 11) - 5 })
    let stream = PredictionStream(
      of: [model.outputs[0].value], model: model, options: RunOptions(threads: threads))
    for start in stride(from: 0, to: 50, by: 8) {
      stream.append([rows.gatheringRows(start..<min(start + 8, 50))])
    }
    let found = stream.finish()
    #expect(found.count == 1)
    #expect(found[0] == model.predict([rows])[0])
  }

  @Test func givesNoRowsForNone() throws {
    let model = try model()
    let found = PredictionStream(of: [model.outputs[0].value], model: model).finish()
    #expect(found[0].shape == [0, 2])
  }
}
