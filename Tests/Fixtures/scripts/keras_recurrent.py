"""Checkpoints with layers that take steps in time, masks and attention, for Tests/Fixtures/keras.

Run with keras, tf-keras and tensorflow installed, once for each library:
  python keras_recurrent.py FOLDER keras
  python keras_recurrent.py FOLDER tf_keras
"""

import importlib
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import numpy as np
import tensorflow as tf

from keras_common import deflate, inputs_for, randomise, write_case

OUT, LIBRARY_NAME = sys.argv[1:3]
keras = importlib.import_module(LIBRARY_NAME)
L = keras.layers
IS_3 = LIBRARY_NAME == "keras"
PREFIX = "made_k3_" if IS_3 else "made_k2_"
LIBRARY = f"{'keras' if IS_3 else 'tf-keras'} {keras.__version__}, tensorflow {tf.__version__}"
SEQ = {"return_sequences": True}


def functional(shape, rows):
    x = keras.Input(shape, name="x")
    return keras.Model(x, [layer(x) for layer in rows])


def save(name, model, what, arrays=None, archive=True, files=None, change=None, tolerance=1e-5):
    if sys.argv[3:] and name not in sys.argv[3:]:
        return
    randomise(model, 3)
    if change:
        change(model)
    folder = os.path.join(OUT, PREFIX + name)
    os.makedirs(folder, exist_ok=True)
    files = files or ["model.h5"] + (["model.keras"] if archive else [])
    for file in files:
        model.save(os.path.join(folder, file))
    if files == ["model.keras"]:
        deflate(os.path.join(folder, "model.keras"))
    arrays = arrays or inputs_for([model.inputs[0].shape[1:]], 3, 4)
    outputs = tf.nest.flatten(model(arrays[0], training=False))
    names = ([t._keras_history.operation.name for t in model.outputs] if IS_3 else list(model.output_names))
    write_case(OUT, PREFIX + name, what, LIBRARY, arrays, ["x"], outputs, names, tolerance)
    path = os.path.join(folder, "case.json")
    case = json.load(open(path))
    case["files"] = files
    with open(path, "w") as file:
        json.dump(case, file, indent=1, sort_keys=True)
        file.write("\n")


save("recurrent", functional((5, 3), [
    L.LSTM(4, name="lstm"),
    L.LSTM(3, name="lstm_hard", activation="softsign", recurrent_activation="hard_sigmoid", **SEQ),
    L.LSTM(2, name="lstm_back", go_backwards=True, use_bias=False, **SEQ),
    L.GRU(4, name="gru"),
    L.GRU(3, name="gru_before", reset_after=False, recurrent_activation="hard_sigmoid", **SEQ),
    L.GRU(2, name="gru_back", go_backwards=True),
    L.SimpleRNN(4, name="simple"),
    L.SimpleRNN(3, name="simple_relu", activation="relu", go_backwards=True, **SEQ),
]), "LSTM, GRU and SimpleRNN with their options")

# tf-keras stores the parts of a Bidirectional under other paths in archives.
save("bidirectional", functional((5, 3), [
    L.Bidirectional(L.LSTM(3, **SEQ), name="concat"),
    L.Bidirectional(L.GRU(3), name="last"),
    L.Bidirectional(L.GRU(2, reset_after=False, **SEQ), merge_mode="sum", name="sum"),
    L.Bidirectional(L.SimpleRNN(2, **SEQ), merge_mode="ave", name="ave"),
    L.Bidirectional(L.LSTM(2), merge_mode="mul", name="mul"),
    L.Bidirectional(L.LSTM(2, **SEQ), backward_layer=L.GRU(2, go_backwards=True, **SEQ), name="two"),
]), "Bidirectional in every merge mode, with the last and with all steps", archive=IS_3)

save("time_distributed", functional((4, 3), [
    L.TimeDistributed(L.Dense(2, activation="tanh"), name="dense"),
    L.TimeDistributed(L.BatchNormalization(), name="norm"),
]), "TimeDistributed")


def attended():
    x = keras.Input((4, 3), name="x")
    q = L.Dense(2, name="q")(x)
    v = L.Dense(2, name="v")(x)
    return keras.Model(x, [L.Attention(name="self")([q, q]), L.Attention(name="cross")([q, v])])


save("attention", attended(), "dot-product attention")

steps = inputs_for([(5, 3)], 4, 4)[0]
for row, masked in enumerate([[1], [0, 4], [2, 3, 4], [0, 1, 2, 3, 4]]):
    steps[row, masked] = 0.5
save("masking", keras.Sequential([
    keras.Input((5, 3), name="x"), L.Masking(0.5, name="masking"), L.LSTM(4, name="lstm", **SEQ),
    L.Bidirectional(L.GRU(3, **SEQ), name="both"), L.Dropout(0.3, name="dropout"), L.SimpleRNN(3, name="simple"),
    L.Dense(2, activation="softmax", name="out"),
]), "a mask through recurrent layers", [steps], archive=IS_3)

