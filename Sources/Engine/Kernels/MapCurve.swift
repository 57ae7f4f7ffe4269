extension Tensor {
  /// A derivative of a curve at each element, times a factor of the same shape.
  func mapped(_ curve: Curve, _ order: CurveOrder, times factor: Tensor? = nil) -> Tensor {
    precondition(factor == nil || factor?.shape == shape, "a factor of another shape")
    return Tensor(shape: shape, elements: mapCurve(curve, order, elements, factor?.elements))
  }
}

/// The table of curves: one row each.
///
/// It is specialised as a whole, so that each row's loop is compiled for its formula and type.
@specialized(where E == Float)
@specialized(where E == Double)
private func mapCurve<E: Scalar>(
  _ curve: Curve, _ order: CurveOrder, _ x: [E], _ factor: [E]?
) -> [E] {
  switch curve {
  case .activation(let function):
    switch function {
    case .linear: map(Linear(), order, x, factor)
    case .relu(nil, 0, 0): map(ReLU(), order, x, factor)
    case .relu(let maximum, let slope, let threshold):
      map(
        GeneralReLU(maxValue: maximum ?? .infinity, negativeSlope: slope, threshold: threshold),
        order, x, factor)
    case .relu6: map(Clip(lower: 0, upper: 6), order, x, factor)
    case .leakyReLU(let slope): map(LeakyReLU(slope: slope), order, x, factor)
    case .elu(let alpha): map(ExponentialUnit(alpha: alpha), order, x, factor)
    case .selu: map(ExponentialUnit.selu, order, x, factor)
    case .celu(let alpha): map(ExponentialUnit(alpha: alpha, width: alpha), order, x, factor)
    case .sigmoid: map(Sigmoid(), order, x, factor)
    case .logSigmoid: map(LogSigmoid(), order, x, factor)
    case .hardSigmoid: map(ClippedLine(factor: 1 / 6, offset: 0.5), order, x, factor)
    case .hardSigmoidKeras2: map(ClippedLine(factor: 0.2, offset: 0.5), order, x, factor)
    case .sparseSigmoid: map(ClippedLine(factor: 0.5, offset: 0.5), order, x, factor)
    case .tanh: map(Tanh(), order, x, factor)
    case .hardTanh: map(Clip(lower: -1, upper: 1), order, x, factor)
    case .tanhShrink: map(TanhShrink(), order, x, factor)
    case .softplus: map(Softplus(), order, x, factor)
    case .sparsePlus: map(SparsePlus(), order, x, factor)
    case .squareplus(let b): map(Squareplus(b: b), order, x, factor)
    case .softsign: map(Softsign(), order, x, factor)
    case .exponential: map(Exponential(), order, x, factor)
    case .gelu(approximate: false): map(GELU(), order, x, factor)
    case .gelu(approximate: true): map(ApproximateGELU(), order, x, factor)
    case .silu: map(SiLU(), order, x, factor)
    case .hardSilu: map(HardSiLU(), order, x, factor)
    case .mish: map(Mish(), order, x, factor)
    case .hardShrink(let threshold): map(HardShrink(threshold: threshold), order, x, factor)
    case .softShrink(let threshold): map(SoftShrink(threshold: threshold), order, x, factor)
    case .threshold(let threshold, let fallback):
      map(Threshold(threshold: threshold, fallback: fallback), order, x, factor)
    case .softmax, .logSoftmax:
      preconditionFailure("\(function) is no function of one number")
    }
  case .reciprocal: map(Reciprocal(), order, x, factor)
  case .logarithm: map(Logarithm(), order, x, factor)
  case .inverseSquareRoot(let epsilon):
    map(InverseSquareRoot(epsilon: epsilon), order, x, factor)
  case .inverseSquareRootOfMaximum(let floor):
    map(InverseSquareRootOfMaximum(floor: floor), order, x, factor)
  case .negativePart: map(NegativePart(), order, x, factor)
  case .clippedLogarithm(let epsilon): map(ClippedLogarithm(epsilon: epsilon), order, x, factor)
  case .square: map(Square(), order, x, factor)
  case .power(let exponent): map(Power(exponent: exponent), order, x, factor)
  case .absolute: map(Absolute(), order, x, factor)
  case .truncation: map(Truncation(), order, x, factor)
  }
}

private func map<E: Scalar>(
  _ formula: some CurveFormula, _ order: CurveOrder, _ x: [E], _ factor: [E]?
) -> [E] {
  switch order {
  case .value: fill(Value(formula: formula), x, factor)
  case .slope: fill(Slope(formula: formula), x, factor)
  case .bend: fill(Bend(formula: formula), x, factor)
  }
}

/// A derivative of a formula.
///
/// A type and no closure: what a closure holds may stay a call for each number.
private protocol Derivative {
  func at<E: Scalar>(_ x: E) -> E
}

private struct Value<Formula: CurveFormula>: Derivative {
  var formula: Formula
  @inline(__always) func at<E: Scalar>(_ x: E) -> E { formula.value(x) }
}

private struct Slope<Formula: CurveFormula>: Derivative {
  var formula: Formula
  @inline(__always) func at<E: Scalar>(_ x: E) -> E { formula.slope(x) }
}

private struct Bend<Formula: CurveFormula>: Derivative {
  var formula: Formula
  @inline(__always) func at<E: Scalar>(_ x: E) -> E { formula.bend(x) }
}

private func fill<E: Scalar>(_ function: some Derivative, _ x: [E], _ factor: [E]?) -> [E] {
  var result = repeating(0 as E, count: x.count)
  let input = x.span
  var output = result.mutableSpan
  precondition(input.count == output.count)
  guard let factor else {
    for index in 0..<input.count { output[index] = function.at(input[index]) }
    return result
  }
  let factors = factor.span
  precondition(factors.count == output.count)
  for index in 0..<input.count { output[index] = function.at(input[index]) * factors[index] }
  return result
}
