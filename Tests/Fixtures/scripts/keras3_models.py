"""Checkpoints of real Keras 3 for Tests/Fixtures/keras, with Keras's own outputs.

Run with keras and tensorflow installed:  python keras3_models.py FOLDER
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

from keras_common import inputs_for, randomise, write_case, write_refusal

OUT = sys.argv[1]
LIBRARY = f"keras {keras.__version__}, tensorflow {tf.__version__}"


def save(name, model, what, seed=0, rows=6, tolerance=1e-5, randomised=True, arrays=None):
    if randomised:
        randomise(model, seed)
    os.makedirs(os.path.join(OUT, name), exist_ok=True)
    model.save(os.path.join(OUT, name, "model.h5"))
    arrays = arrays or inputs_for([i.shape[1:] for i in model.inputs], rows, seed + 1)
    outputs = keras.tree.flatten(model(keras.tree.pack_sequence_as(model._inputs_struct, arrays)
                                       if hasattr(model, "_inputs_struct") else arrays[0], training=False))
    names = [t._keras_history.operation.name for t in model.inputs]
    output_names = [t._keras_history.operation.name for t in model.outputs]
    write_case(OUT, name, what, LIBRARY, arrays, names, outputs, output_names, tolerance)


def refuse(name, model, what, because):
    os.makedirs(os.path.join(OUT, name), exist_ok=True)
    model.save(os.path.join(OUT, name, "model.h5"))
    write_refusal(OUT, name, what, LIBRARY, because)


def functional(shape, body, name=None):
    x = keras.Input(shape, name="x")
    return keras.Model(x, body(x), name=name)


# Every activation by name, each on a Dense of its own.
NAMES = ["linear", "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "sigmoid", "log_sigmoid",
         "sparse_sigmoid", "tanh", "hard_tanh", "tanh_shrink", "softplus", "sparse_plus",
         "squareplus", "softsign", "exponential", "gelu", "silu", "swish", "hard_silu",
         "hard_swish", "mish", "hard_shrink", "soft_shrink", "softmax", "log_softmax",
         "hard_sigmoid"]
save("made_k3_activation_names",
     functional((7,), lambda x: [L.Dense(5, activation=n, name=f"d_{n}")(x) for n in NAMES]),
     "every activation that Keras 3 knows by name, one output each")

# Activations as layers, layer objects and functions.
save("made_k3_activation_objects",
     functional((7,), lambda x: [
         L.Dense(5, activation=L.LeakyReLU(0.3), name="object_leaky")(x),
         L.Dense(5, activation=L.ELU(0.6), name="object_elu")(x),
         L.Dense(5, activation=L.ReLU(2.0, 0.1, 0.5), name="object_relu")(x),
         L.Dense(5, activation=keras.activations.gelu, name="function_gelu")(x),
         L.Activation("mish", name="layer_mish")(x),
         L.ReLU(name="relu_plain")(x), L.ReLU(1.0, name="relu_max")(x),
         L.ReLU(3.0, 0.2, 0.4, name="relu_all")(x),
         L.LeakyReLU(0.05, name="leaky")(x), L.ELU(0.5, name="elu")(x),
         L.Softmax(name="softmax")(x),
     ]), "activations as layers, as layer objects and as functions")

# Batch normalisation: axis, scale, center, epsilon.
save("made_k3_batch_norm",
     functional((3, 4), lambda x: [
         L.BatchNormalization(axis=1, name="axis_1")(x),
         L.BatchNormalization(axis=-1, epsilon=0.1, name="axis_last")(x),
         L.BatchNormalization(scale=False, name="no_scale")(x),
         L.BatchNormalization(center=False, name="no_center")(x),
         L.BatchNormalization(scale=False, center=False, name="neither")(x),
     ]), "BatchNormalization with each axis, without scale, without center, without both")

# Shapes: PReLU's shared axes, Softmax's axis, Concatenate's axis, Flatten, Reshape, Permute.
def shapes(x):
    p = L.PReLU(shared_axes=[1], name="prelu_1")(x)
    q = L.PReLU(shared_axes=[1, 2], name="prelu_12")(x)
    r = L.PReLU(name="prelu_none")(x)
    s = L.Softmax(axis=1, name="softmax_1")(x)
    return [
        L.Concatenate(axis=1, name="concat_1")([p, q]),
        L.Concatenate(axis=-2, name="concat_minus_2")([q, r]),
        L.Concatenate(name="concat_last")([r, s, x]),
        L.Flatten(name="flatten")(p),
        L.Flatten(data_format="channels_first", name="flatten_first")(x),
        L.Reshape((-1, 2), name="reshape_open")(x),
        L.Reshape((4, 3), name="reshape")(x),
        L.Permute((2, 1), name="permute")(x),
        L.Dense(2, name="dense_on_matrix")(x),
        L.Activation("softmax", name="softmax_last")(x),
    ]

save("made_k3_shapes", functional((3, 4), shapes),
     "PReLU shared_axes, Softmax axis, Concatenate axis, Flatten of both formats, Reshape, Permute")

# Merging layers, with broadcasting, and the operators of Python.
def merged():
    a, b, c = keras.Input((4,), name="a"), keras.Input((4,), name="b"), keras.Input((1,), name="c")
    outputs = [
        L.Add(name="add")([a, b, c]), L.Subtract(name="subtract")([a, b]),
        L.Multiply(name="multiply")([a, b, c]), L.Average(name="average")([a, b, c]),
        L.Maximum(name="maximum")([a, b]), L.Minimum(name="minimum")([a, b]),
        L.Concatenate(name="concatenate")([c, b, a, a]),
    ]
    return keras.Model([a, b, c], outputs)

save("made_k3_merging", merged(), "every merging layer, three inputs, seven outputs")

save("made_k3_operators",
     functional((4,), lambda x: (L.Dense(4, name="p")(x) + x) * L.Dense(4, name="q")(x) - x),
     "the operators +, * and - between tensors, stored as operations Add, Multiply, Subtract")

# Dot products, of vectors and of matrices.
def dots():
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    m, n = keras.Input((2, 3), name="m"), keras.Input((3, 4), name="n")
    return keras.Model([a, b, m, n], [
        L.Dot(axes=1, name="dot")([a, b]), L.Dot(axes=-1, normalize=True, name="cosine")([a, b]),
        L.Dot(axes=(2, 1), name="product")([m, n]),
        L.Dot(axes=(1, 2), normalize=True, name="ranks")([a, m]),
        L.Dot(axes=1, normalize=True, name="of_zeros")([L.ReLU(threshold=100.0)(a), b])])

save("made_k3_dot", dots(), "Dot over each axis, of equal and other ranks, normalized, of zeros")

# Layers that act during training only.
save("made_k3_training_only",
     functional((3, 3, 4), lambda x: L.Dense(2, name="d")(
         L.ActivityRegularization(l1=0.1)(L.SpatialDropout2D(0.5)(L.GaussianNoise(0.3)(
             L.GaussianDropout(0.2)(L.AlphaDropout(0.1)(L.Dropout(0.4, seed=3)(
                 L.Identity()(x))))))))),
     "layers that do nothing at inference")
save("made_k3_spatial_dropout_3d",
     functional((2, 2, 1, 3), lambda x: L.Dense(2, name="d")(L.SpatialDropout3D(0.5)(x))),
     "dropout of volumes, which does nothing at inference")

# Frozen layers of equal shape, inside and outside of nested models: the order of the arrays differs.
def frozen():
    inner_input = keras.Input((4,), name="inner_input")
    first = L.Dense(4, activation="tanh", name="first", trainable=False)
    second = L.Dense(4, activation="tanh", name="second")
    norm = L.BatchNormalization(name="norm", trainable=False)
    inner = keras.Model(inner_input, second(norm(first(inner_input))), name="inner")
    deep_input = keras.Input((4,), name="deep_input")
    deep = keras.Model(
        deep_input, L.Dense(4, name="after")(inner(L.Dense(4, name="before", trainable=False)(
            deep_input))), name="deep")
    whole = keras.Sequential([keras.Input((4,)), L.Dense(4, name="one"), L.BatchNormalization(),
                              L.Dense(4, name="two")], name="whole")
    whole.trainable = False
    x = keras.Input((4,), name="x")
    y = L.Dense(4, name="outer", trainable=False)(x)
    return keras.Model(x, L.Dense(2, activation="softmax", name="out")(whole(deep(y))))

save("made_k3_frozen", frozen(), "frozen layers of equal shape in nested models two deep")

# Nested models: shared, with several inputs and outputs, as output, called with a dictionary.
def nested():
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    p, q = keras.Input((3,), name="p"), keras.Input((3,), name="q")
    joined = L.Concatenate(name="join")([p, q])
    two = keras.Model([p, q], [L.Dense(3, name="left")(joined), L.Dense(3, name="right")(joined)],
                      name="two")
    tower = keras.Sequential([keras.Input((3,)), L.Dense(5, "relu", name="t1"),
                              L.Dense(3, name="t2")], name="tower")
    shared = L.Dense(3, activation="sigmoid", name="shared")
    u, v = two([tower(a), tower(b)])
    w, z = two([shared(v), shared(u)])
    u2, _ = two([w, z])
    return keras.Model([a, b], [two([u2, z])[1], tower(z), L.Add(name="sum")([w, z, u])])

save("made_k3_nested", nested(),
     "nested models with two inputs and outputs, called four times, one of them an output; a shared "
     "Sequential as output; a shared Dense")

def dictionary():
    inputs = {"m": keras.Input((2,), name="m"), "k": keras.Input((3,), name="k")}
    inner_inputs = {"zz": keras.Input((3,), name="zz"), "aa": keras.Input((2,), name="aa")}
    inner = keras.Model(inner_inputs, L.Concatenate(name="cat")(
        [L.Dense(2, name="dz")(inner_inputs["zz"]), inner_inputs["aa"]]), name="inner")
    y = inner({"zz": inputs["k"], "aa": inputs["m"]})
    return keras.Model(inputs, {"second": L.Dense(1, name="second")(y),
                                "first": L.Dense(1, "sigmoid", name="first")(y)})

save("made_k3_dictionaries", dictionary(),
     "inputs and outputs as dictionaries; a nested model called with a dictionary")

# Names.
save("made_k3_names",
     functional((3,), lambda x: L.Dense(2, name="Ausgabe \u00fc\u4e2d\U0001f600 (1).x")(
         L.Dense(3, name="kernel")(L.Dense(3, name="dense_1_1")(L.Dense(3, name="dense:0")(
             L.Dense(3, name="a b")(x))))), name="m\u00f6del"),
     "names with blanks, colons, umlauts, Chinese and emoji, and names that look like weights")

# Sequential without an Input; logits; lists of losses.
m = keras.Sequential([L.Dense(4, activation="relu"), L.Dense(3)])
m.build((None, 5))
m.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
save("made_k3_deferred", m, "Sequential that was built later; a loss from logits")

# Number types.
for policy, tolerance in [("mixed_bfloat16", 0.02), ("float16", 0.005)]:
    keras.config.set_dtype_policy(policy)
    save(f"made_k3_{policy}",
         functional((4,), lambda x: L.Dense(2, activation="sigmoid", name="out")(
             L.BatchNormalization(name="norm")(L.Dense(8, activation="gelu", name="hidden")(x)))),
         f"dtype policy {policy}; single precision is compared within a tolerance",
         tolerance=tolerance)
keras.config.set_dtype_policy("float32")

# `predict` calls models with training=False, which they hand on to every layer, whatever a call says.
save("made_k3_training_true",
     functional((4, 4, 1), lambda x: L.Dense(1, name="d")(L.BatchNormalization(name="norm")(
         L.Dropout(0.5, name="always")(L.Flatten(name="flat")(L.RandomFlip(name="flip")(
             L.Rescaling(0.5, name="half")(x, training=True))), training=True), training=True))),
     "layers that are told to train")

# Not to be run.


@keras.saving.register_keras_serializable(package="mine")
class Dense(L.Layer):
    def call(self, x):
        return x * 3.0


refuse("made_k3_custom_layer_refuse",
       functional((4,), lambda x: L.Dense(1, name="d")(Dense(name="fake")(x))),
       "a layer of a registered class of the author's", "a custom class")


@keras.saving.register_keras_serializable(package="mine")
def relu(x):
    return x * 3.0


refuse("made_k3_custom_activation_refuse",
       functional((4,), lambda x: L.Dense(1, activation=relu, name="d")(x)),
       "an activation function of the author's that is named like one of Keras's",
       "a custom activation")


class Sub(keras.Model):
    def __init__(self):
        super().__init__(name="sub")
        self.d = L.Dense(2)

    def call(self, x):
        return self.d(x)

    def get_config(self):
        return {"name": "sub"}


s = Sub()
s(np.zeros((1, 3), np.float32))
refuse("made_k3_subclassed_refuse", s, "a subclass of keras.Model", "no graph of layers")
print("done")
