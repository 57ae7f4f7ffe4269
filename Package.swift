// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
]

/// A library target and its mirrored test target.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil,
  testing: [Target.Dependency] = []
) -> [Target] {
  [
    .target(
      name: name, dependencies: dependencies, resources: resources, swiftSettings: settings),
    .testTarget(
      name: "\(name)Tests",
      dependencies: [.byName(name: name), "TestSupport"] + testing, swiftSettings: settings),
  ]
}

let package = Package(
  name: "fairer-audit",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "fairer-audit", targets: ["fairer-audit"]),
    .library(name: "FairerAudit", targets: ["FairerAudit"]),
    .library(name: "FairerAuditCore", targets: ["Audit", "AuditResults", "Engine", "Tables"]),
    .library(name: "FairerAuditCheckpoints", targets: ["Archives", "Engine", "HDF5", "Keras"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5-serial",
      providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
    .systemLibrary(
      name: "CJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg62-turbo-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
      name: "COneDNN", providers: [.apt(["libdnnl-dev"]), .brew(["onednn"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
  ]
    + module("Archives", ["CZlib"])
    + module("HDF5", ["CHDF5"])
    + [.target(name: "CKernels")]
    + module("Engine", ["CKernels", "COneDNN"])
    + module("Images", ["CJPEG", "CPNG"], testing: ["Archives"])
    + module("AuditResults")
    + module("Keras", ["Archives", "Engine", "HDF5"], testing: ["Archives"])
    + module(
      "Tables",
      [
        "Archives", "AuditResults", "Engine", "HDF5", "Images",
        .product(name: "Yams", package: "Yams"),
      ])
    + module("Audit", ["AuditResults", "Engine", "Tables"], testing: ["Keras"])
    + module(
      "Report",
      [
        "AuditResults", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: ["eu-ai-act-annex-iv", "nyc-ll144", "ugesp"].map {
        Resource.embedInCode("Profiles/\($0).json")
      })
    + module(
      "FairerAudit",
      [
        "Archives", "Audit", "AuditResults", "Engine", "Keras", "Report", "Tables",
        .product(name: "Crypto", package: "swift-crypto"),
      ])
    + [
      .executableTarget(
        name: "fairer-audit",
        dependencies: [
          "Archives", "Audit", "AuditResults", "Engine", "FairerAudit", "HDF5", "Images", "Keras",
          "Report", "Tables", .product(name: "ArgumentParser", package: "swift-argument-parser"),
          .product(name: "Crypto", package: "swift-crypto"),
        ],
        swiftSettings: settings),
      .testTarget(
        name: "fairer-auditTests",
        dependencies: [
          "Archives", "Audit", "Engine", "HDF5", "Images", "Keras", "Tables", "TestSupport",
          "fairer-audit",
        ],
        swiftSettings: settings),
      .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    ]
)
