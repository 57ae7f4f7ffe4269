import Engine
import HDF5
import Keras

extension CheckpointError: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .hdf5(let error): error.diagnostic
    case .archive(let error): error.diagnostic
    case .architectureMissing(let file, let format):
      Diagnostic(
        .input, "\(file): \(format) hold no architecture, and none was given",
        hint: "write model.to_json() to a file and name it with --architecture, "
          + "or save the whole model with model.save('model.keras')")
    case .architectureUnneeded(let file, let format):
      Diagnostic(
        .input, "\(file): \(format): the file has its own architecture, and another was given",
        hint: "leave out --architecture")
    case .foreign(let file, let kind):
      Diagnostic(
        .input, "\(file): expected a Keras checkpoint, found: \(kind.rawValue)",
        hint: kind == .savedModel
          ? "load it in Keras and save it with model.save('model.keras'); "
            + "or audit its predictions with 'predictions' in the audit spec"
          : "audit its predictions with 'predictions' in the audit spec; "
            + "or save the model with model.save('model.keras') where it came from Keras")
    case .formatNotRead(let file, let format):
      Diagnostic(
        .input, "\(file): expected a checkpoint of a known version, found a \(format)",
        hint: "load the file with the Keras that wrote it, and save it with a newer one")
    case .formatNotWritten(let file, let format):
      Diagnostic(
        .input, "\(file): weights cannot be written back into \(format)",
        hint: "save the whole model with model.save('model.keras') and use that file")
    case .notConverted(let file, let reason):
      Diagnostic(
        .input, "\(file): cannot be written in that format: \(reason)",
        hint: "write the format that the file is of, or the other of .h5 and .keras")
    case .notKept(let file, let weight, let expected, let found):
      Diagnostic(
        .output,
        "\(file): weight '\(weight)' would not be kept: expected \(expected), found \(found)",
        hint: "its type in the file does not hold the number; save the model as float32 with Keras")
    case .missing(let file, let object):
      Diagnostic(
        .input, "\(file): \(object) is missing; expected a full Keras model",
        hint: "save the whole model with model.save('model.h5')")
    case .malformed(let file, let object, let expected):
      Diagnostic(
        .input, "\(file): \(object): expected \(expected)",
        hint: "the file may be damaged, or written by another program; save it again with Keras")
    case .unsupportedLayer(let file, let layer, let className, .shape(let error)):
      Diagnostic(
        .input,
        "\(file): layer '\(layer)' of class \(className) does not fit its inputs: \(error.sentence)",
        hint: "'fairer-audit inspect MODEL' shows the shapes up to this layer")
    case .unsupportedLayer(let file, let layer, let className, let reason):
      Diagnostic(
        .input, "\(file): layer '\(layer)' of class \(className) cannot be run: \(reason)",
        hint: "replace the layer by built-in ones that compute the same, and save the model again")
    case .weights(let file, let layer, let expected, let found):
      Diagnostic(
        .input, "\(file): weights of layer '\(layer)': expected \(expected), found \(found)",
        hint: "the weights may belong to another architecture; save the model again with Keras")
    case .brokenGraph(let file, let layer):
      Diagnostic(
        .input,
        "\(file): the layer graph breaks at '\(layer)': expected inputs that lead back to an input",
        hint: "the configuration may be damaged; save the model again with Keras")
    }
  }
}

extension HDF5Error: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .unreadable(let file, let reason):
      Diagnostic(
        .input, "\(file): cannot be read: \(reason)",
        hint: "check the path; it must lead to a file that you may read")
    case .notHDF5(let file):
      Diagnostic(
        .input, "\(file): expected an HDF5 file, found no HDF5 signature",
        hint: "a Keras model in HDF5 comes from model.save('model.h5')")
    case .truncated(let file):
      Diagnostic(
        .input, "\(file): the file is truncated: it ends before the length that its header states",
        hint: "copy or download the file again")
    case .readerTimedOut(let file, let seconds, let time):
      Diagnostic(
        .input,
        "\(file): reading was given up after \(seconds) seconds"
          + (time == .processor ? " of processor time" : "")
          + ", the limit for a file of this size",
        hint: time == .processor
          ? "a file from Keras takes a small part of that; load and save it with Keras, without "
            + "compression, if you trust it"
          : "try again when the machine is less busy")
    case .readerKilled(let file, let memoryLimit):
      Diagnostic(
        .input,
        "\(file): the process that reads it was killed (signal 9), as systems do where memory runs "
          + "out: expected up to \(memoryLimit) bytes for a file of this size",
        hint:
          "give the machine or the container more memory, or let less run beside it, and try again")
    case .readerEnded(let file, let signal):
      Diagnostic(
        .input,
        "\(file): the HDF5 library gave up on it\(signal.map { " (signal \($0))" } ?? ""): expected "
          + "a sound file, found one that is damaged or made to do harm",
        hint: "get the file again from its source; load and save it with Keras if you trust it")
    case .missing(let location):
      Diagnostic(
        .input, "\(Self.place(location)): there is no such object",
        hint: "the file may be incomplete; save the model again with Keras")
    case .wrongKind(let location, let expected, let found):
      Diagnostic(
        .input,
        "\(Self.place(location)): expected a \(expected.rawValue), found a \(found.rawValue)",
        hint: "the file may be damaged; save the model again with Keras")
    case .refused(let location, let refusal):
      Diagnostic(
        .input, "\(Self.place(location)): refused: \(refusal.sentence)",
        hint: "Keras writes no such files; do not trust this one unless you know how it was made")
    case .failed(let location, let action, let stack):
      Diagnostic(
        .input,
        "\(Self.place(location)): the HDF5 library failed at \(action.rawValue): "
          + stack.map { "\($0.function): \($0.text)" }.joined(separator: " › "),
        hint: "the file may be damaged; copy it again, or save the model again with Keras")
    }
  }

  private static func place(_ location: HDF5Location) -> String {
    let attribute = location.attribute.map { ", attribute \($0)" } ?? ""
    return "\(location.file): \(location.object)\(attribute)"
  }
}

extension HDF5Error.Refusal {
  /// What stands there that is not followed or read.
  fileprivate var sentence: String {
    switch self {
    case .softLink: "the link is symbolic"
    case .externalLink: "the link leads into another file"
    case .otherLink(let kind): "the link is of the unknown kind \(kind)"
    case .externalStorage: "the elements lie in other files"
    case .virtualDataset: "the elements are collected from other datasets"
    case .filter(let id): "the elements went through filter \(id), which is not read"
    case .tooLarge(let bytes, let limit): "it holds \(bytes) bytes, limit \(limit)"
    case .tooManyEntries(let count, let limit): "it holds \(count) names, limit \(limit)"
    case .nestedTooDeep(let limit): "its groups lie in groups more than \(limit) levels deep"
    case .tooCompressed(let bytes, let stored):
      "it claims \(bytes) bytes and stores \(stored), beyond any honest compression"
    case .beyondFile(let stored, let file):
      "it claims \(stored) stored bytes in a file of \(file)"
    case .cycle: "the group lies in itself"
    case .shapeOverflow(let shape): "its shape \(shape) is not of bearable size"
    case .elementType(let type): "its elements are of type \(type.description)"
    case .elementCount(let expected, let found):
      "it holds \(expected) elements, and \(found) were to be written"
    case .notScalar(let count): "expected one element, found \(count)"
    case .invalidText: "its text is not UTF-8"
    }
  }
}
