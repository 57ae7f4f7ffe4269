"""Preprocessing layers of real Keras for Tests/Fixtures/keras, with Keras's outputs.

Run with tf-keras, keras and tensorflow installed:  python keras_preprocessing.py FOLDER (2|3)
"""

import json
import os
import sys

OUT, GENERATION = sys.argv[1], sys.argv[2]
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
if GENERATION == "2":
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    import tf_keras as keras
else:
    import keras

import numpy as np
import tensorflow as tf

L = keras.layers
LIBRARY = f"{'tf-keras' if GENERATION == '2' else 'keras'} {keras.__version__}, tensorflow {tf.__version__}"
IS_THREE = GENERATION == "3"

WORDS = ["red", "green", "blue", "", "Gr\u00fc\u00dfe", "\u4e2d\u6587", "a b", "[UNK]"]
# Every length at which the hashes branch.
LONG = ["".join(chr(97 + (3 * i + n) % 26) for i in range(n)) for n in
        [0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 80, 127, 128, 129, 200, 300]]
rng = np.random.default_rng(3)
ROWS = len(LONG)
ARRAYS = {
    "s": np.array([[WORDS[i % len(WORDS)]] for i in range(ROWS)]),
    "long": np.array([[t] for t in LONG]),
    "s3": rng.choice(np.array(WORDS), (ROWS, 3)),
    "i": rng.integers(-3, 12, (ROWS, 1)),
    "i3": rng.integers(0, 6, (ROWS, 3)),
    "f": rng.normal(0, 2, (ROWS, 1)).astype(np.float32),
    "f3": np.round(rng.normal(0, 2, (ROWS, 3))).astype(np.float32),
}


def inputs():
    kinds = {"U": "string", "i": "int64", "f": "float32"}
    return {n: keras.Input(a.shape[1:], name=n, dtype=kinds[a.dtype.kind]) for n, a in ARRAYS.items()}


def write(name, what, model, files):
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    for file in files:
        model.save(os.path.join(folder, file))
    used = [t.name.split(":")[0] if not IS_THREE else t._keras_history.operation.name
            for t in model.inputs]
    outputs = model([tf.constant(ARRAYS[n]) for n in used])
    names = (model.output_names if not IS_THREE else
             [t._keras_history.operation.name for t in model.outputs])
    np.savez(os.path.join(folder, "inputs.npz"), **{n: ARRAYS[n] for n in used})
    np.savez(os.path.join(folder, "outputs.npz"),
             **{n: np.asarray(tf.cast(o, "float32")) for n, o in zip(names, outputs)})
    with open(os.path.join(folder, "case.json"), "w") as file:
        json.dump({"expect": "ok", "files": files, "id": name, "library": LIBRARY,
                   "max_abs_tolerance": 1e-6, "what": what}, file, indent=1, sort_keys=True)
        file.write("\n")


