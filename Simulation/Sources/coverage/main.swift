import Foundation

@testable import Audit

// coverage FOLDER [rates|scores|families|weights|numbers|clusters]: how often the intervals of an audit hold the truth.
// Writes plots into the folder and prints the tables of docs/statistics.md.

let arguments = CommandLine.arguments
guard arguments.count > 1 else {
  print("usage: coverage FOLDER [rates|scores|families|weights|numbers|clusters] [trials]")
  exit(2)
}
let folder = arguments[1]
let wanted = arguments.count > 2 ? arguments[2] : "all"
let trials = arguments.count > 3 ? Int(arguments[3]) : nil

try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)

func write(_ figure: Figure, _ name: String) throws {
  try figure.svg().write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
}

if wanted == "all" || wanted == "rates" { try studyRates() }
if wanted == "all" || wanted == "scores" { try studyScores(trials: trials ?? 1000) }
if wanted == "all" || wanted == "families" { try studyFamilies(trials: trials ?? 4000) }
if wanted == "all" || wanted == "weights" { studyWeights(trials: trials ?? 500) }
if wanted == "all" || wanted == "numbers" { studyNumbers(trials: trials ?? 2000) }
if wanted == "all" || wanted == "clusters" { studyClusters(trials: trials ?? 1000) }
