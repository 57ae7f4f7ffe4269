import Engine

// bench NAME THREADS ROUNDS: runs one benchmark and prints the seconds of each round, one a line; of
// the names that end in -ratio the ratio of two times, of -rate millions of bytes per second.
// Benchmarks/compare takes turns between this and its rivals.

let arguments = CommandLine.arguments
guard arguments.count == 4, let benchmark = Benchmark.all.first(where: { $0.name == arguments[1] }),
  let threads = Int(arguments[2]), let rounds = Int(arguments[3]), threads > 0, rounds > 0
else {
  print("usage: bench \(Benchmark.all.map(\.name).joined(separator: "|")) THREADS ROUNDS")
  throw UsageError()
}

struct UsageError: Error {}

let round = try benchmark.prepare(RunOptions(threads: threads))
_ = try round()  // caches, allocator and clock speed settle
for _ in 0..<rounds { print(try round()) }
