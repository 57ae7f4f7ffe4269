/// How a picture is brought to another size.
public enum ResizeMethod: String, Sendable, Hashable, CaseIterable, Codable {
  /// Pillow's `NEAREST`, the default of Keras's `load_img`.
  case nearest
  /// Pillow's `BILINEAR`: a triangle as wide as what a new pixel covers, rounded to 8 bits.
  case bilinear
  /// Pillow's `BICUBIC`.
  case bicubic
  /// Pillow's `LANCZOS`.
  case lanczos
  /// `tf.image.resize` with its defaults, as `image_dataset_from_directory` has it: four
  /// neighbours however much smaller the picture becomes, not rounded.
  case tfBilinear = "tf-bilinear"

  /// A filter's half width and its values, for those that weigh what a new pixel covers.
  var filter: (support: Double, value: (Double) -> Double)? {
    switch self {
    case .nearest, .tfBilinear: nil
    case .bilinear: (1, { max(0, 1 - abs($0)) })
    case .bicubic: (2, Self.cubic)
    case .lanczos: (3, { abs($0) < 3 ? Self.sinc($0) * Self.sinc($0 / 3) : 0 })
    }
  }

  /// Keys' cubic with a = −0.5.
  private static func cubic(_ place: Double) -> Double {
    let a = -0.5
    let x = abs(place)
    if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
  }

  private static func sinc(_ place: Double) -> Double {
    if place == 0 { return 1 }
    let angle = place * .pi
    return sine(angle) / angle
  }
}
