import Testing

@testable import fairer_audit

struct CanonicalCommandTests {
  @Test(arguments: [
    ("model.h5 --groups sex", "model.h5", "audit model.h5 --groups sex"),
    ("audit a/model.h5 --groups=sex,race", "a/model.h5", "audit model.h5 --groups sex,race"),
    ("m.h5 -o out --force --quiet --format json --threads 4", "m.h5", "audit m.h5"),
    ("m.h5 --threads=4 -o=out --junit x.xml --as fairlearn", "m.h5", "audit m.h5"),
    ("m.h5 --data ../d.csv --spec=/x/s.yaml", "m.h5", "audit m.h5 --data d.csv --spec s.yaml"),
    ("m.h5 --data - --keep-decisions", "m.h5", "audit m.h5 --data - --keep-decisions"),
    ("--keep-decisions /x/m.h5", "/x/m.h5", "audit m.h5 --keep-decisions"),
    ("--label m.h5 m.h5", "m.h5", "audit m.h5 --label m.h5"),
    ("--groups a/b /x/m.h5 --positive 1/2", "/x/m.h5", "audit m.h5 --groups a/b --positive 1/2"),
    ("finetune x/m.h5 -o out.h5 --train d/t.csv", "x/m.h5", "finetune m.h5 --train t.csv"),
    (
      "finetune m.h5 -o o.h5 --checkpoint-every 2 --resume --keep-front --seeds 2", "m.h5",
      "finetune m.h5 --seeds 2"
    ),
    ("-- x/m.h5", "x/m.h5", "audit m.h5"),
    ("m.h5 --gates d/l.yaml", "m.h5", "audit m.h5 --gates l.yaml"),
  ])
  func keepsWhatDecidesTheResult(line: String, model: String, canonical: String) {
    func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }
    let found = CanonicalCommand(
      words(line), model: model, commands: ["audit", "finetune", "render"])
    #expect(found.arguments == words(canonical))
  }

  @Test func needsNoModel() {
    let words = ["--spec", "a/s.yaml", "--rows", "out.csv"]
    let found = CanonicalCommand(words, model: nil, commands: ["audit"])
    #expect(found.arguments == ["audit", "--spec", "s.yaml"])
  }
}
