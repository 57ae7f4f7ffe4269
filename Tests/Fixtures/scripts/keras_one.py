"""Checkpoints of Keras 1.2.2 with Theano, for Tests/Fixtures/keras.

Run with keras 1.2.2, Theano-PyMC 1.1.2, numpy 1.23.5, scipy 1.11.4 and h5py 3.8.0 on Python 3.11:
  python keras_one.py FOLDER

Names that later Pythons and libraries moved are put back first. The same models are written a second
time with the names that variables of TensorFlow have; there kernels are not turned around, so that
they are turned here.
"""

import collections
import collections.abc
import inspect
import json
import os
import sys
import tempfile

# Scripts beside this one have the names of packages.
sys.path.pop(0)

os.environ["KERAS_BACKEND"] = "theano"
os.environ["HOME"] = tempfile.mkdtemp()
os.environ["THEANO_FLAGS"] = "blas__ldflags=,cxx=,optimizer=None,linker=py,floatX=float32"
for name in ("Callable", "Iterable", "Mapping", "MutableMapping", "Sequence"):
    setattr(collections, name, getattr(collections.abc, name))
ArgSpec = collections.namedtuple("ArgSpec", "args varargs keywords defaults")
inspect.getargspec = lambda f: ArgSpec(*inspect.getfullargspec(f)[:4])

import h5py
import numpy as np
import scipy.signal._signaltools as tools
import theano.ifelse
import theano.sandbox.rng_mrg
import theano.tensor.nnet.abstract_conv as conv

theano.sandbox.rng_mrg.MRG_RandomStreams = theano.sandbox.rng_mrg.MRG_RandomStream
conv.imported_scipy_signal = True
conv.convolve = tools.convolve
conv._valfrommode = tools._valfrommode
conv._bvalfromboundary = tools._bvalfromboundary
conv._convolve2d = conv.convolve2d = tools._sigtools._convolve2d

import theano.tensor.signal.pool as pool


def pool_perform(self, node, inputs, outputs, params):
    """Theano's own, without padding: it indexes by lists, which NumPy no longer takes."""
    x, size, stride, pad = inputs
    assert not np.any(pad)
    windows = np.lib.stride_tricks.sliding_window_view(x, tuple(size), axis=(-2, -1))
    windows = windows[..., :: stride[0], :: stride[1], :, :]
    outputs[0][0] = (windows.max((-2, -1)) if self.mode == "max" else windows.mean((-2, -1))).astype(x.dtype)


pool.Pool.perform = pool_perform

import keras
from keras.layers import *
from keras.layers.advanced_activations import *
from keras.layers.normalization import BatchNormalization
from keras.models import Model, Sequential

OUT = sys.argv[1]
LIBRARY = f"keras {keras.__version__}, Theano-PyMC {theano.__version__}"


def write(name, model, what, arrays, names=None):
    rng = np.random.default_rng(3)
    for weight in model.weights:
        shape = weight.get_value().shape
        low, high = (0.5, 2.0) if "_std" in weight.name or "gamma" in weight.name else (-0.8, 0.8)
        weight.set_value(rng.uniform(low, high, shape).astype(np.float32))
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    outputs = model.predict(arrays)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    model.save(os.path.join(folder, "model.h5"))
    np.savez(os.path.join(folder, "inputs.npz"), **dict(zip(names or model.input_names, arrays)))
    np.savez(os.path.join(folder, "outputs.npz"),
             **{n: o.astype(np.float32) for n, o in zip(model.output_names, outputs)})
    with open(os.path.join(folder, "case.json"), "w") as file:
        json.dump({"expect": "ok", "id": name, "library": LIBRARY, "max_abs_tolerance": 1e-5,
                   "what": what}, file, indent=1, sort_keys=True)
        file.write("\n")


def as_tensorflow(name, new, ordering):
    """The same file as Keras 1 with TensorFlow writes it."""
    import shutil

    source, folder = os.path.join(OUT, name), os.path.join(OUT, new)
    shutil.copytree(source, folder, dirs_exist_ok=True)
    with h5py.File(os.path.join(folder, "model.h5"), "r+") as file:
        for layer in file["model_weights"].values():
            names = []
            for weight in [n.decode() if isinstance(n, bytes) else n for n in layer.attrs["weight_names"]]:
                value = layer[weight][()]
                if value.ndim == 4:
                    turned = (slice(None, None, -1),) * 2
                    value = value[(Ellipsis,) + turned] if ordering == "th" and value.shape[1] != 1 else value[turned]
                del layer[weight]
                layer.create_dataset(weight + ":0", data=value)
                names.append((weight + ":0").encode())
            layer.attrs["weight_names"] = names
    path = os.path.join(folder, "case.json")
    case = json.load(open(path))
    case.update(id=new, what=case["what"] + ", as TensorFlow stores it")
    with open(path, "w") as file:
        json.dump(case, file, indent=1, sort_keys=True)
        file.write("\n")


