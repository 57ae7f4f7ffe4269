import Synchronization

/// What a gradient pass computed on the way: every value, and the loss's gradient with respect to it.
///
/// A Hessian-vector product at the same place needs the same numbers, and only its tangents are new: with
/// a trace it takes two thirds of the products. A trace holds the activations of all rows of all blocks,
/// so it is for mini-batches.
public final class GradientTrace<E: Scalar>: Sendable {
  /// What one batch left.
  struct Entry: Sendable {
    /// Each value; `nil` where it was not computed.
    var values: [Tensor<E>?]
    /// The gradient with respect to each value; `nil` where none passed.
    var gradients: [Tensor<E>?]
  }

  /// A batch: rows of a block.
  struct Place: Hashable, Sendable {
    var block: Int
    var rows: Range<Int>
  }

  /// A batch and what it left.
  typealias Recorded = (place: Place, entry: Entry)

  private let entries = Mutex<[Place: Entry]>([:])

  /// Creates an empty trace.
  public init() {}

  /// Keeps what batches left.
  func record(_ batches: [Recorded]) {
    entries.withLock { $0.merge(batches.map { ($0.place, $0.entry) }) { $1 } }
  }

  /// What was recorded; takes it out, since each batch is replayed once.
  func take() -> [Place: Entry] {
    entries.withLock { entries in
      defer { entries = [:] }
      return entries
    }
  }
}