letters = np.array([[1, 2, 3, 0, 0], [4, 0, 5, 0, 1], [0, 0, 6, 6, 6], [2, 2, 2, 2, 2], [0, 0, 0, 0, 0]], np.float32)
save("mask_zero", keras.Sequential([
    keras.Input((5,), name="x"), L.Embedding(7, 3, mask_zero=True, name="embedding"), L.GRU(4, name="gru"),
    L.Dense(1, activation="sigmoid", name="out"),
]), "a mask of an embedding", [letters])


def cells(kinds):
    return L.StackedRNNCells([getattr(L, kind + "Cell")(units) for kind, units in kinds])


save("cells", functional((5, 3), [
    L.RNN(L.LSTMCell(3), name="lstm", **SEQ), L.RNN(L.GRUCell(2, reset_after=False), name="gru", go_backwards=True),
    L.RNN(L.SimpleRNNCell(4, activation="relu"), name="simple"),
    L.RNN(cells([("LSTM", 3), ("LSTM", 2)]), name="stacked", **SEQ),
    L.RNN(cells([("GRU", 3), ("SimpleRNN", 2), ("GRU", 2)]), name="mixed", go_backwards=True, **SEQ),
]), "RNN of single and of stacked cells")


def unmerged():
    x = keras.Input((5, 3), name="x")
    first, second = L.Bidirectional(L.LSTM(2, **SEQ), merge_mode=None, name="both")(x)
    return keras.Model(x, [L.Dense(2, name="first")(first), L.Dense(2, name="second")(second)])


save("unmerged", unmerged(), "Bidirectional that hands both directions back", archive=IS_3)


def masks_passed_on():
    x = keras.Input((5,), name="x")
    a = L.Embedding(7, 3, mask_zero=True, name="a")(x)
    b = L.Embedding(7, 2, mask_zero=True, name="b")(L.Rescaling(-1.0, 6.0, name="turned")(x) if IS_3 else x)
    plain = L.Embedding(7, 2, name="plain")(x)
    steps = L.TimeDistributed(L.Dense(4, activation="tanh"), name="steps")(a)
    return keras.Model(x, [
        L.GRU(2, name="after_steps")(steps),
        L.GRU(2, name="side_by_side")(L.Concatenate(name="features")([a, b])),
        L.GRU(2, name="side_by_plain")(L.Concatenate(name="part")([a, plain])),
        L.GRU(2, name="in_a_row")(
            L.Concatenate(axis=1, name="row")([b, plain if IS_3 else b])),
        L.GlobalAveragePooling1D(name="mean")(L.Concatenate(name="more")([a, b, a])),
        L.RNN(cells([("LSTM", 3), ("GRU", 2)]), name="stacked")(a),
    ])


letters = np.array([[1, 2, 3, 0, 0], [4, 0, 5, 0, 1], [0, 0, 6, 6, 6], [2, 2, 2, 2, 2]], np.float32)
def masks_merged():
    """What the merging layers give under masks, read by layers that look at all steps."""
    x = keras.Input((5,), name="x")
    a = L.Embedding(7, 3, mask_zero=True, name="a")(x)
    # A mask of its own: two values that the embedding may give are taken for the masked one.
    b = L.Masking(0.25, name="b")(L.Embedding(7, 3, name="coded")(x))
    plain = L.Embedding(7, 3, name="plain")(x)
    last = L.GRU(3, name="last")(plain)
    outputs = []
    for kind in ["Multiply", "Maximum", "Minimum", "Add", "Average"]:
        for name, parts in [("two", [a, b]), ("part", [b, plain]), ("three", [plain, a, b]), ("all", [b, a, b])]:
            name = f"{kind.lower()}_{name}"
            y = getattr(L, kind)(name=name)(parts)
            outputs += [L.Flatten(name=name + "_steps")(y)] + ([L.GRU(1, name=name + "_gru")(y)] if name.endswith("two") else [])
    outputs += [L.Flatten(name="gated")(L.Multiply(name="gate")([a, L.Reshape((1, 3), name="row")(last)]))]
    return keras.Model(x, outputs)


def with_gap(model):
    """Some rows of the table are the value that is masked."""
    table = model.get_layer("coded").weights[0]
    values = np.array(table)
    values[[2, 5, 6]] = 0.25
    table.assign(values)


save("masks_merged", masks_merged(), "merging layers under masks",
     [np.array([[1, 2, 3, 0, 0], [4, 0, 5, 0, 1], [0, 2, 6, 6, 6], [2, 2, 2, 2, 2]], np.float32)],
     files=["model.keras"], change=with_gap)
