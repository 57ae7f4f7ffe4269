import ArgumentParser
import Keras

/// `fairer-audit inspect MODEL`: what is in a checkpoint.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show a checkpoint's inputs, layers, weights and outputs.",
    discussion: """
      Lists every layer with its shape and its weights (least, greatest, mean, how many NaN and \
      infinite). Where layers cannot be run, all of them are listed with the reason, and the exit \
      code is 4.

      EXAMPLES
        fairer-audit inspect model.h5
        fairer-audit inspect model.keras --json
        fairer-audit inspect model.weights.h5 --architecture model.json
      """)

  @OptionGroup var model: ModelArgument

  @Flag(help: "Print JSON for programs; docs/inspect.md lists its keys.")
  var json = false

  func run() throws {
    let checkpoint = try model.checkpoint()
    let survey = try checkpoint.survey()
    let inspection = Inspection(checkpoint: checkpoint, survey: survey)
    try StandardStreams.print(
      json ? try inspection.json() : inspection.lines.joined(separator: "\n"))
    // A model that cannot be run is an error, after all of it was told.
    _ = try survey.model.get()
  }
}
