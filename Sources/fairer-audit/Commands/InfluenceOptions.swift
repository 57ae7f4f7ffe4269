import ArgumentParser
import AuditResults

/// What is looked for inside the network.
struct InfluenceOptions: ParsableArguments {
  @Option(
    name: .customLong("influence"),
    help: ArgumentHelp(
      "Kinds of neuron influence, separated by commas: taylor, parameter, gate, ablation, ablation.mean, or all. Default: the spec's, else those that cost little.",
      valueName: "kinds"))
  var kinds: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Compare the groups' influences within each label too. Default: where it costs little.")
  var withinClasses: Bool?

  @Flag(
    inversion: .prefixedNo,
    help:
      "Take the neurons that differ most out to see what changes. Default: where it costs little.")
  var causalCheck: Bool?

  @Flag(
    inversion: .prefixedNo,
    help:
      "Run the rows again with other groups' values where the model takes the attribute. Default: where it costs little."
  )
  var counterfactual: Bool?

  @Flag(
    inversion: .prefixedNo,
    help:
      "Tell how well inputs and layers predict the groups. Default: where it costs little.")
  var proxyScreen: Bool?

  @Option(
    help: ArgumentHelp(
      "Also write every neuron's influence on every group to this .npz or .csv file.",
      valueName: "file"),
    completion: .file(extensions: ["npz", "csv"]))
  var neurons: String?

  /// The file for every neuron and its format.
  func neuronFile() throws(UsageError) -> (path: String, isArchive: Bool)? {
    guard let neurons else { return nil }
    let isArchive = neurons.hasSuffix(".npz")
    guard isArchive || neurons.hasSuffix(".csv") else {
      throw .option(name: "--neurons", expected: "a .npz or .csv file", found: neurons)
    }
    return (neurons, isArchive)
  }

  /// Puts what was chosen in the place of what the spec says.
  func apply(to settings: inout SettingsFacts) throws(UsageError) {
    if let kinds { settings.influence = try Self.kinds(in: kinds) }
    if let withinClasses { settings.withinClasses = withinClasses }
    if let causalCheck { settings.causalCheck = causalCheck }
    if let counterfactual { settings.counterfactual = counterfactual }
    if let proxyScreen { settings.proxyScreen = proxyScreen }
  }

  private static func kinds(in list: String) throws(UsageError) -> [InfluenceKind] {
    var kinds: [InfluenceKind] = []
    for name in DecisionOptions.names(list) {
      if name == "all" {
        kinds += InfluenceKind.allCases.filter { !kinds.contains($0) }
        continue
      }
      guard let kind = InfluenceKind(rawValue: name) else {
        throw .option(
          name: "--influence",
          expected: InfluenceKind.allCases.map(\.rawValue).joined(separator: ", ") + " or all",
          found: name)
      }
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds
  }
}
