// The whole pipeline: a checkpoint and its audit spec become a result, and the result becomes a report.
//
//     swift run AuditCheckpoint sample-checkpoints/adult

// snippet.show
import FairerAudit

// snippet.hide
let folder = CommandLine.arguments.dropFirst().first ?? "sample-checkpoints/adult"

let spec = try AuditSpec.read(path: "\(folder)/model.audit.yaml")
let result = try audit(checkpoint: "\(folder)/model.h5", spec: spec, groups: ["sex"])
for disparity in result.attributes[0].disparities {
  guard let value = disparity.estimate.value, let interval = disparity.estimate.interval else {
    continue
  }
  print(disparity.metric, value, "[\(interval.lower), \(interval.upper)]")
}
let page = try ReportFormat.html.render(result)
// snippet.hide
print("a page of \(page.utf8.count) bytes")
