# A formula for a tap: brew install --HEAD ./Packaging/homebrew/fairer-audit.rb
class FairerAudit < Formula
  desc "Audits how a neural network treats subgroups of people"
  homepage "https://github.com/fairer-audit/fairer-audit"
  license "Apache-2.0"
  head "https://github.com/fairer-audit/fairer-audit.git", branch: "main"

  depends_on "pkgconf" => :build
  depends_on xcode: ["26.0", :build]
  depends_on "hdf5"
  depends_on "jpeg-turbo"
  depends_on "libpng"
  depends_on macos: :sequoia
  depends_on "onednn"

  uses_from_macos "zlib"

  def install
    system "swift", "build", "--disable-sandbox", "-c", "release", "--product", "fairer-audit"
    system "Packaging/install", prefix, ".build/release/fairer-audit"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/fairer-audit --version") unless head?
    assert_match "no-such.h5", shell_output("#{bin}/fairer-audit inspect no-such.h5 2>&1", 4)
  end
end
