// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "fairer-audit-simulation",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "fairer-audit", path: "..")],
  targets: [
    .executableTarget(
      name: "coverage",
      dependencies: [.product(name: "FairerAuditCore", package: "fairer-audit")],
      swiftSettings: [
        .strictMemorySafety(), .treatAllWarnings(as: .error),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("ExistentialAny"),
      ])
  ]
)
