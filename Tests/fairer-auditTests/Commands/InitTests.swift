import Testing

@testable import fairer_audit

struct InitTests {
  @Test(arguments: [
    ("/a/b/rows.csv", "/a/b/m.audit.yaml", "rows.csv"),
    ("/a/b/c/rows.csv", "/a/b/m.audit.yaml", "c/rows.csv"),
    ("/a/rows.csv", "/a/b/m.audit.yaml", "/a/rows.csv"),
    ("/a/bc/rows.csv", "/a/b/m.audit.yaml", "/a/bc/rows.csv"),
    ("/a/b/../rows.csv", "/a/m.audit.yaml", "rows.csv"),
  ])
  func namesFilesFromTheSpecsFolder(path: String, spec: String, named: String) {
    #expect(Init.path(path, from: spec) == named)
  }
}
