import Testing

@testable import fairer_audit

struct CanonicalCommandTests {
  @Test(arguments: [
    ("model.h5 --groups sex", "audit model.h5 --groups sex"),
    ("audit /a/b/model.h5 --groups=sex,race", "audit model.h5 --groups sex,race"),
    ("m.h5 -o out --force --quiet --format json --threads 4", "audit m.h5"),
    ("m.h5 --threads=4 -o=out --junit x.xml --as fairlearn", "audit m.h5"),
    ("m.h5 --data ../rows.csv --spec=/x/s.yaml", "audit m.h5 --data rows.csv --spec s.yaml"),
    ("m.h5 --data - --keep-decisions", "audit m.h5 --data - --keep-decisions"),
    ("--keep-decisions /x/m.h5", "audit --keep-decisions m.h5"),
    ("--groups a/b /x/m.h5 --positive 1/2", "audit --groups a/b m.h5 --positive 1/2"),
    ("finetune /x/m.h5 -o out.h5 --train d/t.csv", "finetune m.h5 --train t.csv"),
    ("-- /x/m.h5", "audit m.h5"), ("m.h5 --gates d/l.yaml", "audit m.h5 --gates l.yaml"),
  ])
  func keepsWhatDecidesTheResult(line: String, canonical: String) {
    func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }
    let found = CanonicalCommand(words(line), commands: ["audit", "finetune", "render"])
    #expect(found.arguments == words(canonical))
  }
}
