"""Writes Tests/Fixtures/images: small PNG and JPEG files, what Pillow makes of them, and damaged ones.

Run from anywhere: python images.py    (Pillow 13.0.0, NumPy and TensorFlow 2.21.0 wrote the committed files)
"""
import io
import pathlib
import struct
import zlib

import numpy as np
import tensorflow as tf
from PIL import Image

OUT = pathlib.Path(__file__).resolve().parents[1] / "images"
OUT.mkdir(exist_ok=True)
rng = np.random.default_rng(20261126)

# A picture with smooth parts and edges, so that filters have something to do.
HEIGHT, WIDTH = 23, 31
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
base = np.stack([x * 8, y * 11, (x + y) * 4], -1).astype(np.float64)
base[5:12, 8:20] = [250, 30, 90]
base += rng.normal(0, 12, base.shape)
rgb = Image.fromarray(np.clip(base, 0, 255).astype(np.uint8), "RGB")
alpha = np.concatenate([np.asarray(rgb), rng.integers(0, 256, (HEIGHT, WIDTH, 1), np.uint8)], -1)

images = {
    "rgb.png": rgb,
    "gray.png": rgb.convert("L"),
    "palette.png": rgb.quantize(16),
    "bilevel.png": rgb.convert("1"),
    "alpha.png": Image.fromarray(alpha, "RGBA"),
    "gray_alpha.png": Image.fromarray(alpha, "RGBA").convert("LA"),
}
for name, image in images.items():
    image.save(OUT / name)
rgb.save(OUT / "default.jpg", quality=90)
rgb.save(OUT / "full.jpg", quality=95, subsampling=0)
rgb.save(OUT / "progressive.jpg", quality=80, progressive=True)
rgb.convert("L").save(OUT / "gray.jpg", quality=90)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width, height, bits, color, lines, interlace=0):
    head = struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, interlace)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines))
            + chunk(b"IEND", b""))


# 16 bits a channel, which Pillow reads and does not write.
deep = rng.integers(0, 65536, (4, 5, 3)).astype(">u2")
(OUT / "deep.png").write_bytes(
    png(5, 4, 16, 2, b"".join(b"\0" + row.tobytes() for row in deep)))
# Adam7, which Pillow reads and does not write: passes of an 8 x 8 picture.
small = np.asarray(rgb)[:8, :8]
lines = b""
for top, left, down, right in [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2),
                               (0, 1, 2, 2), (1, 0, 2, 1)]:
    for row in small[top::down, left::right]:
        lines += b"\0" + row.tobytes()
(OUT / "interlaced.png").write_bytes(png(8, 8, 8, 2, lines, interlace=1))

golden = {}
for path in sorted(OUT.glob("*.[pj][np]g")):
    image = Image.open(path)
    golden[path.name + "/rgb"] = np.asarray(image.convert("RGB"), np.int64)
    golden[path.name + "/gray"] = np.asarray(image.convert("L"), np.int64)
METHODS = {"nearest": Image.NEAREST, "bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC,
           "lanczos": Image.LANCZOS}
for height, width in [(8, 8), (23, 10), (40, 50), (1, 1), (7, 31)]:
    for name, method in METHODS.items():
        golden[f"resize/{name}/{height}/{width}"] = np.asarray(
            rgb.resize((width, height), method), np.float32)
    golden[f"resize/tf-bilinear/{height}/{width}"] = np.asarray(
        tf.image.resize(np.asarray(rgb), (height, width)), np.float32)
# What keras.applications.imagenet_utils.preprocess_input makes of the picture, by mode.
from keras.applications.imagenet_utils import preprocess_input
pixels = np.asarray(rgb, np.float32)
for mode in ["tf", "torch", "caffe"]:
    golden[f"scale/{mode}"] = np.asarray(
        preprocess_input(pixels.copy(), mode=mode, data_format="channels_last"), np.float32)
golden["scale/unit"] = pixels / 255
np.savez_compressed(OUT / "golden.npz", **{k.replace("/", "|"): v.astype(np.float32) for k, v in golden.items()})

# Damaged and hostile files: each must be refused.
bad = OUT / "refused"
bad.mkdir(exist_ok=True)
whole = (OUT / "rgb.png").read_bytes()
(bad / "cut.png").write_bytes(whole[: len(whole) // 2])
(bad / "cut_end.png").write_bytes(whole[:-6])
(bad / "checksum.png").write_bytes(whole[:50] + bytes([whole[50] ^ 255]) + whole[51:])
(bad / "short_lines.png").write_bytes(png(9, 9, 8, 2, b"\0" * 100))
(bad / "wide.png").write_bytes(png(1_000_000, 1, 8, 0, b"\0" * 100))
(bad / "many_pixels.png").write_bytes(png(16_000, 16_000, 8, 2, b"\0" * 100))
(bad / "no_pixels.png").write_bytes(png(0, 4, 8, 2, b""))
(bad / "header_alone.png").write_bytes(whole[:8])
whole = (OUT / "default.jpg").read_bytes()
(bad / "cut.jpg").write_bytes(whole[: len(whole) - 200])
(bad / "header_alone.jpg").write_bytes(whole[:3])
frame = whole.index(b"\xff\xc0")
(bad / "many_pixels.jpg").write_bytes(
    whole[: frame + 5] + struct.pack(">HH", 65_000, 65_000) + whole[frame + 9 :])
buffer = io.BytesIO()
rgb.convert("CMYK").save(buffer, "JPEG")
(bad / "print.jpg").write_bytes(buffer.getvalue())
(bad / "text.png").write_bytes(b"file,label\n")
(bad / "empty.jpg").write_bytes(b"")