save("masks_passed_on", masks_passed_on(), "masks through TimeDistributed, Concatenate and stacked cells", [letters],
     archive=IS_3)

def states():
    x = keras.Input((5,), name="x")
    steps = L.Embedding(7, 3, mask_zero=True, name="embedding")(x)
    plain = L.Embedding(7, 3, name="plain")(x)
    output, hidden, cell = L.LSTM(3, return_state=True, name="encoder", **SEQ)(steps)
    both = L.Bidirectional(L.LSTM(2, return_state=True, **SEQ), name="both")(steps)
    last, state = L.GRU(2, return_state=True, go_backwards=True, name="back")(steps)
    return keras.Model(x, [
        L.LSTM(3, name="decoder", **SEQ)(plain, initial_state=[hidden, hidden]),
        L.GRU(3, name="one_state")(plain, initial_state=hidden),
        L.Concatenate(name="ends")([hidden, cell, both[1], both[4], last, state]),
        # Masked steps of both directions are zero, those of one repeat the step before.
        L.Dense(2, name="directions")(both[0]),
        L.Dense(2, name="direction")(output),
    ])


save("states", states(), "states handed on and taken, and what masked steps give", [letters], archive=IS_3)


def masked_otherwise():
    """Masks where states are given, where layers are unrolled backwards, and for cells that read backwards."""
    x = keras.Input((5,), name="x")
    steps = L.Embedding(7, 3, mask_zero=True, name="embedding")(x)
    hidden = L.Dense(3, name="hidden")(L.Flatten(name="flat")(steps))
    zero = {"zero_output_for_mask": True, **SEQ}
    begun = L.GRU(3, name="begun", **SEQ)(steps, initial_state=hidden)
    # tf-keras itself fails on this one.
    last = [L.SimpleRNN(2, name="unrolled_last", unroll=True, go_backwards=True, zero_output_for_mask=True)(steps)
            for _ in range(IS_3)]
    return keras.Model(x, last + [
        begun, L.LSTM(3, name="last")(steps, initial_state=[hidden, hidden]), L.GRU(2, name="after_begun")(begun),
        L.GRU(2, name="unrolled", unroll=True, go_backwards=True, **zero)(steps),
        L.Bidirectional(L.LSTM(2, unroll=True, **SEQ), name="both")(steps),
        L.RNN(cells([("LSTM", 3), ("GRU", 2)]), name="stacked", go_backwards=True, **SEQ)(steps),
        L.RNN(cells([("GRU", 2), ("SimpleRNN", 2)]), name="stacked_zero", go_backwards=True, **zero)(steps),
        L.RNN(L.GRUCell(2), name="cell", go_backwards=True, unroll=True, **zero)(steps),
    ])


save("masked_otherwise", masked_otherwise(), "masks with states, unrolled layers and cells that read backwards",
     [np.vstack([letters, np.zeros((1, 5), np.float32)])], files=["model.keras"])


def nested_heads():
    inner = keras.Input((4, 3), name="inner_x")
    y = L.MultiHeadAttention(2, 2, name="heads")(inner, inner)
    y = L.Bidirectional(L.GRU(2, **SEQ), name="both")(y)
    block = keras.Model(inner, L.Dense(3, name="dense")(y), name="block")
    x = keras.Input((4, 3), name="x")
    return keras.Model(x, L.Dense(2, name="out")(block(x)))


if IS_3:
    save("nested_heads", nested_heads(), "layers of several parts in a model in a model", archive=False)

def masked_half():
    """Keras 3 stores what works a mask out in the graph, casts of the policy included."""
    x = keras.Input((5, 3), name="x")
    y = L.LSTM(3, name="lstm", **SEQ)(L.Masking(0.5, name="masking")(x))
    return keras.Model(x, L.Dense(1, name="out")(L.GRU(2, name="gru")(y)))


if IS_3:
    keras.config.set_dtype_policy("mixed_float16")
    save("masked_half", masked_half(), "a mask under mixed_float16; compared within half precision", [steps],
         files=["model.keras"], tolerance=0.003)
    keras.config.set_dtype_policy("float32")

augmentation = [L.RandomFlip(), L.RandomRotation(0.2), L.RandomZoom(0.2), L.RandomTranslation(0.2, 0.2),
                L.RandomContrast(0.3), L.RandomBrightness(0.3)]
if IS_3:
    augmentation += [L.RandomShear(0.2), L.RandomHue(0.1), L.RandomSaturation(0.3), L.RandomSharpness(0.3),
                     L.RandomColorJitter((0, 255), 0.2), L.RandomGaussianBlur(), L.RandomPerspective()]
save("augmentation", keras.Sequential([keras.Input((6, 5, 3), name="x"), *augmentation, L.Flatten(name="flat"),
                                       L.Dense(2, name="out")]), "augmentation, which does nothing at inference")
