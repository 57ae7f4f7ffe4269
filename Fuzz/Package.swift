// swift-tools-version: 6.3
import PackageDescription

/// One executable for each parser; see README.md.
func fuzzer(_ name: String) -> Target {
  .executableTarget(
    name: name,
    dependencies: [.product(name: "FairerAuditCheckpoints", package: "fairer-audit")],
    swiftSettings: [
      .strictMemorySafety(), .treatAllWarnings(as: .error),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableUpcomingFeature("ExistentialAny"),
      // libFuzzer brings the main function.
      .unsafeFlags(["-parse-as-library"]),
    ])
}

let package = Package(
  name: "fairer-audit-fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "fairer-audit", path: "..")],
  targets: [fuzzer("FuzzZip"), fuzzer("FuzzConfiguration"), fuzzer("FuzzHDF5")])