def lookups(x):
    known = ["red", "green", "blue"]
    adapted = L.StringLookup(name="adapted")
    adapted.adapt(np.array(["blue", "red", "red", "Gr\u00fc\u00dfe", "a b"]))
    numbers = L.IntegerLookup(name="numbers_adapted", output_mode="one_hot")
    numbers.adapt(np.array([5, 5, 7, -2, 3]))
    outputs = [
        L.StringLookup(vocabulary=known, name="plain")(x["s"]),
        L.StringLookup(vocabulary=known, num_oov_indices=3, name="oov3")(x["long"]),
        L.StringLookup(vocabulary=known, mask_token="", name="masked")(x["s"]),
        L.StringLookup(vocabulary=known, mask_token="", output_mode="one_hot", name="masked_hot")(
            x["s"]),
        L.StringLookup(vocabulary=known, output_mode="multi_hot", name="multi")(x["s3"]),
        L.StringLookup(vocabulary=known, output_mode="count", name="count")(x["s3"]),
        L.StringLookup(vocabulary=known, output_mode="one_hot", max_tokens=9,
                       pad_to_max_tokens=True, name="padded")(x["s"]),
        L.StringLookup(vocabulary=known, idf_weights=[0.5, 1.0, 2.0], output_mode="tf_idf",
                       name="tf_idf")(x["s3"]),
        L.StringLookup(vocabulary=WORDS[:-1], num_oov_indices=0, output_mode="one_hot",
                       name="no_oov")(L_safe(x)),
        L.IntegerLookup(vocabulary=[1, 3, 5], name="numbers")(x["i"]),
        L.IntegerLookup(vocabulary=[1, 3, 5], num_oov_indices=4, name="numbers_oov4")(x["i"]),
        L.IntegerLookup(vocabulary=[1, 3, 5], mask_token=-1, output_mode="multi_hot",
                        name="numbers_multi")(x["i3"]),
    ]
    if IS_THREE:
        outputs += [
            adapted(x["s"]), numbers(x["i"]),
            L.StringLookup(vocabulary=known, output_mode="one_hot", name="hot3")(x["s3"]),
            L.StringLookup(vocabulary=known, num_oov_indices=5, oov_method="farmhash",
                           salt=[7, 9], name="salted")(x["s"]),
            L.IntegerLookup(vocabulary=[1, 3, 5], num_oov_indices=4, oov_method="farmhash",
                            name="numbers_farm")(x["i"]),
        ]
    return outputs


def L_safe(x):
    """Words of the vocabulary only: the input s3 cut to its known words would need an operation, so
    every word but the last is in the vocabulary, and the last is its own entry here."""
    return x["known"]


ARRAYS["i1"] = ARRAYS["i3"][:, :1]
ARRAYS["known"] = np.array([[WORDS[i % (len(WORDS) - 1)]] for i in range(ROWS)])


def encodings(x):
    outputs = [
        L.Discretization(bin_boundaries=[-1.0, 0.0, 0.1, 1.5], name="bins")(x["f"]),
        L.Discretization(bin_boundaries=[-1.0, 0.0, 2.0], output_mode="one_hot", name="bins_hot")(
            x["f3" if IS_THREE else "f"]),
        L.Discretization(bin_boundaries=[0.0, 1.0], output_mode="multi_hot", name="bins_multi")(
            x["f3"]),
        L.Discretization(bin_boundaries=[0.0, 1.0], output_mode="count", name="bins_count")(
            x["f3"]),
        L.Discretization(bin_boundaries=[2.0, 5.0], name="bins_of_numbers")(x["i"]),
        L.CategoryEncoding(num_tokens=6, output_mode="one_hot", name="encoded_hot")(
            x["i3" if IS_THREE else "i1"]),
        L.CategoryEncoding(num_tokens=6, output_mode="multi_hot", name="encoded_multi")(x["i3"]),
        L.CategoryEncoding(num_tokens=7, output_mode="count", name="encoded_count")(x["i3"]),
        L.CategoryEncoding(num_tokens=4, output_mode="one_hot", name="of_lookup")(
            L.StringLookup(vocabulary=["red", "green", "blue"], name="looked_up")(x["s"])),
        L.Hashing(num_bins=1000003, name="farm")(x["long"]),
        L.Hashing(num_bins=1000003, salt=1337, name="sip")(x["long"]),
        L.Hashing(num_bins=1000003, salt=[133, 137], name="sip2")(x["long"]),
        L.Hashing(num_bins=5, mask_value="", name="hash_masked")(x["s"]),
        L.Hashing(num_bins=5, output_mode="one_hot", name="hash_hot")(x["s"]),
        L.Hashing(num_bins=5, output_mode="multi_hot", name="hash_multi")(x["s3"]),
        L.Hashing(num_bins=9, name="hash_numbers")(x["i"]),
        L.HashedCrossing(num_bins=1000003, name="crossed")([x["s"], x["long"]]),
        L.HashedCrossing(num_bins=7, output_mode="one_hot", name="crossed_numbers")(
            [x["i"], x["s"]]),
    ]
    return outputs


