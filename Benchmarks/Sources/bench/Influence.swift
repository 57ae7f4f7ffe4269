import Audit
import AuditResults
import Engine
import Keras
import Tables

/// What evidence about neurons costs, on the sample checkpoint and its rows by sex.
enum Influence {
  static let benchmarks = [
    Benchmark(name: "influence-plain") { options in
      let (request, model) = try request(options, withinClasses: false)
      return { gradient(request, model) }
    },
    Benchmark(name: "influence") { options in
      let request = try request(options, withinClasses: false).0
      return { try whole(request) }
    },
    ratio("influence-ratio", withinClasses: false),
    ratio("influence-classes-ratio", withinClasses: true),
  ]

  private static func ratio(_ name: String, withinClasses: Bool) -> Benchmark {
    Benchmark(name: name) { options in
      let (request, model) = try request(options, withinClasses: withinClasses)
      return { try whole(request) / gradient(request, model) }
    }
  }

  private static func request(
    _ options: RunOptions, withinClasses: Bool
  ) throws -> (AuditRequest, Model<Float>) {
    let folder = "sample-checkpoints/adult"
    let spec = try AuditSpec.read(path: "\(folder)/model.audit.yaml")
    guard let label = spec.label, let data = spec.data.test else { throw UsageError() }
    let dataset = try Dataset.read(
      DatasetRequest(
        path: data, spec: spec, label: label, groups: spec.groups(named: ["sex"]), intersections: 1)
    )
    let file = FileFacts(name: "model.h5", bytes: 0, sha256: "")
    var settings = SettingsFacts()
    settings.influence = InfluenceKind.allCases
    settings.withinClasses = withinClasses
    settings.causalCheck = false
    settings.proxyScreen = false
    let model = try Checkpoint.read(path: "\(folder)/model.h5").model().model
    let request = AuditRequest(
      tool: ToolFacts(name: "bench", version: "0"), model: model,
      modelFacts: ModelFacts(
        name: "Adult", statements: [], file: file, format: "", kerasVersion: nil, backend: nil,
        layers: []),
      dataset: dataset,
      dataFacts: DataFacts(
        file: file, spec: nil, statements: [], rows: dataset.rows, features: dataset.features),
      labelColumn: label.column, output: spec.output, settings: settings, options: options)
    return (request, model)
  }

  private static func whole(_ request: AuditRequest) throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    _ = try audit(request)
    return (clock.now - start) / .seconds(1)
  }

  /// Every weight's gradient over all rows of each group: a pass forward and one back.
  private static func gradient(_ request: AuditRequest, _ model: Model<Float>) -> Double {
    let rows = request.dataset.rows
    let labels = request.dataset.labels ?? []
    let targets = Targets.values(
      Tensor<Float>(shape: [rows, 1], elements: labels.map(Float.init)))
    let codes = request.dataset.subgroups[0].codes
    let groups = (0..<2).map { group in (0..<rows).filter { codes[$0] == group } }
    return timed {
      model.gradients(
        of: model.loss, inputs: request.dataset.inputs.map(\.rows), targets: targets,
        rows: groups, wanted: Array(model.weights.indices), options: request.options)
    }
  }
}
