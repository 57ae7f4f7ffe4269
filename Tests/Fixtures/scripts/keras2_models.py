"""Checkpoints of real tf-keras (Keras 2) for Tests/Fixtures/keras, with its own outputs.

Run with tf-keras and tensorflow installed:  python keras2_models.py FOLDER
"""

import json
import os
import sys

os.environ["TF_USE_LEGACY_KERAS"] = "1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import h5py
import numpy as np
import tensorflow as tf
import tf_keras as keras
from tf_keras import layers as L

from keras_common import inputs_for, randomise, write_case, write_refusal

OUT = sys.argv[1]
LIBRARY = f"tf-keras {keras.__version__}, tensorflow {tf.__version__}"


def save(name, model, what, seed=0, rows=6, tolerance=1e-5, edit=None):
    randomise(model, seed)
    os.makedirs(os.path.join(OUT, name), exist_ok=True)
    path = os.path.join(OUT, name, "model.h5")
    model.save(path)
    arrays = inputs_for([i.shape[1:] for i in model.inputs], rows, seed + 1)
    outputs = tf.nest.flatten(model(dict(zip(model.input_names, arrays))
                                    if len(arrays) > 1 else arrays[0]))
    names = list(model.input_names)
    if edit:
        with h5py.File(path, "r+") as file:
            edit(file)
    write_case(OUT, name, what, LIBRARY, arrays, names, outputs, list(model.output_names),
               tolerance)


def refuse(name, model, what, because):
    os.makedirs(os.path.join(OUT, name), exist_ok=True)
    model.save(os.path.join(OUT, name, "model.h5"))
    write_refusal(OUT, name, what, LIBRARY, because)


def functional(shape, body, name=None):
    x = keras.Input(shape, name="x")
    return keras.Model(x, body(x), name=name)


NAMES = ["linear", "relu", "leaky_relu", "elu", "selu", "sigmoid", "tanh", "softplus", "softsign",
         "exponential", "gelu", "swish", "mish", "softmax", "hard_sigmoid"]
save("made_k2_activation_names",
     functional((7,), lambda x: [L.Dense(5, activation=n, name=f"d_{n}")(x) for n in NAMES]),
     "every activation that tf-keras knows by name, one output each")

save("made_k2_activation_objects",
     functional((7,), lambda x: [
         L.Dense(5, activation=tf.nn.relu, name="function_relu")(x),
         L.Dense(5, activation=keras.activations.swish, name="function_swish")(x),
         L.Dense(5, activation=L.LeakyReLU(0.3), name="object_leaky")(x),
         L.Activation(tf.nn.tanh, name="layer_tanh")(x),
         L.ReLU(max_value=2.0, negative_slope=0.1, threshold=0.5, name="relu_all")(x),
         L.LeakyReLU(alpha=0.05, name="leaky")(x), L.ELU(alpha=0.5, name="elu")(x),
         L.ThresholdedReLU(theta=0.7, name="thresholded")(x), L.Softmax(name="softmax")(x),
     ]), "activations as functions, as layer objects and as layers in Keras 2's spelling")

save("made_k2_shapes",
     functional((3, 4), lambda x: [
         L.BatchNormalization(axis=1, name="axis_1")(x),
         L.BatchNormalization(scale=False, name="no_scale")(x),
         L.BatchNormalization(center=False, name="no_center")(x),
         L.PReLU(shared_axes=[1], name="prelu_1")(x), L.PReLU(name="prelu")(x),
         L.Softmax(axis=1, name="softmax_1")(x),
         L.Flatten(data_format="channels_first", name="flatten_first")(x),
         L.Flatten(name="flatten")(x), L.Reshape((6, 2), name="reshape")(x),
         L.Permute((2, 1), name="permute")(x), L.Concatenate(axis=1, name="cat")([x, x]),
         L.SpatialDropout1D(0.5, name="spatial")(x), L.Dense(2, name="dense_on_matrix")(x),
     ]), "BatchNormalization, PReLU, Softmax, Flatten, Reshape, Permute and Concatenate options")


def merged():
    a, b, c = keras.Input((4,), name="a"), keras.Input((4,), name="b"), keras.Input((1,), name="c")
    return keras.Model([a, b, c], [
        L.Add(name="add")([a, b, c]), L.Subtract(name="subtract")([a, b]),
        L.Multiply(name="multiply")([a, b, c]), L.Average(name="average")([a, b]),
        L.Maximum(name="maximum")([a, b]), L.Minimum(name="minimum")([a, b]),
        L.Concatenate(name="concatenate")([c, b, a]), L.Dot(axes=1, name="dot")([a, b]),
        L.Dot(axes=-1, normalize=True, name="cosine")([a, b])])


