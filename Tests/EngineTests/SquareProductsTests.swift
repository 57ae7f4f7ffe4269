import Foundation
import Testing

@testable import Engine

/// Vector code rounds as its expressions say, whatever the optimiser makes of them.
struct SquareProductsTests {
  /// Whether the processor has what the wider bodies fuse with; `nil` where that cannot be told.
  private static let isFused: Bool? = {
    #if arch(arm64)
      return true
    #elseif os(Linux) && arch(x86_64)
      guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
        let flags = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
      else { return nil }
      let words = Set(flags.split(separator: " "))
      return words.contains("avx2") && words.contains("fma")
    #else
      return nil
    #endif
  }()

  @Test(.enabled(if: isFused != nil))
  func roundsAsTheProcessorFuses() throws {
    // The second number of a lane stands sixteen columns behind the first.
    let (x, y): (Float, Float) = (1.125, 1.953125)
    var sums = [Float](repeating: 0, count: 32)
    sums[0] = x
    sums[16] = y
    var found = SquareProducts(count: 1)
    found.add(sums, totals: [Float](repeating: 0, count: 32))
    let (a, b) = (x * x, y * y)
    let fused = (a * a).addingProduct(b, b)
    let rounded = a * a + b * b
    try #require(fused != rounded)
    #expect(found.first == [Double(Self.isFused == true ? fused : rounded)])
    #expect(found.second == found.first && found.products == found.first)
  }
}
