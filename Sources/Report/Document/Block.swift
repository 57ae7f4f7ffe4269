/// A part of a section that stands on lines of its own.
indirect enum Block: Sendable {
  case paragraph(Text)
  /// A heading below the section's own; level 3 or 4.
  case heading(level: Int, Text)
  case list([Text])
  /// A numbered list.
  case steps([Text])
  /// Terms and what is said of each.
  case facts([Fact])
  case table(Table)
  /// A drawing, always with the numbers that it shows.
  case figure(Figure)
  /// A remark that must not be overlooked.
  case note(Text)
  /// Two columns of equal weight, each a title and a list.
  case pair([Side])
  /// Facts of one run, in which two equal audits may differ; the label says so to readers.
  case volatile(label: Text, [Block])

  struct Fact: Sendable {
    var term: Text
    var text: Text
  }

  struct Side: Sendable {
    var title: Text
    var items: [Text]
  }
}

extension Block {
  /// Drawings with the table of their numbers; the table alone where there is nothing to draw.
  static func figure(_ panels: [SVG], caption: Text, table: Table) -> Block {
    panels.isEmpty ? .table(table) : .figure(Figure(panels: panels, caption: caption, table: table))
  }
}

/// Rows of numbers under a caption; the first column names the row.
struct Table: Sendable {
  struct Column: Sendable {
    enum Alignment: String, Sendable { case left, right }

    var title: Text
    var alignment: Alignment

    static func left(_ title: Text) -> Column { Column(title: title, alignment: .left) }
    static func right(_ title: Text) -> Column { Column(title: title, alignment: .right) }
  }

  var caption: Text
  var columns: [Column]
  /// One entry per column in each row.
  var rows: [[Text]]
  /// What the reader needs to read the numbers.
  var remark: Text?

  init(_ caption: Text, columns: [Column], rows: [[Text]], remark: Text? = nil) {
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.remark = remark
  }
}

/// Drawings that share a caption, and the table that holds their numbers.
struct Figure: Sendable {
  /// The drawings, side by side where there is room.
  var panels: [SVG]
  var caption: Text
  var table: Table
}
