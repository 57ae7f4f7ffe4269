// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "fairer-audit-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "fairer-audit", path: "..")],
  targets: [
    .executableTarget(
      name: "bench",
      dependencies: ["FairerAuditCore", "FairerAuditCheckpoints"].map {
        .product(name: $0, package: "fairer-audit")
      },
      swiftSettings: [
        .strictMemorySafety(), .treatAllWarnings(as: .error),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("ExistentialAny"),
      ])
  ]
)
