// Every stage by itself: path, checkpoint, model, scored rows, request, result.
//
//     swift run OneStageAtATime sample-checkpoints/adult

// snippet.show
import FairerAudit

// snippet.hide
let folder = CommandLine.arguments.dropFirst().first ?? "sample-checkpoints/adult"

let spec = try AuditSpec.read(path: "\(folder)/model.audit.yaml")
let checkpoint = try Checkpoint.read(path: "\(folder)/model.h5")
let imported = try checkpoint.model()
print(imported.name, imported.layers.map(\.name))

guard let data = spec.data.test, let label = spec.label else {
  fatalError("the spec names no rows")
}
let groups = spec.groups(named: ["sex"])
let rows = DatasetRequest(path: data, spec: spec, label: label, groups: groups)
let subject = try AuditSubject(checkpoint, imported: imported, request: rows, spec: spec)
print(subject.dataset.rows, "rows")

var request = try AuditRequest(
  subject, spec: spec, data: data, label: label, tool: ToolFacts(name: "example", version: "1"))
request.settings.influence = [.taylor]
request.settings.causalCheck = false
request.settings.proxyScreen = false
let result = try audit(request) { print($0.stage, $0.fraction) }
for layer in result.influence[0].layers { print(layer.layer, layer.parity.map(\.cosine.value)) }
