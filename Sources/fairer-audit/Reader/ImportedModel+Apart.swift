import Engine
import FairerAudit
import Keras
import Tables

extension ImportedModel {
  /// Reads a data file as `read` does, with its images decoded in processes of their own.
  ///
  /// The library decodes them where it runs; what the command is given comes from strangers.
  func readApart(
    _ request: DatasetRequest, computing wanted: [ValueID], keepingRows: Bool,
    options: RunOptions
  ) throws -> (dataset: Dataset, values: [Tensor<Float>]) {
    var request = request
    request.images = .separateProcesses(threads: options.threads)
    return try read(request, computing: wanted, keepingRows: keepingRows, options: options)
  }
}
