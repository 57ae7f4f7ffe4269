import Archives
import Testing

@Test func tellsTheLibrarysVersion() throws {
  let numbers = libraryVersion.split(separator: ".")
  #expect(numbers.count >= 2 && numbers.allSatisfy { UInt($0) != nil }, "\(libraryVersion)")
}
