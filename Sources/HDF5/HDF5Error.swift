/// A place in a file, for errors.
public struct HDF5Location: Sendable, Hashable, Codable {
  /// The file's path as it was given.
  public var file: String
  /// The object's path in the file, from `/`.
  public var object: String
  /// The name of the object's attribute, where the problem lies in one.
  public var attribute: String?

  /// Creates a location.
  public init(file: String, object: String = "/", attribute: String? = nil) {
    self.file = file
    self.object = object
    self.attribute = attribute
  }
}

/// Why an HDF5 file or something in it could not be read.
public enum HDF5Error: Error, Equatable, Sendable, Codable {
  /// The operating system would not open or read the file; `reason` is its own text.
  case unreadable(file: String, reason: String)
  /// The file does not hold the signature of the format where it may stand.
  case notHDF5(file: String)
  /// The file ends before the length that its header states.
  case truncated(file: String)
  /// There is no such object or attribute.
  case missing(HDF5Location)
  /// There is something else under that path.
  case wrongKind(HDF5Location, expected: ObjectKind, found: ObjectKind)
  /// The file asks for something that is not done, because it is not needed or not safe.
  case refused(HDF5Location, Refusal)
  /// The library failed; the stack holds what it said, the called function first.
  case failed(HDF5Location, doing: Action, stack: [Frame])
  /// The process that read the file for this one ended before it was done; `signal` is the number of
  /// the signal that ended it, or `nil`.
  case readerEnded(file: String, signal: Int?)
  /// The process that read the file for this one was killed by the system, or by someone else, which
  /// says nothing about the file; `memoryLimit` is how many bytes it may have taken up.
  case readerKilled(file: String, memoryLimit: Int)
  /// The process that read the file for this one was ended after as many seconds as it may take.
  case readerTimedOut(file: String, seconds: Int, of: Time)

  /// What seconds are counted of.
  public enum Time: String, Sendable, Hashable, Codable {
    /// Time of the processor, which a process gets little of on a busy machine.
    case processor
    /// Time by the clock.
    case clock
  }

  /// What a path leads to.
  public enum ObjectKind: String, Sendable, Hashable, Codable {
    /// A group of objects.
    case group
    /// An array of elements.
    case dataset
    /// A named type or anything else.
    case other
  }

  /// What was being done.
  public enum Action: String, Sendable, Hashable, Codable, CaseIterable {
    /// Opening the file.
    case openFile
    /// Opening an object, an attribute or a part of their description.
    case openObject
    /// Finding out about links, types, shapes or filters.
    case inspect
    /// Reading an attribute's value.
    case readAttribute
    /// Reading a dataset's elements.
    case readData
    /// Changing a copy of the file.
    case write
  }

  /// One entry of the library's error stack.
  public struct Frame: Sendable, Hashable, Codable {
    /// The C function.
    public var function: String
    /// The library's own text.
    public var text: String

    /// Creates an entry.
    public init(function: String, text: String) {
      self.function = function
      self.text = text
    }
  }

  /// Why something in the file is not followed or read.
  public enum Refusal: Equatable, Sendable, Codable {
    /// The link is symbolic.
    case softLink
    /// The link leads into another file.
    case externalLink
    /// The link is of a kind that is not followed; `kind` is the library's number.
    case otherLink(kind: Int)
    /// The elements lie in other files.
    case externalStorage
    /// The elements are collected from other datasets.
    case virtualDataset
    /// The elements went through a filter other than deflate, shuffle and fletcher32; `id` is its
    /// registered number.
    case filter(id: Int)
    /// There are more elements, or more bytes, than the limit.
    case tooLarge(bytes: UInt64, limit: UInt64)
    /// The group holds more names than the limit.
    case tooManyEntries(count: Int, limit: Int)
    /// Groups lie in groups more levels deep than the limit.
    case nestedTooDeep(limit: Int)
    /// The elements take up far less room in the file than they would in memory.
    case tooCompressed(bytes: UInt64, stored: UInt64)
    /// The elements are said to take up more room in the file than the file has.
    case beyondFile(stored: UInt64, file: UInt64)
    /// The group lies in itself.
    case cycle
    /// An extent does not fit the machine, or the product of the extents does not.
    case shapeOverflow(shape: [UInt64])
    /// The elements are of a type that is not read here.
    case elementType(ElementType)
    /// There are other numbers of elements in the file and to be written.
    case elementCount(expected: Int, found: Int)
    /// There is not one element but this many.
    case notScalar(count: Int)
    /// The text is not valid UTF-8.
    case invalidText
  }
}