save("made_k2_merging", merged(), "every merging layer, three inputs, nine outputs")


# Frozen layers of equal shape: within a nested model the order of arrays is by flag, asked of every
# nested model in turn.
def frozen(half):
    def block(name):
        i = keras.Input((4,))
        return keras.Model(i, L.Dense(4, name=name + "_b")(L.BatchNormalization(name=name + "_n")(
            L.Dense(4, name=name + "_a", trainable=False)(i))), name=name)

    whole = keras.Sequential([L.Dense(4, input_shape=(4,), name="one"), L.BatchNormalization(
        name="norm"), L.Dense(4, name="two")], name="whole")
    whole.trainable = False
    if half:
        whole.get_layer("two").trainable = True
    i = keras.Input((4,))
    deep = keras.Model(i, whole(block("inner")(L.Dense(4, name="before", trainable=False)(i))),
                       name="deep")
    x = keras.Input((4,), name="x")
    return keras.Model(x, L.Dense(2, activation="softmax", name="out")(block("flat")(deep(x))))


save("made_k2_frozen", frozen(False), "frozen layers of equal shape in nested models two deep")


# Here tf-keras itself goes by another order when it reads than when it wrote: the configuration of a
# Sequential model does not say that the model is frozen.
os.makedirs(os.path.join(OUT, "made_k2_half_frozen_refuse"), exist_ok=True)
half = frozen(True)
half.save(os.path.join(OUT, "made_k2_half_frozen_refuse", "model.h5"))
write_refusal(OUT, "made_k2_half_frozen_refuse",
              "a frozen nested model of which one layer was set free again", LIBRARY,
              "the order of the arrays contradicts their names")


# Nested models: shared, several inputs and outputs, as output; a Sequential without input shape.
def nested():
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    p, q = keras.Input((3,), name="p"), keras.Input((3,), name="q")
    joined = L.Concatenate(name="join")([p, q])
    two = keras.Model([p, q], [L.Dense(3, name="left")(joined), L.Dense(3, name="right")(joined)],
                      name="two")
    late = keras.Sequential([L.Dense(5, "relu", name="t1"), L.Dense(3, name="t2")], name="late")
    early = keras.Sequential([L.Dense(3, input_shape=(3,), name="e1")], name="early")
    shared = L.Dense(3, activation="sigmoid", name="shared")
    u, v = two([late(a), late(b)])
    w, z = two([shared(v), shared(u)])
    u2, _ = two([early(w), early(z)])
    return keras.Model([a, b], [two([u2, z])[1], late(z), L.Add(name="sum")([w, z, u])])


save("made_k2_nested", nested(),
     "nested models with two inputs and outputs, called four times, one of them an output; shared "
     "Sequential models made with and without an input shape; a shared Dense")

save("made_k2_nested_first",
     keras.Sequential([functional((3,), lambda x: L.Dense(4, name="in")(x), name="base"),
                       L.Dense(2, activation="softmax", name="top")], name="transfer"),
     "a Functional model as the first layer of a Sequential one")

# Names: slashes make groups in groups.
save("made_k2_names",
     functional((3,), lambda x: L.Dense(2, name="tower/out")(
         L.Dense(3, name="tower/b/kernel")(L.Dense(3, name="tower")(L.Dense(3, name="a_1_1")(x))))),
     "names with slashes, one of them the parent of others")


# The ways in which earlier versions wrote configurations.
def edit_config(change):
    def edit(file):
        config = json.loads(file.attrs["model_config"])
        file.attrs["model_config"] = json.dumps(change(config))
        for where in (file, file["model_weights"]):
            where.attrs["keras_version"] = np.bytes_("2.1.6")
    return edit


def bare_list(config):
    layers = [l for l in config["config"]["layers"] if l["class_name"] != "InputLayer"]
    layers[0]["config"]["batch_input_shape"] = [None, 4]
    for layer in layers:
        layer["config"].pop("registered_name", None)
    return {"class_name": "Sequential", "config": layers}


save("made_k2_bare_list",
     keras.Sequential([L.Dense(5, activation="hard_sigmoid", input_shape=(4,), name="d1"),
                       L.LeakyReLU(0.2, name="leaky"), L.Dense(2, name="d2")]),
     "a Sequential configuration that is a bare list without InputLayer, as before Keras 2.2.3",
     edit=edit_config(bare_list))


