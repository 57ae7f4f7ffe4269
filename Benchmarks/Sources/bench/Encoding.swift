import Engine
import Foundation
import Tables

/// How fast rows of a CSV file become numbers.
enum Encoding {
  private static let rows = 1_000_000

  /// Millions of bytes that one core reads in a second: from the file's bytes to the matrix of
  /// features, labels and group codes of the sample checkpoint's spec, a million rows of Adult.
  ///
  /// Processor time, whatever the number of threads that is asked for: reading is the work of one.
  static let benchmark = Benchmark(name: "encode-rate") { _ in
    let sample = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../sample-checkpoints/adult").standardizedFileURL
    let spec = try AuditSpec.read(path: sample.appending(path: "model.audit.yaml").path)
    let file = TemporaryFile()
    let bytes = try write(sample.appending(path: "adult_test.csv"), to: file.url)
    let request = DatasetRequest(
      path: file.url.path, spec: spec, label: spec.label, groups: spec.groups)
    return {
      let start = clock()
      var numbers = 0
      // Named here, or the file would be gone before the first round.
      let dataset = try withExtendedLifetime(file) {
        try Dataset.read(request) { batch in
          numbers += batch.inputs.reduce(0) { $0 + $1.tensor.elements.count }
        }
      }
      let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
      precondition(
        dataset.rows == rows && dataset.labels?.count == rows && numbers == rows * 104
          && dataset.subgroups.allSatisfy { $0.codes.count == rows })
      return Double(bytes) / 1e6 / seconds
    }
  }

  /// Writes the sample's rows again and again; the number of bytes.
  private static func write(_ sample: URL, to url: URL) throws -> Int {
    let lines = try String(contentsOf: sample, encoding: .utf8).split(separator: "\n")
    var text = lines[0] + "\n"
    for row in 0..<rows { text += lines[1 + row % (lines.count - 1)] + "\n" }
    try Data(text.utf8).write(to: url)
    return text.utf8.count
  }

  /// A file that is gone with the benchmark.
  private final class TemporaryFile: Sendable {
    let url = URL(filePath: NSTemporaryDirectory()).appending(path: "bench-\(UUID()).csv")

    deinit { try? FileManager.default.removeItem(at: url) }
  }
}
