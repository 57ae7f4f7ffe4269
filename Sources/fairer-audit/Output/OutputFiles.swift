import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What went wrong while output was written.
enum OutputError: Error, Equatable {
  /// A file of that name is there and `--force` was not given.
  case exists(path: String)
  /// The output is a file that the run reads.
  case isInput(path: String)
  /// The system refused; `reason` is its own text.
  case failed(path: String, operation: String, reason: String)
}

/// Files that appear whole or not at all.
///
/// Every file is written to a temporary name beside its place, synced, and only when all are on
/// disk renamed: a crash or a full disk leaves the old files or the new ones, never half of one. What
/// processes that were killed left under temporary names is removed on the way.
struct OutputFiles {
  private var files: [(path: String, bytes: [UInt8])] = []

  /// Adds a file to be written.
  mutating func add(_ path: String, _ text: String) { files.append((path, Array(text.utf8))) }

  /// Adds a file to be written.
  mutating func add(_ path: String, _ bytes: [UInt8]) { files.append((path, bytes)) }

  /// Writes all files; folders that are absent are made.
  func write(inputs: [String], force: Bool) throws(OutputError) {
    try Self.check(files.map(\.path), inputs: inputs, force: force)
    // Else a Ctrl-C could leave temporary files, or some files old and some new.
    try Interruption.postponed { () throws(OutputError) in try writeAll() }
  }

  private func writeAll() throws(OutputError) {
    var pending: [(temporary: String, path: String)] = []
    var made: [String] = []
    do throws(OutputError) {
      for file in files {
        if let folder = try Self.makeFolder(for: file.path) { made.append(folder) }
      }
      removeAbandoned()
      for file in files {
        let temporary = "\(file.path).\(getpid()).tmp"
        pending.append((temporary, file.path))
        try Self.writeSynced(file.bytes, to: temporary, place: file.path)
      }
      for (temporary, path) in pending where unsafe rename(temporary, path) != 0 {
        throw Self.failure(path, "put in place")
      }
    } catch {
      for (temporary, _) in pending { unsafe unlink(temporary) }
      for folder in made.reversed() { unsafe rmdir(folder) }
      throw error
    }
  }

  /// Refuses places that hold an input, or a file that may not be replaced, and those that cannot be
  /// written.
  ///
  /// The commands call it before their work, so that nobody waits for a result that can't be kept.
  static func check(_ paths: [String], inputs: [String], force: Bool) throws(OutputError) {
    let inputs = Set(inputs.map(canonical))
    for path in paths {
      if inputs.contains(canonical(path)) { throw .isInput(path: path) }
      try checkPlace(path)
      if !force, FileManager.default.fileExists(atPath: path) { throw .exists(path: path) }
    }
  }

  /// Refuses a place that is a folder, and one whose folder the system would let nobody write to, as far
  /// as it tells beforehand.
  private static func checkPlace(_ path: String) throws(OutputError) {
    guard unsafe access("\(path)/.", F_OK) != 0 else {
      errno = EISDIR
      throw failure(path, "put in place")
    }
    var folder = URL(filePath: path).standardizedFileURL.deletingLastPathComponent()
    while !FileSystem.exists(folder.path), folder.path != "/" { folder.deleteLastPathComponent() }
    guard unsafe access("\(folder.path)/.", W_OK | X_OK) == 0 else { throw failure(path, "create") }
  }

  /// Removes temporary files of these outputs that no process is left to put in place.
  private func removeAbandoned() {
    let folders = Dictionary(grouping: files) { file in
      URL(filePath: file.path).deletingLastPathComponent().path
    }
    for (folder, files) in folders {
      let names = Set(files.map { URL(filePath: $0.path).lastPathComponent })
      for entry in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
        guard let (name, process) = Self.temporaryParts(entry), names.contains(name),
          Self.isGone(process)
        else { continue }
        unsafe unlink("\(folder)/\(entry)")
      }
    }
  }

  /// The file that a temporary one was to become, and the process that made it.
  static func temporaryParts(_ entry: String) -> (name: String, process: pid_t)? {
    let parts = entry.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 2, parts.last == "tmp", let process = pid_t(parts[parts.count - 2]),
      process > 0
    else { return nil }
    return (parts.dropLast(2).joined(separator: "."), process)
  }

  /// Whether a process that left a temporary file is not at work on it.
  ///
  /// One of this process's own number was left by an earlier one.
  static func isGone(_ process: pid_t) -> Bool {
    process == getpid() || kill(process, 0) != 0 && errno == ESRCH
  }

  private static func canonical(_ path: String) -> String {
    URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }

  /// Makes the folder of a file, and gives its path if it was not there.
  private static func makeFolder(for path: String) throws(OutputError) -> String? {
    let folder = URL(filePath: path).deletingLastPathComponent()
    if FileSystem.exists(folder.path) { return nil }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      return folder.path
    } catch {
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error ?? error
      throw .failed(
        path: folder.path, operation: "make the folder", reason: cause.localizedDescription)
    }
  }

  private static func writeSynced(
    _ bytes: [UInt8], to temporary: String, place: String
  ) throws(OutputError) {
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(place, "create") }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try handle.write(contentsOf: Data(bytes))
      try handle.synchronize()
      try handle.close()
    } catch {
      throw failure(place, "write")
    }
  }

  /// The failure of the last system call.
  private static func failure(_ path: String, _ operation: String) -> OutputError {
    .failed(path: path, operation: operation, reason: unsafe String(cString: strerror(errno)))
  }
}
