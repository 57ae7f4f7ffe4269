/// What a rule or guideline asks of an audit: data with a date, not a claim of compliance.
public struct Profile: Codable, Sendable, Hashable {
  /// The tables that a profile adds to the report.
  public enum Table: String, Codable, Sendable, Hashable, CaseIterable {
    /// Selection rate and impact ratio of each category.
    case impactRatios
    /// Share above the median score, and its impact ratio.
    case scoringRates
    /// How many rows have no category.
    case unknownRows
    /// Four-fifths indicator, significance and one-person test.
    case fourFifths
  }

  /// How far the report answers a clause.
  public enum Coverage: String, Codable, Sendable, Hashable, CaseIterable {
    /// The report holds the evidence.
    case provided
    /// The report holds a part of it.
    case partial
    /// The evidence lies outside of what this program sees.
    case outside
  }

  /// A text that the profile rests on.
  public struct Source: Codable, Sendable, Hashable {
    /// Its title.
    public var title: String

    /// Creates a source.
    public init(title: String) { self.title = title }
  }

  /// What one clause asks, and where the report answers.
  public struct Clause: Codable, Sendable, Hashable {
    /// The clause's number.
    public var clause: String
    /// What it asks, in short.
    public var demand: String
    /// The id of the section of the report.
    public var section: String
    /// How far the section answers it.
    public var coverage: Coverage
    /// What limits the answer.
    public var note: String?

    /// Creates a clause.
    public init(
      clause: String, demand: String, section: String, coverage: Coverage, note: String? = nil
    ) {
      self.clause = clause
      self.demand = demand
      self.section = section
      self.coverage = coverage
      self.note = note
    }
  }

  /// The name that chooses it.
  public var id: String
  /// The rule's or guideline's title.
  public var title: String
  /// The day on which its content was last checked, as `2026-11-23`.
  public var asOf: String
  /// What was known of its force on that day.
  public var status: String
  /// The tables that it adds.
  public var tables: [Table]
  /// Categories with less than this share of the rows are marked.
  public var smallShare: Double?
  /// What it rests on.
  public var sources: [Source]
  /// What must be known to read it.
  public var notes: [String]
  /// The cross-walk.
  public var clauses: [Clause]

  /// Profiles older than this many days are warned of.
  public static let staleDays = 180

  /// Creates a profile.
  public init(
    id: String, title: String, asOf: String, status: String, tables: [Table],
    smallShare: Double? = nil, sources: [Source], notes: [String], clauses: [Clause]
  ) {
    self.id = id
    self.title = title
    self.asOf = asOf
    self.status = status
    self.tables = tables
    self.smallShare = smallShare
    self.sources = sources
    self.notes = notes
    self.clauses = clauses
  }

  /// How many days before `day` the content was checked; `nil` where a day is no date.
  public func age(on day: String) -> Int? {
    guard let then = dayNumber(asOf), let now = dayNumber(day) else { return nil }
    return now - then
  }

  /// Whether the content was checked too long before `day`.
  public func isStale(on day: String) -> Bool { age(on: day).map { $0 > Self.staleDays } ?? false }
}

/// The days from 1 March of the year 0 to a day such as `2026-11-23`, in the Gregorian calendar.
func dayNumber(_ text: String) -> Int? {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false)
  guard parts.map(\.utf8.count) == [4, 2, 2] else { return nil }
  let numbers = parts.compactMap { $0.utf8.allSatisfy { (48...57).contains($0) } ? Int($0) : nil }
  guard numbers.count == 3, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else {
    return nil
  }
  // Years that begin in March have the leap day at their end.
  let month = (numbers[1] + 9) % 12
  let year = numbers[0] - (numbers[1] < 3 ? 1 : 0)
  return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + numbers[2] - 1
}