LINES = ["The quick  brown fox.", "the lazy dog!", "", "  Jumps\tover; (the) \u00dcber-dog ", "fox fox dog",
         "Gr\u00fc\u00dfe, \u4e2d\u6587 don't"]
VOCABULARY = ["the", "fox", "dog", "the fox", "dont", "o", "fox fox dog", "red", "The"]


def texts(x):
    adapted = L.TextVectorization(output_sequence_length=6, name="adapted")
    adapted.adapt(np.array(LINES))
    weighed = L.TextVectorization(output_mode="tf_idf", name="weighed")
    weighed.adapt(np.array(LINES))
    make = lambda name, **options: L.TextVectorization(vocabulary=VOCABULARY, name=name, **options)
    return [
        make("plain", output_sequence_length=5)(x["lines"]),
        make("short", output_sequence_length=2, standardize=None)(x["lines"]),
        make("lower", output_mode="multi_hot", standardize="lower")(x["lines"]),
        make("strip", output_mode="count", standardize="strip_punctuation")(x["lines"]),
        make("character", output_sequence_length=9, split="character")(x["lines"]),
        make("pairs", output_mode="count", ngrams=2)(x["lines"]),
        make("triples", output_sequence_length=4, ngrams=(3, 2))(x["lines"]),
        make("unsplit", split=None, output_sequence_length=4)(x["s3"]),
        make("padded", output_mode="multi_hot", max_tokens=14, pad_to_max_tokens=True)(x["lines"]),
        make("tf_idf", output_mode="tf_idf", idf_weights=[0.5 + i for i in range(len(VOCABULARY))])(
            x["lines"]),
        adapted(x["lines"]), weighed(x["lines"]),
    ]


def model(body):
    x = inputs()
    return keras.Model(list(x.values()), body(x))


suffix = "k3" if IS_THREE else "k2"
files = ["model.keras"] if IS_THREE else ["model.keras", "model.h5"]
write(f"made_{suffix}_lookups", "StringLookup and IntegerLookup in every mode", model(lookups), files)
write(f"made_{suffix}_encodings",
      "Discretization, CategoryEncoding, Hashing and HashedCrossing in every mode",
      model(encodings), files)

COLOURS, SIZES = ARRAYS["s"], ARRAYS["f"]
# In HDF5 what was learned from data is lost.
ARRAYS = {"s3": ARRAYS["s3"], "lines": np.array([[LINES[i % len(LINES)]] for i in range(ROWS)])}
write(f"made_{suffix}_texts", "TextVectorization in every mode", model(texts), ["model.keras"])

# A preprocessing model as a layer of another, as Keras's guides advise.
x = {n: keras.Input((1,), name=n, dtype=d) for n, d in (("colour", "string"), ("size", "float32"))}
front = keras.Model(x, L.Concatenate(name="join")([
    L.StringLookup(vocabulary=["red", "green", "blue"], output_mode="one_hot", name="look")(
        x["colour"]), x["size"]]), name="front")
outer = {n: keras.Input((1,), name=n, dtype=d) for n, d in
         (("size", "float32"), ("colour", "string"))}
net = keras.Model(outer, L.Dense(2, activation="sigmoid", name="out")(front(outer)))
ARRAYS = {"colour": COLOURS, "size": SIZES}
folder = os.path.join(OUT, f"made_{suffix}_front")
os.makedirs(folder, exist_ok=True)
net.save(os.path.join(folder, "model.keras"))
given = {n: ARRAYS[n] for n in ("colour", "size")}
np.savez(os.path.join(folder, "inputs.npz"), **given)
np.savez(os.path.join(folder, "outputs.npz"),
         out=np.asarray(net({n: tf.constant(a) for n, a in given.items()})))
with open(os.path.join(folder, "case.json"), "w") as file:
    json.dump({"expect": "ok", "files": ["model.keras"], "id": f"made_{suffix}_front",
               "library": LIBRARY, "max_abs_tolerance": 1e-6,
               "what": "a model that preprocesses, as a layer of another"}, file, indent=1,
              sort_keys=True)
    file.write("\n")
