import Archives
import Audit
import Crypto
import Engine
import FairerAudit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The states of runs in a folder, each in a file named by everything that the run depends on.
///
/// So a run is found again by a command of the same settings and files, and by no other.
struct TrainingRuns {
  /// The folder.
  let folder: String
  /// What all runs have in common: the program and the files' digests.
  let common: String

  /// The file of a run's state.
  func path(_ request: FineTuneRequest) -> String {
    let parts: [Any] = [
      common, request.objective, request.optimizer, request.epochs, request.stepsInEpoch,
      request.batchSize, request.selection, request.firstCandidate, request.patience as Any,
      request.initialization as Any, request.usesNoise, request.usesBatchStatistics,
      request.threshold, request.seed,
      request.output,
    ]
    let text = parts.map { "\($0)" }.joined(separator: "\n")
    let digest = hexadecimal(SHA256.hash(data: Array(text.utf8)))
    return "\(folder)/\(digest.prefix(24)).npz"
  }

  /// The state that was kept of a run; `nil` where there is none, or where it is damaged.
  func read(_ request: FineTuneRequest) -> FineTuneState? {
    let path = path(request)
    guard FileSystem.exists(path), let arrays = try? NPZ.read(path: path) else { return nil }
    return FineTuneState(arrays: arrays)
  }

  /// Whether no state of any run is there.
  var isEmpty: Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return !names.contains { $0.hasSuffix(".npz") }
  }

  /// Removes what runs that were killed left half written.
  func clean() {
    for entry in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      guard let (name, process) = OutputFiles.temporaryParts(entry), name.hasSuffix(".npz"),
        OutputFiles.isGone(process)
      else { continue }
      try? FileManager.default.removeItem(atPath: "\(folder)/\(entry)")
    }
  }

  /// Keeps a run's state: the file is the old one or the new one, never half of one.
  func keep(_ state: FineTuneState, of request: FineTuneRequest) throws {
    var files = OutputFiles()
    files.add(path(request), NPZ.encode(try state.arrays()))
    try files.write(inputs: [], force: true)
  }

  /// Removes a run's state, and the folder if it is empty then.
  func remove(_ request: FineTuneRequest) {
    try? FileManager.default.removeItem(atPath: path(request))
    clean()
    guard let left = try? FileManager.default.contentsOfDirectory(atPath: folder), left.isEmpty
    else { return }
    try? FileManager.default.removeItem(atPath: folder)
  }
}

/// What a state holds beside numbers of weights.
private struct StateHeader: Codable {
  var version = 1
  var history: [FineTuneResult.Epoch]
  var epoch: Int
  var end: FineTuneResult.End?
  /// Steps of the optimizer; `nil` once the run ended.
  var steps: Int?
}

extension FineTuneState {
  /// The state as arrays by name; the header is JSON.
  func arrays() throws -> [(name: String, array: NumPyArray)] {
    let header = StateHeader(
      history: history, epoch: epoch, end: end, steps: progress?.optimizer.steps)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = Array(try encoder.encode(header)).map { Int64($0) }
    func integers(_ list: [Int64]) -> NumPyArray {
      NumPyArray(shape: [list.count], storage: .integer(list))
    }
    func floats(_ name: String, _ lists: [[Float]]) -> [(name: String, array: NumPyArray)] {
      lists.enumerated().map { index, list in
        ("\(name).\(index)", NumPyArray(shape: [list.count], storage: .float32(list)))
      }
    }
    var arrays = [("header", integers(text))] + floats("best", best)
    guard let progress else { return arrays }
    arrays += floats("weights", progress.weights)
    arrays += floats("first", progress.optimizer.first)
    arrays += floats("second", progress.optimizer.second)
    for (index, pool) in progress.pools.enumerated() {
      arrays.append(("pool.\(index)", integers(pool.map { Int64($0) })))
    }
    for (index, words) in progress.random.enumerated() {
      arrays.append(("random.\(index)", integers(words.map { Int64(bitPattern: $0) })))
    }
    return arrays
  }

  /// The state that arrays hold; `nil` where they are not a state's.
  init?(arrays: [(name: String, array: NumPyArray)]) {
    let byName = Dictionary(arrays.map { ($0.name, $0.array) }, uniquingKeysWith: { $1 })
    func integers(_ name: String) -> [Int64]? {
      if case .integer(let list)? = byName[name]?.storage { list } else { nil }
    }
    func list<T>(_ name: String, _ read: (String) -> T?) -> [T] {
      var found: [T] = []
      while let next = read("\(name).\(found.count)") { found.append(next) }
      return found
    }
    func floats(_ name: String) -> [Float]? {
      if case .float32(let list)? = byName[name]?.storage { list } else { nil }
    }
    guard let text = integers("header"), text.allSatisfy({ (0..<256).contains($0) }),
      let header = try? JSONDecoder().decode(
        StateHeader.self, from: Data(text.map { UInt8($0) })), header.version == 1
    else { return nil }
    var progress: Progress?
    if let steps = header.steps {
      progress = Progress(
        weights: list("weights", floats),
        optimizer: Optimizer<Float>.Memory(
          steps: steps, first: list("first", floats), second: list("second", floats)),
        pools: list("pool") { integers($0)?.map { Int($0) } },
        random: list("random") { integers($0)?.map { UInt64(bitPattern: $0) } })
    }
    self.init(
      history: header.history, epoch: header.epoch, best: list("best", floats), end: header.end,
      progress: progress)
  }
}