def numbers(*shape, seed=1):
    return np.random.default_rng(seed).normal(0, 1, (4,) + shape).astype(np.float32)


write("made_k1_dense", Sequential([
    Dense(5, input_dim=4, activation="hard_sigmoid"), BatchNormalization(), Dropout(0.3), LeakyReLU(0.2),
    Dense(4, bias=False), PReLU(), ELU(0.7), ThresholdedReLU(0.1), Dense(3, activation="softmax"),
]), "dense layers, normalisation and activations", [numbers(4)])

for ordering, shape in (("th", (2, 7, 6)), ("tf", (7, 6, 2))):
    o = {"dim_ordering": ordering}
    write(f"made_k1_pictures_{ordering}", Sequential([
        ZeroPadding2D((1, 2), input_shape=shape, **o),
        Convolution2D(3, 2, 3, activation="relu", **o),
        Convolution2D(4, 3, 3, border_mode="same", **o), MaxPooling2D((2, 2), **o),
        BatchNormalization(axis=1 if ordering == "th" else 3),
        AtrousConvolution2D(3, 2, 2, atrous_rate=(2, 1), bias=False, **o), UpSampling2D((2, 1), **o),
        Cropping2D(((1, 0), (0, 1)), **o), AveragePooling2D((2, 2), strides=(1, 1), **o), Flatten(),
        Dense(2),
    ]), f"convolutions, pools and borders in the order {ordering}", [numbers(*shape)])
    as_tensorflow(f"made_k1_pictures_{ordering}", f"made_k1_pictures_{ordering}_tensorflow", ordering)

write("made_k1_global", Sequential([
    Convolution2D(3, 2, 2, input_shape=(6, 5, 2), dim_ordering="tf", subsample=(2, 1)),
    GlobalAveragePooling2D(dim_ordering="tf"), Reshape((3, 1)), Permute((2, 1)), Flatten(), RepeatVector(2),
    GlobalMaxPooling1D(),
]), "global pools and shapes", [numbers(6, 5, 2)])

write("made_k1_steps", Sequential([
    Convolution1D(4, 3, input_shape=(9, 2), border_mode="same", activation="tanh"),
    AtrousConvolution1D(3, 2, atrous_rate=2), MaxPooling1D(2), ZeroPadding1D(1), UpSampling1D(2), Cropping1D((1, 0)),
    TimeDistributed(Dense(3)), LSTM(4, return_sequences=True), GRU(3, return_sequences=True),
    Bidirectional(LSTM(2, return_sequences=True), merge_mode="sum"), SimpleRNN(3), Dense(1, activation="sigmoid"),
]), "convolutions over steps and recurrent layers", [numbers(9, 2)])
as_tensorflow("made_k1_steps", "made_k1_steps_tensorflow", "tf")

letters = np.array([[1, 2, 3, 0, 0], [4, 0, 5, 0, 1], [0, 0, 6, 6, 6], [2, 2, 2, 2, 2]], np.float32)
write("made_k1_masks", Sequential([
    Embedding(7, 3, input_length=5, mask_zero=True), LSTM(4, return_sequences=True, consume_less="gpu"),
    GRU(3, consume_less="mem"), Dense(2),
]), "masks, and kernels of all gates in one", [letters])


def merged():
    a, b = Input((4,), name="a"), Input((4,), name="b")
    shared = Dense(4, activation="relu", name="shared")
    x, y = shared(a), shared(b)
    inner_in = Input((4,), name="inner_in")
    inner = Model(inner_in, Dense(3, name="inner_dense", trainable=False)(Dense(4, name="inner_first")(inner_in)), name="inner")
    return Model([a, b], [
        merge([x, y], mode="sum", name="sum"), merge([x, y], mode="mul", name="mul"),
        merge([x, y, a], mode="ave", name="ave"), merge([x, y], mode="max", name="max"),
        merge([x, b], mode="concat", name="concat"), merge([a, y], mode="dot", dot_axes=1, name="dot"),
        inner(merge([a, y], mode="sum", name="in")), Sequential([Dense(2, input_dim=4, name="s")], name="seq")(x),
    ])


write("made_k1_merging", merged(), "Merge in its modes, shared and nested models",
      [numbers(4, seed=1), numbers(4, seed=2)])

# The file names no inputs but those that the first layers get.
branches = [Sequential([Dense(3, input_dim=2), Activation("tanh")]), Sequential([Dense(4, input_dim=3)])]
write("made_k1_branches", Sequential([Merge(branches, mode="concat"), Dense(2, activation="softmax")]),
      "a Sequential model that starts by merging others", [numbers(2, seed=1), numbers(3, seed=2)],
      [branch.layers[0].name + "_input" for branch in branches])
