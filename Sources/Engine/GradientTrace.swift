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

  private struct Place: Hashable {
    var block: Int
    var rows: Range<Int>
  }

  private let entries = Mutex<[Place: Entry]>([:])

  /// Creates an empty trace.
  public init() {}

  func record(_ entry: Entry, block: Int, rows: Range<Int>) {
    entries.withLock { $0[Place(block: block, rows: rows)] = entry }
  }

  /// What was recorded; takes it out, since each batch is replayed once.
  func take(block: Int, rows: Range<Int>) -> Entry? {
    entries.withLock { $0.removeValue(forKey: Place(block: block, rows: rows)) }
  }
}
