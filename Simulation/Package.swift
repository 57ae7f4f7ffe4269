// swift-tools-version: 6.3
import PackageDescription

/// A program that looks at the internals of the statistics: to be built with -enable-testing.
func study(_ name: String) -> Target {
  .executableTarget(
    name: name,
    dependencies: [.product(name: "FairerAuditCore", package: "fairer-audit")],
    swiftSettings: [
      .strictMemorySafety(), .treatAllWarnings(as: .error),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableUpcomingFeature("ExistentialAny"),
    ])
}

let package = Package(
  name: "fairer-audit-simulation",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "fairer-audit", path: "..")],
  targets: [study("coverage"), study("replicates")])
