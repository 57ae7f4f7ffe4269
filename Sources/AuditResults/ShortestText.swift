/// A number with as many digits as it takes to read the same one back, and whole ones below 10¹⁵ without
/// a fraction.
package func shortestText(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
}