def old_functional(config):
    config["class_name"] = "Model"
    for layer in config["config"]["layers"]:
        if layer["class_name"] == "LeakyReLU":
            layer["config"]["alpha"] = {"type": "ndarray", "value": layer["config"]["alpha"]}
        if layer["class_name"] == "BatchNormalization":
            layer["class_name"] = "BatchNormalizationV1"
    return config


save("made_k2_model_class",
     functional((4,), lambda x: L.Dense(2, name="d2")(L.LeakyReLU(0.2, name="leaky")(
         L.BatchNormalization(name="bn")(L.Dense(5, name="d1")(x))))),
     "class Model, BatchNormalizationV1 and a number written as a NumPy array, as early Keras 2 did",
     edit=edit_config(old_functional))



# Keras cuts lists of more than 64,512 bytes into numbered attributes. A list that long makes a large
# file; here short lists are cut the same way.
def cut_lists(file):
    def cut(group, name):
        for part, names in enumerate(np.array_split(group.attrs[name], 3)):
            group.attrs[f"{name}{part}"] = names.astype("S")
        del group.attrs[name]

    cut(file["model_weights"], "layer_names")
    cut(file["model_weights/norm"], "weight_names")


save("made_k2_cut_lists",
     functional((4,), lambda x: L.Dense(2, name="d3")(L.Dense(5, name="d2")(
         L.BatchNormalization(name="norm")(L.Dense(5, name="d1")(x))))),
     "layer_names and weight_names in three attributes each", edit=cut_lists)

# Not to be run.
refuse("made_k2_operator_refuse", functional((4,), lambda x: L.Dense(1, name="d")(tf.abs(x) + x)),
       "TensorFlow operations as layers (TFOpLambda)", "TFOpLambda")
refuse("made_k2_training_true_refuse",
       functional((4,), lambda x: L.Dense(1, name="d")(L.Dropout(0.5, name="always")(
           x, training=True))), "Dropout that is told to train", "training=True")
m = functional((4,), lambda x: L.Dense(1, name="d")(x))
os.makedirs(os.path.join(OUT, "made_k2_weights_refuse"), exist_ok=True)
m.save_weights(os.path.join(OUT, "made_k2_weights_refuse", "model.h5"))
write_refusal(OUT, "made_k2_weights_refuse", "weights without the architecture", LIBRARY,
              "a legacy weights file")


# Damaged or foreign content.
def damaged(name, what, because, edit):
    model = keras.Sequential([L.Dense(2, input_shape=(3,), name="d")])
    os.makedirs(os.path.join(OUT, name), exist_ok=True)
    model.save(os.path.join(OUT, name, "model.h5"))
    with h5py.File(os.path.join(OUT, name, "model.h5"), "r+") as file:
        edit(file)
    write_refusal(OUT, name, what, LIBRARY, because)


def set_attribute(name, value):
    def edit(file):
        file.attrs[name] = value
    return edit


def delete(path, name=None):
    def edit(file):
        if name:
            del file[path].attrs[name]
        else:
            del file[path]
    return edit


def lzf(file):
    group = file["model_weights/d/d"]
    kernel = group["kernel:0"][()]
    del group["kernel:0"]
    group.create_dataset("kernel:0", data=kernel, compression="lzf")


def link(file):
    group = file["model_weights/d/d"]
    group.move("kernel:0", "elsewhere")
    group["kernel:0"] = h5py.SoftLink("/model_weights/d/d/elsewhere")


damaged("made_k2_json_refuse", "a configuration that ends early", "model_config",
        set_attribute("model_config", '{"class_name": "Sequential", "config": {"layers": ['))
damaged("made_k2_version_refuse", "a version that does not exist", "Keras 0.3.3",
        set_attribute("keras_version", "0.3.3"))
damaged("made_k2_dataset_refuse", "a listed array that is not there", "kernel:0",
        delete("model_weights/d/d/kernel:0"))
damaged("made_k2_group_refuse", "a listed layer that is not there", "/model_weights/d",
        delete("model_weights/d"))
damaged("made_k2_list_refuse", "no list of layers", "layer_names",
        delete("model_weights", "layer_names"))
damaged("made_k2_config_refuse", "no configuration", "model_config", delete("/", "model_config"))
damaged("made_k2_lzf_refuse", "an array behind a filter that needs a plug-in", "filter", lzf)
damaged("made_k2_link_refuse", "an array behind a symbolic link", "link", link)
print("done")
