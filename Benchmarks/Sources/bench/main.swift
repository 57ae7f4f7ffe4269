import Engine

// bench NAME THREADS ROUNDS: runs one benchmark and prints the seconds of each round, one a line.
// Benchmarks/compare takes turns between this and its rivals.

let arguments = CommandLine.arguments
guard arguments.count == 4, let benchmark = Benchmark.named(arguments[1]),
  let threads = Int(arguments[2]), let rounds = Int(arguments[3]), threads > 0, rounds > 0
else {
  print("usage: bench \(Benchmark.all.map(\.name).joined(separator: "|")) THREADS ROUNDS")
  throw UsageError()
}

struct UsageError: Error {}

let round = try benchmark.prepare(RunOptions(threads: threads))
round()  // caches, allocator and clock speed settle
for _ in 0..<rounds {
  let duration = ContinuousClock().measure(round)
  print(duration / .seconds(1))
}
