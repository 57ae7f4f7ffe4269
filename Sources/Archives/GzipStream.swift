/// Inflates gzip data (RFC 1952) piece by piece, of one member or several, in bounded memory.
///
/// Feed each piece of the compressed data to ``inflate(_:limit:)`` until it is used up, then call
/// ``finish()``, which tells a complete stream from a truncated one.
public struct GzipStream: ~Copyable {
  /// The first bytes of every gzip file.
  public static let magic: [UInt8] = [0x1f, 0x8b]

  private let file: String
  private let inflater = Inflater(.gzip)
  private var state = State.betweenMembers

  private enum State {
    case betweenMembers, inMember, padding
  }

  /// Begins a stream; `file` is named in errors.
  public init(file: String) {
    self.file = file
  }

  /// Inflates the beginning of `input` into at most `limit` bytes (at least 1), and drops what was
  /// used from the input.
  ///
  /// The result can be empty though input was used, and non-empty though none was left: go on
  /// until the input is empty *and* fewer than `limit` bytes came back. Each member's CRC-32 and
  /// length are checked. Zero bytes after the last member, as tape padding, are skipped.
  public mutating func inflate(
    _ input: inout ArraySlice<UInt8>, limit: Int
  ) throws(ArchiveError) -> [UInt8] {
    if state == .padding || (state == .betweenMembers && hasBegun && input.first == 0) {
      state = .padding
      guard input.allSatisfy({ $0 == 0 }) else { throw invalid(.trailingBytes) }
      input = []
      return []
    }
    if state == .betweenMembers {
      if input.isEmpty { return [] }
      if hasBegun { inflater.reset() }
      hasBegun = true
      state = .inMember
    }
    let step: Inflater.Step
    do throws(Inflater.Damage) {
      step = try inflater.inflate(input, limit: limit)
    } catch {
      throw invalid(.damagedStream(detail: error.detail))
    }
    input = input.dropFirst(step.consumed)
    if step.isFinished { state = .betweenMembers }
    return step.output
  }

  /// Checks that the last member was complete.
  public func finish() throws(ArchiveError) {
    if state == .inMember || !hasBegun { throw invalid(.truncated) }
  }

  private var hasBegun = false

  private func invalid(_ reason: ArchiveError.Reason) -> ArchiveError {
    .invalid(file: file, entry: nil, reason: reason)
  }
}
