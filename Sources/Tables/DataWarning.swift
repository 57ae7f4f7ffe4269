/// A fact about the rows that an auditor should know; none of them stops an audit.
public enum DataWarning: Sendable, Hashable {
  /// A feature's column has the same text in every row.
  case constantFeature(column: String, value: String)
  /// A feature's column tells the label: each of its texts stands for one label and the other way
  /// round.
  case featureTellsLabel(column: String, label: String)
  /// Rows hold values outside a feature's vocabulary; `values` lists the ten most frequent.
  case unknownValues(column: String, rows: Int, of: Int, values: [String])
  /// The mean of a standardised column lies so many of the spec's deviations from the spec's mean.
  case farFromScale(column: String, deviations: Double)
  /// Less than a twentieth of the rows have a label's value.
  case rareLabel(column: String, value: String, rows: Int, of: Int)
  /// A group has fewer rows than the smallest group that is interpreted.
  case smallGroup(attribute: String, group: String, rows: Int, minimum: Int)
  /// Many groups have fewer rows than that: so many of so many.
  case smallGroups(attribute: String, count: Int, of: Int, minimum: Int)
  /// The rows of a group belong to so few clusters that little is known of how much these differ.
  case fewClusters(attribute: String, group: String, clusters: Int, minimum: Int)
  /// All rows of an attribute are of one group, so that nothing is compared.
  case singleGroup(attribute: String, group: String)
  /// Rows have no value in an attribute.
  case unknownGroup(attribute: String, rows: Int, of: Int)
  /// No row holds a value that the spec renames or merges.
  case unusedGroupValue(attribute: String, value: String)
  /// Rows that stand in the training file too, cell by cell in the columns that both files have.
  case sharedRows(rows: Int, of: Int, trainingFile: String)
}

/// Watches a feature's column until it is neither constant nor tells the label.
struct FeatureWatch {
  /// Different texts up to which a column can stand for a label.
  private static let most = 1000

  let column: String
  let columnIndex: Int
  private var texts = ByteTable()
  /// The number of the label's text that each text came with.
  private var labelOfText: [Int] = []
  private var labels = ByteTable()
  private var tellsLabel: Bool
  private var isConstant = true
  private var rows = 0

  init(column: String, columnIndex: Int, hasLabel: Bool) {
    self.column = column
    self.columnIndex = columnIndex
    tellsLabel = hasLabel
  }

  /// Whether there is anything left to find out.
  var isOpen: Bool { isConstant || tellsLabel }

  mutating func observe(_ bytes: Span<UInt8>, _ range: Range<Int>, label: Range<Int>?) {
    rows += 1
    let text = texts.insert(bytes, range)
    if text > 0 { isConstant = false }
    guard tellsLabel, let label else { return }
    let value = labels.insert(bytes, label)
    if text == labelOfText.count { labelOfText.append(value) }
    // A text with two labels, or a label with two texts, ends the correspondence.
    if labelOfText[text] != value || texts.count != labels.count || texts.count > Self.most {
      tellsLabel = false
    }
  }

  func warnings(label: String?) -> [DataWarning] {
    if isConstant, rows > 1 { return [.constantFeature(column: column, value: clipped(texts[0]))] }
    if tellsLabel, let label, texts.count > 1 {
      return [.featureTellsLabel(column: column, label: label)]
    }
    return []
  }
}
