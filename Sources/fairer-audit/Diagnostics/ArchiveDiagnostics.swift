import Archives

extension ArchiveError: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .unreadable(let file, let reason):
      Diagnostic(
        .input, "\(file): cannot be read: \(reason)",
        hint: "check the path; it must lead to a file that you may read")
    case .invalid(let file, let entry, let reason):
      Diagnostic(
        .input, "\(file)\(entry.map { ", entry '\($0)'" } ?? ""): \(reason.sentence)",
        hint: reason.remedy)
    case .scratch(let folder, let reason):
      Diagnostic(
        .output, "\(folder): the encoded rows cannot be kept there: \(reason)",
        hint: "free some space, or name another folder in the environment variable TMPDIR")
    }
  }
}

extension ArchiveError.Reason {
  fileprivate var sentence: String {
    switch self {
    case .notZip: "expected a ZIP archive, found no central directory at the end"
    case .truncated: "the file ends before its content is complete"
    case .severalDisks: "the archive spans several files; one file is read"
    case .malformed(let record): "the \(record) is malformed"
    case .tooManyEntries(let found, let limit): "\(found) entries; at most \(limit) are read"
    case .entryTooLarge(let bytes, let limit):
      "inflates to \(bytes) bytes; at most \(limit) are read"
    case .archiveTooLarge(let bytes, let limit):
      "all entries inflate to \(bytes) bytes; at most \(limit) are read"
    case .ratioTooHigh(let ratio, let limit):
      "inflates to \(ratio) times its size; at most \(limit) times is read"
    case .duplicateName: "the name occurs twice"
    case .unsafeName: "the name is empty, absolute, or climbs out of the archive"
    case .notAFile: "expected a plain file, found a link or a device"
    case .encrypted: "the entry is encrypted"
    case .unsupportedMethod(let method):
      "compression method \(method); stored (0) and deflate (8) are read"
    case .headersDisagree(let field):
      "local header and central directory disagree about the \(field)"
    case .overlapping(let other): "its bytes overlap those of '\(other)'"
    case .wrongChecksum: "the content does not match its recorded checksum"
    case .damagedStream(let detail): "the compressed data are damaged: \(detail)"
    case .wrongSize(let expected, let found): "expected \(expected) bytes, found \(found)"
    case .trailingBytes: "bytes follow the end of the data"
    case .notNumPy: "expected a NumPy array (.npy), found something else"
    case .unsupportedVersion(let version): "NumPy format version \(version) is not read"
    case .malformedHeader: "the array's header is malformed"
    case .pythonObjects: "the array holds pickled Python objects, which are never run"
    case .unsupportedType(let type): "the element type '\(type)' is not read"
    case .invalidText: "the array's text is not valid Unicode"
    case .integerTooLarge(let value): "the integer \(value) does not fit 64 signed bits"
    }
  }

  fileprivate var remedy: String {
    switch self {
    case .notZip, .notNumPy:
      "write the file with numpy.savez(path, name=array)"
    case .pythonObjects, .unsupportedType, .unsupportedVersion, .invalidText, .integerTooLarge:
      "save the array as float32, for instance array.astype('float32')"
    case .severalDisks, .encrypted, .unsupportedMethod, .notAFile, .unsafeName, .duplicateName:
      "write the archive again as one plain ZIP file, stored or deflated"
    case .tooManyEntries, .entryTooLarge, .archiveTooLarge, .ratioTooHigh:
      "split the file into smaller ones"
    case .truncated, .malformed, .headersDisagree, .overlapping, .wrongChecksum, .damagedStream,
      .wrongSize, .trailingBytes, .malformedHeader:
      "the file is damaged; copy or write it again"
    }
  }
}
