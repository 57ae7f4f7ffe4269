public import AuditResults

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The profiles that come with the program, each a dated data file in `Profiles/`.
public enum Profiles {
  /// Every profile, by id.
  ///
  /// A file that cannot be read would be a defect of the program; a test reads them all.
  public static let all: [Profile] = files.compactMap { file in
    try? JSONDecoder().decode(Profile.self, from: Data(file))
  }

  /// The files' bytes.
  static let files: [[UInt8]] = [
    PackageResources.eu_ai_act_annex_iv_json, PackageResources.nyc_ll144_json,
    PackageResources.ugesp_json,
  ]

  /// The profile of a name; `nil` where there is none.
  public static func named(_ id: String) -> Profile? { all.first { $0.id == id } }
}
