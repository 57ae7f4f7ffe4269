/// Scores for each row by ridge regression on its numbers, from fits that have not seen the row.
///
/// With a 0/1 target this is Fisher's linear discriminant up to scale. The numbers' second moments are
/// summed once; each fold's fit takes the fold's share off.
struct RidgeScores {
  /// Folds.
  static let folds = 5

  private let rows: Int
  private let width: Int
  /// Row by row, each number less its mean and over its deviation, and a 1.
  private let numbers: [Double]
  private let foldOfRow: [Int]
  /// Cholesky factors of each fold's remaining second moments.
  private let factors: [[Double]]

  /// Prepares the fits on values that stand row by row, with the fold of each row; `nil` where no number
  /// varies.
  ///
  /// - Complexity: O(rows · width² + folds · width³).
  init?(_ values: [Float], rows: Int, folds: [Int]) {
    let given = values.count / max(1, rows)
    var kept: [(place: Int, mean: Double, deviation: Double)] = []
    for place in 0..<given {
      let column = Moments((0..<rows).map { Double(values[$0 * given + place]) })
      if column.variance > 1e-20 {
        kept.append((place, column.mean, column.variance.squareRoot()))
      }
    }
    guard !kept.isEmpty, rows > Self.folds else { return nil }
    let width = kept.count + 1
    var numbers = [Double](repeating: 1, count: rows * width)
    for row in 0..<rows {
      for (index, column) in kept.enumerated() {
        numbers[row * width + index] =
          (Double(values[row * given + column.place]) - column.mean) / column.deviation
      }
    }
    var products = [[Double]](
      repeating: [Double](repeating: 0, count: width * width), count: Self.folds)
    for row in 0..<rows {
      let fold = folds[row]
      let start = row * width
      for i in 0..<width {
        let x = numbers[start + i]
        if x == 0 { continue }
        for j in 0...i { products[fold][i * width + j] += x * numbers[start + j] }
      }
    }
    var factors: [[Double]] = []
    for fold in 0..<Self.folds {
      var matrix = [Double](repeating: 0, count: width * width)
      for other in 0..<Self.folds where other != fold {
        for index in matrix.indices { matrix[index] += products[other][index] }
      }
      // Of standardised numbers, as if each had been seen this much more often.
      for index in 0..<(width - 1) { matrix[index * width + index] += 0.01 * Double(rows) }
      guard let factor = Self.cholesky(matrix, width) else { return nil }
      factors.append(factor)
    }
    self.rows = rows
    self.width = width
    self.numbers = numbers
    self.factors = factors
    foldOfRow = folds
  }

  /// The scores for a target of 0 and 1.
  ///
  /// - Complexity: O(rows · width + folds · width²).
  func scores(_ isMember: [Bool]) -> [Double] {
    var sums = [[Double]](repeating: [Double](repeating: 0, count: width), count: Self.folds)
    for row in 0..<rows where isMember[row] {
      for index in 0..<width { sums[foldOfRow[row]][index] += numbers[row * width + index] }
    }
    let weights = (0..<Self.folds).map { fold -> [Double] in
      var right = [Double](repeating: 0, count: width)
      for other in 0..<Self.folds where other != fold {
        for index in 0..<width { right[index] += sums[other][index] }
      }
      return Self.solve(factors[fold], width, right)
    }
    return (0..<rows).map { row in
      let weight = weights[foldOfRow[row]]
      return (0..<width).reduce(0) { $0 + weight[$1] * numbers[row * width + $1] }
    }
  }

  /// The lower triangle L with L Lᵀ = A; `nil` where A is not positive definite.
  private static func cholesky(_ matrix: [Double], _ width: Int) -> [Double]? {
    var l = matrix
    for i in 0..<width {
      for j in 0...i {
        var sum = l[i * width + j]
        for k in 0..<j { sum -= l[i * width + k] * l[j * width + k] }
        if i == j {
          guard sum > 0 else { return nil }
          l[i * width + i] = sum.squareRoot()
        } else {
          l[i * width + j] = sum / l[j * width + j]
        }
      }
    }
    return l
  }

  private static func solve(_ l: [Double], _ width: Int, _ right: [Double]) -> [Double] {
    var x = right
    for i in 0..<width {
      for k in 0..<i { x[i] -= l[i * width + k] * x[k] }
      x[i] /= l[i * width + i]
    }
    for i in (0..<width).reversed() {
      for k in i + 1..<max(width, i + 1) { x[i] -= l[k * width + i] * x[k] }
      x[i] /= l[i * width + i]
    }
    return x
  }
}
