import AuditResults

extension AuditResult {
  /// A sentence where the score ranks the positive label below the other beyond noise: then it is
  /// mostly the score of the other one.
  var reversedScoreWarning: String? {
    guard let auc = overall.metrics.first(where: { $0.metric == "auc" })?.estimate,
      let interval = auc.interval, interval.upper < 0.5
    else { return nil }
    return
      "the score ranks rows of '\(decision.positiveLabel)' below the others; if it is the score of '\(decision.negativeLabel)', give --positive '\(decision.negativeLabel)', or for a softmax the other output.positive_class"
  }
}
