"""keras_rival.py NAME THREADS ROUNDS: the seconds of each round in Keras on TensorFlow, one a line; names as in `bench`."""
import os, sys, time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
name, threads, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(threads)
import keras, numpy as np

random = np.random.default_rng(1)
if name.startswith("lstm"):
    layers = [keras.Input((20, 32)), keras.layers.LSTM(128)]
    rows = random.uniform(-1, 1, (4096, 20, 32)).astype("f")
else:
    layers = [keras.Input((104,)), keras.layers.Dense(200, "relu"), keras.layers.Dense(200, "relu")]
    rows = random.uniform(-1, 1, (45_000, 104)).astype("f")
model = keras.Sequential(layers + [keras.layers.Dense(1, "sigmoid")])
labels = (np.arange(len(rows)) % 5 < 2).astype("f").reshape(-1, 1)


@tf.function
def tape():
    with tf.GradientTape() as recorder:
        loss = tf.reduce_sum(keras.losses.binary_crossentropy(labels, model(rows)))
    return recorder.gradient(loss, model.trainable_variables)


def batch_size():
    """The fastest here."""
    def seconds(size):
        model.predict(rows, batch_size=size, verbose=0)
        start = time.perf_counter()
        model.predict(rows, batch_size=size, verbose=0)
        return time.perf_counter() - start
    return min((256, 1024, 4096, len(rows)), key=seconds)


if name.endswith("forward"):
    size = batch_size()
    run = lambda: model.predict(rows, batch_size=size, verbose=0)
else:
    run = tape
run()
for _ in range(rounds):
    start = time.perf_counter()
    run()
    print(time.perf_counter() - start)
