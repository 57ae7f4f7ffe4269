extension Method {
  /// A name, an explanation and a source, as reports print them.
  typealias Text = (name: String, description: String, reference: String)

  /// What reports print.
  ///
  /// Every method is in one family's file; a test finds one that is in none.
  var text: Text {
    intervalText ?? comparisonText ?? testText ?? clusterText ?? networkText ?? ("", "", "")
  }
}
