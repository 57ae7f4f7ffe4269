import ArgumentParser
import Keras

/// `fairer-audit convert MODEL -o OUT`: a checkpoint in another format, without optimizer state.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a checkpoint as a .h5 or a .keras file that Keras loads.",
    discussion: """
      Architecture, weights and their number types stay; the optimizer's state is dropped. The file \
      is of the generation of Keras that wrote the original: Keras 3 loads what was Keras 3's, \
      tf-keras what was Keras 2's. What was written is read again and compared before it is put in \
      place.

      EXAMPLES
        fairer-audit convert model.h5 -o model.keras
        fairer-audit convert model.weights.h5 --architecture model.json -o model.h5
      """)

  @OptionGroup var model: ModelArgument

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The output file; its name ends in .h5, .hdf5 or .keras.", valueName: "file")
  )
  var output: String

  @OptionGroup var forcing: ForceOption

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  func run() throws {
    let format = try CheckpointOutput.format(of: output)
    let inputs = [model.model] + [model.architecture].compactMap(\.self)
    try OutputFiles.check([output], inputs: inputs, force: forcing.force)
    let checkpoint = try model.checkpoint()
    let imported = try checkpoint.model()
    var files = OutputFiles()
    files.add(
      output,
      try CheckpointOutput.encoded(
        imported.model, of: checkpoint, imported: imported, as: format, path: output))
    try files.write(inputs: inputs, force: forcing.force)
    if !quiet { try StandardStreams.print("wrote \(output.printable)") }
  }
}
