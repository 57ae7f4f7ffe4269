extension ProposalWriter {
  /// Where the images are, where the rows name some.
  mutating func writeFolder() {
    guard model.inputs.contains(where: \.isImage), let column = data.imageColumn else { return }
    if let folder = findings.imageFolder {
      if !folder.isEmpty { yaml.line("  folder: \(SpecText.quoted(folder))") }
    } else {
      let file = column.values.first ?? ""
      yaml.line("  folder:  # \(SpecProposal.mark): the folder of the images")
      note(.noFolder(file: file))
    }
  }

  /// Writes the images of an input.
  mutating func writeImages(of input: ModelOutline.Input) {
    guard let column = data.imageColumn else {
      yaml.line("      # \(SpecProposal.mark): the column that names the images' files")
      return note(.noImages(input: input.name))
    }
    let isFirst = ![1, 3].contains(input.shape[2])
    let (height, width, channels) =
      isFirst
      ? (input.shape[1], input.shape[2], input.shape[0])
      : (input.shape[0], input.shape[1], input.shape[2])
    yaml.line("      - column: \(SpecText.quoted(column.name))")
    yaml.line("        kind: image  # guess, with all that follows")
    yaml.line("        size: [\(height), \(width)]")
    yaml.line("        color: \(channels == 1 ? "gray" : "rgb")")
    yaml.line("        resize: bilinear")
    // A model that scales what comes in takes the values of the file.
    yaml.line("        range: [0, \(input.isPreprocessed ? 255 : 1)]")
    if isFirst { yaml.line("        layout: channels_first") }
    note(.images(column: column.name))
  }
}

extension TableProfile {
  /// The column that names files of images: the first whose values mostly end as such names do.
  public var imageColumn: ColumnProfile? {
    columns.first { column in
      let named = column.values.filter { value in
        let name = value.lowercased()
        return [".png", ".jpg", ".jpeg"].contains { name.hasSuffix($0) }
      }
      return !column.isNumeric && !named.isEmpty && named.count * 10 >= column.values.count * 9
    }
  }

}
